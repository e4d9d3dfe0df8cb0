"""Parts of pages that look the same for ever, such as a frozen rubric, kept as they were drawn the first time.

{% call kept("rubric", rubric.content_hash) %}…{% endcall %} draws what is inside once for each language and key. The
key says everything on which it depends: what shows a person, a token or the time is never kept.
"""

from collections.abc import Callable, Hashable

from flask import Flask
from markupsafe import Markup

from app.core.i18n import language

_MOST = 2000

_drawn: dict[tuple[Hashable, ...], Markup] = {}


def init_app(app: Flask) -> None:
    app.jinja_env.globals["kept"] = kept


def kept(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """What the caller draws, from memory if it was drawn before."""
    place = (language(), *key)
    found = _drawn.get(place)
    if found is None:
        if len(_drawn) >= _MOST:
            _drawn.clear()
        found = _drawn[place] = caller()
    return found
