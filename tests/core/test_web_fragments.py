"""Parts of pages that are drawn once."""

from collections.abc import Callable

from markupsafe import Markup

from app.core.i18n import force_locale
from app.core.web.fragments import kept


def drawer(drawn: list[str], words: str) -> Callable[[], Markup]:
    def draw() -> Markup:
        drawn.append(words)
        return Markup(words)  # noqa: S704 # words of the test

    return draw


def test_a_part_is_drawn_once_for_each_key_and_language() -> None:
    drawn: list[str] = []
    for code in ("de", "en", "de"):
        for key in (1, 2, 1):
            with force_locale(code):
                assert kept("test", key, caller=drawer(drawn, f"{code} {key}")) == f"{code} {key}"
    assert drawn == ["de 1", "de 2", "en 1", "en 2"]
