"""What the page of each refusal says: what happened, and what to do next."""

from dataclasses import dataclass, field

from flask import url_for

from app.core.errors import (
    DomainError,
    EditConflictError,
    GoneError,
    InvalidError,
    LostError,
    NotAllowedError,
    RefusedError,
    TooLargeError,
    WrongTypeError,
)
from app.core.i18n import _, refusal_text


@dataclass
class ErrorPage:
    """Everything the template `error.html` shows. `kept` holds (label, text) of all that was entered.

    `resume` leads to a sign-in after which that can be sent: where to ask, where to return, what to carry.
    """

    status: int
    code: str
    headline: str
    message: str
    ask: str | None = None
    link_url: str | None = None
    link_label: str | None = None
    retry_after: int | None = None
    resume: tuple[str, str, str] | None = None
    kept: list[tuple[str, str]] = field(default_factory=list)

    def context(self) -> dict[str, object]:
        """The names that the template `error.html` knows."""
        link = (self.link_label, self.link_url) if self.link_url else None
        return {
            "code": self.status,
            "headline": self.headline,
            "what_next": self.message,
            "kept": self.kept,
            "ask": self.ask,
            "link": link,
            "resume": self.resume,
        }


def _texts_of_status() -> dict[int, tuple[str, str, str]]:
    return {
        400: (
            "expired_form",
            _("Diese Seite war zu lange offen"),
            _("Wir haben nichts gespeichert, aber auch nichts verloren. Bitte Seite neu laden und noch einmal senden."),
        ),
        401: (
            "sign_in",
            _("Bitte neu anmelden"),
            _("Die Anmeldung ist abgelaufen. Nach dem Anmelden geht es an derselben Stelle weiter."),
        ),
        403: ("not_allowed", _("Das ist nicht erlaubt"), _("Dieser Bereich ist für andere Personen gedacht.")),
        404: (
            "not_found",
            _("Diese Seite gibt es nicht"),
            _("Vielleicht ist die Adresse falsch abgetippt, oder die Seite wurde entfernt."),
        ),
        405: ("not_found", _("So geht es hier nicht"), _("Bitte gehen Sie zurück und nutzen Sie den Knopf der Seite.")),
        413: (
            "too_large",
            _("Das ist zu groß"),
            _("Erlaubt sind Bilder bis 20 MB und PDFs bis 30 MB. Tipp: Bild vor dem Hochladen verkleinern."),
        ),
        415: ("wrong_type", _("Diese Datei passt nicht"), _("Erlaubt sind JPEG, PNG, WebP, HEIC und PDF.")),
        429: (
            "too_many",
            _("Kurze Pause, bitte"),
            _("Das waren zu viele Versuche. Bitte ein paar Minuten warten und es dann noch einmal probieren."),
        ),
        500: (
            "broken",
            _("Da ist bei uns etwas kaputt"),
            _("Der Fehler ist notiert. Bitte noch einmal versuchen; Text vorher kopieren."),
        ),
        503: (
            "unavailable",
            _("Gerade nicht erreichbar"),
            _("Speichern geht im Moment nicht. Bitte in einer Minute noch einmal versuchen; der Text steht unten."),
        ),
    }


def page_of_status(status: int) -> ErrorPage:
    """The page of a plain status; unknown ones look like the nearest known."""
    texts = _texts_of_status()
    code, headline, message = texts.get(status) or texts[404 if status < 500 else 500]  # noqa: PLR2004 # HTTP
    return ErrorPage(status, code, headline, message)


def page_of_domain_error(error: DomainError) -> ErrorPage:
    """The page of something that the domain refused, in the rule's own words."""
    if isinstance(error, RefusedError):
        code, headline, message = error.refusal.code, _("Das geht gerade nicht"), refusal_text(error.refusal)
        page = ErrorPage(error.status, code, headline, message, ask=error.refusal.ask)
        if way := error.refusal.way:
            page.link_label, page.link_url = way.label, url_for(way.endpoint, **way.values)
        return page
    code, headline, message = _texts_of_domain_error(error)
    return ErrorPage(error.status, code, headline, message)


def _texts_of_domain_error(error: DomainError) -> tuple[str, str, str]:
    default = page_of_status(error.status)
    match error:
        case EditConflictError():
            message = _("Beide Texte sind noch da. Bitte wählt aus, welcher bleiben soll.")
            texts = ("edit_conflict", _("Jemand war schneller"), message)
        case GoneError(reason=reason):
            texts = ("gone", _("Dieser Link ist verbraucht"), reason)
        case LostError(reason=reason):
            texts = ("lost", _("Diese Datei fehlt"), reason)
        case InvalidError():
            texts = ("invalid", _("Da stimmt etwas noch nicht"), str(error))
        case NotAllowedError() | TooLargeError() | WrongTypeError():
            texts = (default.code, default.headline, error.reason)
        case _:
            texts = (default.code, default.headline, getattr(error, "reason", default.message))
    return texts
