"""Words, dates and numbers in the reader's language. Message ids are the German strings.

The language is found once for each request and the catalogues are read once: flask-babel's own way asks for the
context at every message, which was a fifth of a page's time. It is kept for lazy texts and for the forms' library.
"""

import functools
import gettext
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from flask import Flask, has_request_context, request
from flask_babel import Babel
from flask_babel.speaklater import LazyString

from app.core import clock
from app.core.errors import Refusal

__all__ = ["_", "_l", "_n", "force_locale"]

LANGUAGES = {"de": "Deutsch", "en": "English"}
COOKIE = "language"
_ASKED = "funkenflug.language"  # worked out once for each request
_FOLDER = Path(__file__).parent.parent / "translations"
_MEGABYTE = 1_000_000

_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)
_babel = Babel()


def init_app(app: Flask) -> None:
    _babel.init_app(app, locale_selector=language)
    app.jinja_env.install_gettext_callables(_one, _one_or_many, newstyle=True)  # type: ignore[attr-defined]  # of Jinja's i18n extension
    app.jinja_env.filters.update(template_filters())
    app.jinja_env.globals["_n"] = _n
    app.before_request(_find_language)
    app.teardown_request(_forget_language)


def _find_language() -> None:
    _spoken.set(language_of_request())


def _forget_language(_error: BaseException | None) -> None:
    _spoken.set(None)


@functools.cache
def _catalogue(code: str) -> gettext.NullTranslations:
    return gettext.translation("messages", str(_FOLDER), [code], fallback=True)


def message_in(code: str, message: str) -> str:
    """The message in a language, its places still open."""
    return _catalogue(code).gettext(message)


def _one(message: str) -> str:
    return message_in(language(), message)


def _one_or_many(singular: str, plural: str, num: int) -> str:
    return _catalogue(language()).ngettext(singular, plural, num)


def _(message: str, **values: object) -> str:
    """The message in the reader's language."""
    return _one(message) % values if values else _one(message)


def _l(message: str, **values: object) -> str:
    """The same, put into words only when it is shown (for texts made at import time)."""
    return cast("str", LazyString(_, message, **values))


def _n(singular: str, plural: str, num: int, **values: object) -> str:
    """One of two messages by number, which they may name as %(num)s."""
    return _one_or_many(singular, plural, num) % {"num": num, **values}


@contextmanager
def force_locale(code: str) -> Iterator[None]:
    """Speak a language for a while, such as that of a mail's receiver."""
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def language_of_request() -> str:
    """Cookie first, then Accept-Language, else German."""
    if not has_request_context():
        return "de"
    known = request.environ
    if _ASKED not in known:
        known[_ASKED] = _asked_language()
    return cast("str", known[_ASKED])


def _asked_language() -> str:
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES), default="de") or "de"


def language() -> str:
    """The language now spoken ("de" outside of requests)."""
    return _spoken.get() or language_of_request()


def pick(texts: dict[str, str]) -> str:
    """The text in the reader's language from {"de": …, "en": …}, else the German one."""
    return texts.get(language()) or texts.get("de", "")


_WEEKDAYS = {
    "de": ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = {
    "de": (
        "Januar", "Februar", "März", "April", "Mai", "Juni",
        "Juli", "August", "September", "Oktober", "November", "Dezember",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def date_text(moment: datetime) -> str:
    """For example "12. März 2027" or "12 March 2027"."""
    there, code = clock.local(moment), language()
    return f"{there.day}{'.' if code == 'de' else ''} {_MONTHS[code][there.month - 1]} {there.year}"


def day_text(moment: datetime) -> str:
    """For example "Fr., 12. März 2027" or "Fri, 12 March 2027"."""
    return f"{_WEEKDAYS[language()][clock.local(moment).weekday()]}, {date_text(moment)}"


def time_text(moment: datetime) -> str:
    """Weekday, date and clock with the zone: "Fr., 12. März 2027, 16:00 Uhr (MEZ)"."""
    there = clock.local(moment)
    if language() == "de":
        return f"{day_text(moment)}, {there:%H:%M} Uhr ({'MESZ' if there.dst() else 'MEZ'})"
    return f"{day_text(moment)}, {there:%H:%M} ({'CEST' if there.dst() else 'CET'})"


def refusal_text(refusal: Refusal) -> str:
    """A rule's no in words, the same on a closed button and on the page of a refused try."""
    parts = [str(refusal.reason)]
    if refusal.since:
        parts.append(_("Das ist möglich ab %(time)s.", time=time_text(refusal.since)))
    if refusal.until:
        parts.append(_("Das war möglich bis %(time)s.", time=time_text(refusal.until)))
    return " ".join(parts)


def number_text(value: float, digits: int = 0) -> str:
    """A number with the reader's decimal and thousands signs."""
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language() == "de" else text


def size_text(count: int) -> str:
    """Bytes as kB or MB (decimal, one place)."""
    if count < _MEGABYTE:
        return f"{number_text(max(1, round(count / 1000)))} kB"
    return f"{number_text(count / _MEGABYTE, 1)} MB"


def seconds_text(count: int) -> str:
    """A length of film or sound as minutes and seconds ("2:05")."""
    return f"{count // 60}:{count % 60:02}"


def too_long_text(count: int, high: int) -> str:
    """What is said of a text of more characters than it may have."""
    return _n(
        "Das ist %(num)s Zeichen zu lang. Erlaubt sind %(high)s.",
        "Das ist %(num)s Zeichen zu lang. Erlaubt sind %(high)s.",
        count - high,
        high=high,
    )


def template_filters() -> dict[str, Any]:
    return {
        "date_text": date_text,
        "day_text": day_text,
        "time_text": time_text,
        "refusal_text": refusal_text,
        "number_text": number_text,
        "seconds_text": seconds_text,
        "size_text": size_text,
        "pick": pick,
    }
