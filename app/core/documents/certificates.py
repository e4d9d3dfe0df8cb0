"""Certificates: one page each, to be hung on a wall and to be checked by whoever gets to see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.documents.papers import Site, frame, without_scheme
from app.core.documents.qr import qr_svg_for_paper
from app.core.documents.typesetting import Contents, typeset
from app.core.i18n import _, date_text, force_locale
from app.core.text import grouped


@dataclass(frozen=True)
class Certificate:
    """What stands on a certificate, in the reader's words; `honour` in large letters, if there is one.

    `url` leads to the page that checks `code`, `check_url` to the one where it is typed in.
    """

    heading: str
    occasion: str
    recipient: str
    deed: str
    honour: str
    place: str
    issued_at: datetime
    code: str
    url: str
    check_url: str


def certificates(papers: Sequence[Certificate], site: Site, language: str, created_at: datetime) -> bytes:
    """Each on a page of its own."""
    if not papers:
        message = "a print run needs a certificate"
        raise ValueError(message)
    with force_locale(language):
        title = papers[0].heading if len(papers) == 1 else _("Urkunden")
        contents: dict[str, Contents] = {
            **frame(title, site, language),
            "code_label": _("Prüfcode"),
            "papers": [_contents_of(paper) for paper in papers],
        }
    return typeset("certificate", contents, created_at)


def _contents_of(paper: Certificate) -> Mapping[str, Contents]:
    return {
        "heading": paper.heading,
        "occasion": paper.occasion,
        "recipient": paper.recipient,
        "deed": paper.deed,
        "honour": paper.honour or None,
        "place": paper.place,
        "day": date_text(paper.issued_at),
        "code": grouped(paper.code),
        "qr": qr_svg_for_paper(paper.url),
        "qr_alt": _("QR-Code zur Prüfung dieser Urkunde"),
        "url": paper.url.encode(),
        "check": _("Ist die Urkunde echt? QR-Code scannen oder den Prüfcode hier eintippen:"),
        "check_url": paper.check_url.encode(),
        "check_address": without_scheme(paper.check_url).encode(),
    }
