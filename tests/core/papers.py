"""Papers to try, and what other programs than their maker read in them: pdfium, pikepdf, zxing."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime

import pikepdf
import pypdfium2 as pdfium
import zxingcpp
from PIL import Image

from app.core import documents

MADE_AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SITE = documents.Site("Funkenflug", "https://funkenflug.example")
CARD = documents.LoginCard(
    name="Ayşe Çağlar",
    class_name="FIA 12b",
    school_name="Berufsschule für Informationstechnik",
    login_name="mutiger-otter-417",
    url="https://funkenflug.example/sign-in?name=mutiger-otter-417",
    passphrase="lampe wolke tiger zebra",
)
SHEET = documents.NoticeSheet(
    class_name="FIA 12b",
    school_name="Berufsschule für Informationstechnik",
    code="K7WM3XQ9",
    url="https://funkenflug.example/k/K7WM3XQ9",
    expires_at=datetime(2027, 1, 8, 15, tzinfo=UTC),
    rounds=[documents.RoundLine("Ideenwerkstatt", datetime(2027, 5, 7, 14, tzinfo=UTC))],
)
RECEIPT = documents.Receipt(
    number="IW27-00417",
    idea_title="Der Werkzeugwagen, der mitdenkt",
    team_name="Die Schrauber*innen",
    competition_title="Innovationswettbewerb 2027",
    round_title="Runde 1",
    received_at=datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
    closes_at=datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
    sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    attachments=[documents.AttachmentLine("Skizze.pdf", 812_331)],
)
CERTIFICATE = documents.Certificate(
    heading="Urkunde",
    occasion="Innovationswettbewerb 2027 · Runde 1",
    recipient="Ayşe Çağlar",
    deed="hat mit dem Team „Die Schrauber*innen“ gewonnen:",
    honour="1. Preis",
    place="Berufsschule für Informationstechnik",
    issued_at=datetime(2027, 6, 30, 22, 30, tzinfo=UTC),
    code="K7WM3XQ9AB23CD45",
    url="https://funkenflug.example/verify/K7WM3XQ9AB23CD45",
    check_url="https://funkenflug.example/verify",
)


def pages_of(pdf: bytes) -> list[str]:
    with pdfium.PdfDocument(pdf) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def text_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def codes_of(pdf: bytes, page: int = 0) -> list[str]:
    """What a scanner finds on a page, from top to bottom and left to right."""
    with pdfium.PdfDocument(pdf) as document:
        found = codes_in(document[page].render(scale=3).to_pil())
    return [
        code.text for code in sorted(found, key=lambda code: (code.position.top_left.y // 50, code.position.top_left.x))
    ]


def codes_in(picture: Image.Image) -> list[zxingcpp.Barcode]:
    grey = picture.convert("L")
    return zxingcpp.read_barcodes(memoryview(grey.tobytes()).cast("B", shape=[grey.height, grey.width]))


def elements_of(pdf: bytes) -> list[tuple[str, str | None]]:
    """Kind and alternative text of everything in the tree that screen readers follow, in reading order."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(_elements_below(document.Root.StructTreeRoot))


def _elements_below(node: pikepdf.Object) -> Iterator[tuple[str, str | None]]:
    kids: pikepdf.Object | list[pikepdf.Object] = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S), str(kid.Alt) if "/Alt" in kid else None
            yield from _elements_below(kid)


def fonts_in(pdf: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return {
            str(item.FontName).split("+")[1]
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        }


def links_in(pdf: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [str(note.A.URI) for page in document.pages for note in page.obj.get("/Annots", pikepdf.Array())]


def ink_right_of_margin(pdf: bytes) -> list[int]:
    """The pages of a receipt with something beside their text column, which ends 22 mm from the edge."""
    with pdfium.PdfDocument(pdf) as document:
        pictures = [page.render(scale=1).to_pil().convert("L") for page in document]
    # One point more than the margin leaves room for the softened edge of the lines.
    margins = [picture.crop((picture.width - 60, 0, picture.width, picture.height)) for picture in pictures]
    return [number for number, margin in enumerate(margins, 1) if margin.getextrema() != (255, 255)]


def notice(sheet: documents.NoticeSheet = SHEET, language: str = "de") -> bytes:
    return documents.notice_sheet(sheet, SITE, language, MADE_AT)


def cards(*people: documents.LoginCard, language: str = "de") -> bytes:
    return documents.login_cards(people, SITE, language, MADE_AT)


def receipt(paper: documents.Receipt = RECEIPT, language: str = "de") -> bytes:
    return documents.receipt(paper, SITE, language, MADE_AT)


def certificates(*papers: documents.Certificate, language: str = "de") -> bytes:
    return documents.certificates(papers or [CERTIFICATE], SITE, language, MADE_AT)


def all_papers(language: str) -> list[bytes]:
    return [
        notice(language=language),
        cards(CARD, language=language),
        receipt(language=language),
        certificates(language=language),
    ]
