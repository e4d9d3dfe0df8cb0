"""The papers of the house in the reader's language: what stands on them. How they look is in the templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from app.core.documents.qr import qr_svg_for_paper
from app.core.documents.typesetting import Contents, typeset
from app.core.i18n import _, force_locale, size_text, time_text
from app.core.text import grouped

HASH_GROUP = 8


@dataclass(frozen=True)
class Site:
    """The installation that a paper comes from; `url` without a slash at its end."""

    name: str
    url: str

    @property
    def address(self) -> str:
        """What people type: without the scheme."""
        return without_scheme(self.url)


@dataclass(frozen=True)
class RoundLine:
    """A round that the class may enter."""

    title: str
    closes_at: datetime


@dataclass(frozen=True)
class NoticeSheet:
    """What the wall of a classroom shows. `url` leads to the registration with the code filled in."""

    class_name: str
    school_name: str
    code: str
    url: str
    expires_at: datetime
    rounds: Sequence[RoundLine] = ()
    ask: str | None = None


@dataclass(frozen=True)
class LoginCard:
    """One student's card. `url` fills in the login name and nothing else; no passphrase: a line to write it on."""

    name: str
    class_name: str
    school_name: str
    login_name: str
    url: str
    passphrase: str | None = None


@dataclass(frozen=True)
class AttachmentLine:
    """`size` in bytes."""

    name: str
    size: int


@dataclass(frozen=True)
class Receipt:
    """What a team handed in, `sha256` in hexadecimal digits.

    `closes_at` is the team's own deadline; None when the submission can no longer be opened again.
    """

    number: str
    idea_title: str
    team_name: str
    competition_title: str
    round_title: str
    received_at: datetime
    closes_at: datetime | None
    sha256: str
    attachments: Sequence[AttachmentLine] = ()


def notice_sheet(sheet: NoticeSheet, site: Site, language: str, created_at: datetime) -> bytes:
    """A page for the wall of a classroom: code, QR code, three steps, whom to ask."""
    with force_locale(language):
        contents = {**frame(_("Aushang für Klasse %(name)s", name=sheet.class_name), site, language), **_notice(sheet)}
    return typeset("notice_sheet", contents, created_at)


def login_cards(cards: Sequence[LoginCard], site: Site, language: str, created_at: datetime) -> bytes:
    """Eight cards to a page, with lines to cut along."""
    if not cards:
        message = "a sheet needs a card"
        raise ValueError(message)
    with force_locale(language):
        contents: dict[str, Contents] = {
            **frame(_("Anmeldekarten"), site, language),
            "name_label": _("Anmeldename"),
            "passphrase_label": _("Passwort (vier Wörter)"),
            "qr_caption": _("Füllt den Anmeldenamen aus"),
            "keep": _("Nur für dich – gut aufheben!"),
            "cards": [_card(card) for card in cards],
        }
    return typeset("login_cards", contents, created_at)


def receipt(receipt: Receipt, site: Site, language: str, created_at: datetime) -> bytes:
    """The proof that an idea arrived: number, time, hash, attachments, and what comes next."""
    with force_locale(language):
        contents = {**frame(_("Eingangsbestätigung"), site, language), **_receipt(receipt)}
    return typeset("receipt", contents, created_at)


def frame(title: str, site: Site, language: str) -> dict[str, Contents]:
    return {"title": title, "language": language, "site_name": site.name, "address": site.address.encode()}


def _notice(sheet: NoticeSheet) -> Mapping[str, Contents]:
    return {
        "school_name": sheet.school_name,
        "class_line": _("Klasse %(name)s", name=sheet.class_name),
        "headline": _("Eure Idee ist gefragt!"),
        "code_label": _("Euer Klassencode"),
        "code": grouped(sheet.code),
        "expires": _("Gilt bis %(time)s", time=time_text(sheet.expires_at)),
        "qr": qr_svg_for_paper(sheet.url),
        "qr_alt": _("QR-Code zur Anmeldung: %(address)s", address=without_scheme(sheet.url)),
        "url": sheet.url.encode(),
        "address": without_scheme(sheet.url).encode(),
        "steps_label": _("In drei Schritten dabei"),
        "steps": [
            _("QR-Code scannen oder die Adresse eintippen, die darunter steht."),
            _("Klassencode prüfen und Namen eingeben. Eine E-Mail-Adresse braucht ihr nicht."),
            _("Anmeldenamen und Passwort gut aufheben. Team finden. Loslegen!"),
        ],
        "rounds_label": _("Diese Runden laufen"),
        "rounds_head": [_("Runde"), _("Einreichen bis")],
        "rounds": [{"title": line.title, "closes": time_text(line.closes_at)} for line in sheet.rounds],
        "ask_label": _("Noch Fragen?"),
        "ask": _("Fragt %(who)s.", who=sheet.ask) if sheet.ask else _("Fragt eure Lehrkraft. Sie hilft euch weiter."),
    }


def _card(card: LoginCard) -> Mapping[str, Contents]:
    return {
        "name": card.name,
        "place": _("Klasse %(name)s · %(school)s", name=card.class_name, school=card.school_name),
        "login_name": card.login_name,
        "passphrase": card.passphrase,
        "qr": qr_svg_for_paper(card.url),
        "qr_alt": _("QR-Code zur Anmeldung als %(name)s", name=card.login_name),
    }


def _receipt(receipt: Receipt) -> Mapping[str, Contents]:
    return {
        "number": receipt.number,
        "number_label": _("Eingangsnummer"),
        "received": time_text(receipt.received_at),
        "received_label": _("Eingegangen am"),
        "round": f"{receipt.competition_title} · {receipt.round_title}",
        "thanks": _("Danke! Eure Idee ist sicher bei uns angekommen."),
        "facts": [[_("Idee"), receipt.idea_title], [_("Team"), receipt.team_name]],
        "hash_label": _("Prüfsumme (SHA-256)"),
        "hash": grouped(receipt.sha256, HASH_GROUP),
        "hash_help": _("Damit lässt sich nachweisen, dass an dieser Fassung nichts geändert wurde."),
        "attachments_label": _("Anhänge"),
        "attachments_head": [_("Datei"), _("Größe")],
        "attachments": [[line.name, size_text(line.size)] for line in receipt.attachments],
        "no_attachments": _("Zu dieser Einreichung gehören keine Anhänge."),
        "next_label": _("Wie es weitergeht"),
        "next": _next_steps(receipt.closes_at),
    }


def _next_steps(closes_at: datetime | None) -> list[Contents]:
    steps: list[Contents] = [
        _("Nach der Frist wird geprüft, ob alles da ist, und die Jury liest eure Idee."),
        _("Sobald das Ergebnis feststeht, bekommt ihr eine Nachricht."),
    ]
    if closes_at is None:
        return steps
    until = _(
        "Bis %(time)s könnt ihr die Einreichung wieder öffnen und verbessern. Gewertet wird die Fassung, "
        "die ihr zuletzt eingereicht habt.",
        time=time_text(closes_at),
    )
    return [until, *steps]


def without_scheme(url: str) -> str:
    parts = urlsplit(url)
    return url.removeprefix(f"{parts.scheme}://") if parts.scheme else url
