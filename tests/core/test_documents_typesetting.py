import io
from dataclasses import replace

import pikepdf
import pytest

from app.core import documents
from app.core.documents import typesetting
from tests.core.papers import (
    CARD,
    CERTIFICATE,
    MADE_AT,
    RECEIPT,
    SHEET,
    SITE,
    all_papers,
    cards,
    certificates,
    elements_of,
    fonts_in,
    ink_right_of_margin,
    links_in,
    notice,
    pages_of,
    receipt,
    text_of,
)

HOSTILE = [
    '#read("/etc/passwd")',
    '#eval("1+1")',
    '#import "@preview/cetz:0.4.2"',
    '"}); #panic("x") //',
    "]",
    "\\",
    "\\u{41}",
    "$x^2$ *fett* _kursiv_ <label> @ref // /* */ = Titel",
    "%(name)s {name} {{ name }}",
    "-- --- ... 'einfach' \"doppelt\" ~",
]


@pytest.mark.parametrize("language", ["de", "en"])
def test_papers_declare_and_keep_the_standards_for_access_and_archives(language: str) -> None:
    for pdf in all_papers(language):
        with pikepdf.open(io.BytesIO(pdf)) as document:
            with document.open_metadata() as metadata:
                assert (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == (
                    "1",
                    "2",
                    "A",
                )
                assert metadata["dc:title"]
            assert document.Root.Lang == language
            assert bool(document.Root.MarkInfo.Marked)
            assert bool(document.Root.ViewerPreferences.DisplayDocTitle)


def test_every_picture_has_its_words() -> None:
    notice_picture = "QR-Code zur Anmeldung: funkenflug.example/k/K7WM3XQ9"
    card_picture = "QR-Code zur Anmeldung als mutiger-otter-417"
    assert [words for kind, words in elements_of(notice()) if kind == "/Figure"] == [notice_picture]
    assert [words for kind, words in elements_of(cards(CARD, CARD)) if kind == "/Figure"] == [card_picture] * 2


def test_headings_and_steps_are_told_to_screen_readers() -> None:
    kinds = [kind for kind, _ in elements_of(notice())]
    assert [kinds.count(kind) for kind in ("/H1", "/H2", "/LI", "/TH")] == [1, 2, 3, 2]


def test_equal_contents_give_equal_bytes() -> None:
    assert all_papers("de") == all_papers("de")
    later = documents.notice_sheet(SHEET, SITE, "de", MADE_AT.replace(minute=31))
    assert later != notice()


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_type_is_printed_and_never_run(words: str) -> None:
    expected = " ".join(words.split())
    assert expected in text_of(receipt(replace(RECEIPT, idea_title=words)))
    assert expected in text_of(cards(replace(CARD, name=words)))
    assert expected in text_of(notice(replace(SHEET, school_name=words)))
    assert expected in text_of(certificates(replace(CERTIFICATE, recipient=words)))


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Ma\x00x\x07 \x1bMus\tter\r\nZeile", "Ma x Mus ter Zeile"),
        ("links\u202erechts\ufeff\u200b", "linksrechts"),
        ("privat \ue000 unbekannt \u0378 halb \ud83d", "privat □ unbekannt □ halb □"),
        ("李小龙 und ไทย", "□□□ und □□□"),
        ("Tifinagh ⵣ kennen nur Schriften der Maschine", "Tifinagh □ kennen nur Schriften der Maschine"),
    ],
)
def test_what_cannot_be_printed_is_left_out_or_boxed(typed: str, printed: str) -> None:
    assert f"Idee {printed} Team" in text_of(receipt(replace(RECEIPT, idea_title=typed)))


@pytest.mark.parametrize(
    "name",
    [
        "Y\u0131ld\u0131z Şükrüoğlu",
        "Łukasz Żółć",
        "Дмитро Ґудзь",
        "Nguyễn Thị Ánh",
        "Ελένη",
        "Արամ",
        "ლევან",
        "Jo 🚀",
        "Đặng Ŝoŭ",
    ],
)
def test_names_of_every_school_are_printed(name: str) -> None:
    assert name in text_of(cards(replace(CARD, name=name)))


@pytest.mark.parametrize("name", ["محمد العلي", "שרה כהן"])
def test_names_written_from_right_to_left_are_printed(name: str) -> None:
    words = text_of(cards(replace(CARD, name=name)))
    # In which order right-to-left letters come out is the reader's business.
    assert set(words.removeprefix("Funkenflug ").split(" Klasse FIA")[0]) == set(name)


def test_login_names_and_links_stay_in_one_piece() -> None:
    """A place to break inside them would be copied along, and what is copied would not work."""
    login_name = "aufgewecktes-murmeltierchen-4171"
    assert f"Anmeldename {login_name} " in text_of(cards(replace(CARD, login_name=login_name)))
    url = f"https://{'funkenflug-' * 6}muenchen.example/k/K7WM3XQ9"
    assert links_in(notice(replace(SHEET, url=url))) == [url]


@pytest.mark.parametrize("sign", ["x", "#", "-", "字", "م"])
def test_a_word_without_end_stays_on_the_page(sign: str) -> None:
    assert ink_right_of_margin(receipt(replace(RECEIPT, idea_title=sign * 500))) == []


def test_an_endless_name_is_printed_whole_on_the_receipt_and_stays_inside_its_card() -> None:
    endless = "ÿ" * 10_000
    assert text_of(receipt(replace(RECEIPT, team_name=endless))).count("ÿ") == 10_000
    pages = pages_of(cards(replace(CARD, name=endless), CARD))
    assert [page.count("lampe wolke tiger zebra") for page in pages] == [2]


def test_a_title_of_two_thousand_unprintable_letters_is_printed_as_boxes() -> None:
    title = "".join(chr(0x4E00 + number) for number in range(2000))
    assert text_of(receipt(replace(RECEIPT, idea_title=title))).count("□") == 2000


def test_the_fonts_of_the_build_are_used_and_those_of_the_machine_are_not() -> None:
    assert fonts_in(cards(replace(CARD, name="Ayşe محمد 🚀"))) == {
        "FiraSans-Regular",
        "FiraSans-Medium",
        "FiraSans-Bold",
        "FiraSans-ExtraBold",
        "NotoSansArabic-Bold",
        "NotoEmoji-Regular",
    }


def test_templates_reach_nothing_but_one_another() -> None:
    imports = {
        line
        for template in typesetting.TEMPLATES.glob("*.typ")
        for line in template.read_text(encoding="utf-8").splitlines()
        if any(word in line for word in ("import", "include", "read(", "eval(", "plugin("))
    }
    assert imports == {'#import "house.typ": *'}
