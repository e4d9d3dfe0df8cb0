"""Why files cannot be taken or shown just now, in words for whoever is waiting."""

from app.core.errors import DomainError
from app.core.i18n import _


class StorageFullError(DomainError):
    """The disk is (almost) full: files have to wait, texts are still saved."""

    status = 503
    retry_after = 600

    def __init__(self) -> None:
        self.reason = _(
            "Der Speicher des Servers ist fast voll. Dateien können gerade nicht hochgeladen "
            "werden; Texte werden weiter gespeichert. Bitte sagt der Wettbewerbsleitung Bescheid."
        )
        super().__init__(self.reason)


class StorageAwayError(DomainError):
    """The bucket does not do what it was asked; `code` is the server's own word for it, empty if it gave none."""

    status = 503
    retry_after = 60

    def __init__(self, code: str = "") -> None:
        super().__init__(code)
        self.code = code

    @property
    def reason(self) -> str:
        return _(
            "Der Speicher für Dateien antwortet gerade nicht. Texte werden weiter gespeichert. "
            "Mit Dateien geht es in ein paar Minuten weiter."
        )


class StorageRefusedError(StorageAwayError):
    """The bucket answers and refuses: key, secret or rights are wrong."""
