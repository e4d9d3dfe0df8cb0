from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

from PIL import Image

from app.core import documents
from tests.core.papers import CARD, SHEET, cards, codes_in, codes_of, notice


def test_scanners_read_the_codes_from_the_page() -> None:
    assert codes_of(notice()) == [SHEET.url]
    urls = [f"{CARD.url}{number}" for number in range(8)]
    assert codes_of(cards(*(replace(CARD, url=url) for url in urls))) == urls


def test_the_code_on_a_card_does_not_hold_the_passphrase() -> None:
    (found,) = codes_of(cards(CARD))
    assert found == "https://funkenflug.example/sign-in?name=mutiger-otter-417"


def test_scanners_read_the_codes_of_web_pages(tmp_path: Path) -> None:
    path = tmp_path / "code.png"
    path.write_bytes(documents.qr_png(SHEET.url))
    with Image.open(path) as picture:
        assert [code.text for code in codes_in(picture)] == [SHEET.url]


def test_the_svg_code_has_a_white_ground_and_neither_style_nor_script() -> None:
    root = ET.fromstring(documents.qr_svg_bytes("https://funkenflug.example/?a=<b>&c='d'"))  # noqa: S314  # made by us
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert [child.tag for child in root] == ["{http://www.w3.org/2000/svg}path"] * 2
    assert root[0].get("fill") == "#fff"
    assert {name for child in root for name in child.keys()} == {"d", "fill", "stroke"}  # noqa: SIM118  # not a dict
