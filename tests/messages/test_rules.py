"""Words of messages."""

import pytest

from app.core.i18n import force_locale
from app.messages.rules import subject_of, text_of
from tests.support.messages import TEMPLATE, VALUES


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("language", "moment"),
    [("de", "Mo., 1. März 2027, 08:00 Uhr (MEZ)"), ("en", "Mon, 1 March 2027, 08:00 (CET)")],
)
def test_moments_are_put_into_words_when_a_message_is_read(language: str, moment: str) -> None:
    with force_locale(language):
        texts = subject_of(TEMPLATE, VALUES), text_of(TEMPLATE, VALUES)

    assert texts == ("Hallo Giesing", f"Wir sehen uns in Giesing, {moment}.")


def test_a_template_nobody_declared_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        subject_of("tests.unknown", VALUES)
