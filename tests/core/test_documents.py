from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.core import documents, i18n
from tests.core.papers import CARD, RECEIPT, cards, notice, pages_of, receipt, text_of


@pytest.fixture(autouse=True)
def _speech() -> Iterator[None]:
    """Translations need an application, and nothing else of it."""
    app = Flask("papers")
    i18n.init_app(app)
    with app.app_context():
        yield


def test_the_notice_sheet_says_everything_a_class_needs() -> None:
    assert text_of(notice()) == (
        "Funkenflug Berufsschule für Informationstechnik Klasse FIA 12b Eure Idee ist gefragt! "
        "Euer Klassencode K7WM 3XQ9 "
        "Gilt bis Fr., 8. Januar 2027, 16:00 Uhr (MEZ) In drei Schritten dabei "
        "1 QR-Code scannen oder die Adresse eintippen, die darunter steht. "
        "2 Klassencode prüfen und Namen eingeben. Eine E-Mail-Adresse braucht ihr nicht. "
        "3 Anmeldenamen und Passwort gut aufheben. Team finden. Loslegen! funkenflug.example/k/K7WM3XQ9 "
        "Diese Runden laufen Runde Einreichen bis Ideenwerkstatt Fr., 7. Mai 2027, 16:00 Uhr (MESZ) "
        "Noch Fragen? Fragt eure Lehrkraft. Sie hilft euch weiter."
    )


def test_a_login_card_says_who_and_how() -> None:
    assert text_of(cards(CARD)) == (
        "Funkenflug Ayşe Çağlar Klasse FIA 12b · Berufsschule für Informationstechnik Anmeldename mutiger-otter-417 "
        "Füllt den Anmeldenamen aus Passwort (vier Wörter) lampe wolke tiger zebra "
        "funkenflug.example Nur für dich – gut aufheben!"
    )


def test_a_card_without_passphrase_has_a_line_to_write_it_on() -> None:
    with_words, without = text_of(cards(CARD)), text_of(cards(replace(CARD, passphrase=None)))
    assert without == with_words.replace("lampe wolke tiger zebra ", "")


def test_the_receipt_proves_what_arrived_when() -> None:
    assert text_of(receipt()) == (
        "Funkenflug Innovationswettbewerb 2027 · Runde 1 Eingangsbestätigung "
        "Danke! Eure Idee ist sicher bei uns angekommen. Eingangsnummer Eingegangen am "
        "IW27-00417 So., 28. März 2027, 01:59 Uhr (MEZ) Idee Der Werkzeugwagen, der mitdenkt Team Die Schrauber*innen "
        "Prüfsumme (SHA-256) 9f86d081 884c7d65 9a2feaa0 c55ad015 a3bf4f1b 2b0b822c d15d6c15 b0f00a08 "
        "Damit lässt sich nachweisen, dass an dieser Fassung nichts geändert wurde. "
        "Anhänge Datei Größe Skizze.pdf 812 kB Wie es weitergeht "
        "1 Bis So., 28. März 2027, 03:00 Uhr (MESZ) könnt ihr die Einreichung wieder öffnen und verbessern. "
        "Gewertet wird die Fassung, die ihr zuletzt eingereicht habt. "
        "2 Nach der Frist wird geprüft, ob alles da ist, und die Jury liest eure Idee. "
        "3 Sobald das Ergebnis feststeht, bekommt ihr eine Nachricht. IW27-00417 · funkenflug.example 1 / 1"
    )


def test_a_receipt_after_the_deadline_promises_no_changes() -> None:
    words = text_of(receipt(replace(RECEIPT, closes_at=None, attachments=[])))
    assert words.split("Anhänge ")[1] == (
        "Zu dieser Einreichung gehören keine Anhänge. Wie es weitergeht "
        "1 Nach der Frist wird geprüft, ob alles da ist, und die Jury liest eure Idee. "
        "2 Sobald das Ergebnis feststeht, bekommt ihr eine Nachricht. IW27-00417 · funkenflug.example 1 / 1"
    )


def test_a_long_receipt_goes_on_overleaf_with_its_table_head() -> None:
    names = [f"Bild {number}.jpg" for number in range(60)]
    pages = pages_of(receipt(replace(RECEIPT, attachments=[documents.AttachmentLine(name, 5000) for name in names])))
    assert [page.count("Datei Größe") for page in pages] == [1, 1, 1]
    assert [name for name in names if f"{name} 5 kB" not in " ".join(pages)] == []


@pytest.mark.parametrize(("count", "on_pages"), [(1, [1]), (8, [8]), (9, [8, 1]), (30, [8, 8, 8, 6])])
def test_eight_cards_stand_on_a_page(count: int, on_pages: list[int]) -> None:
    people = [replace(CARD, name=f"Person {number}.") for number in range(count)]
    pages = pages_of(cards(*people))
    assert [page.count("Anmeldename ") for page in pages] == on_pages
    assert [person.name for person in people if person.name not in " ".join(pages)] == []


def test_no_card_no_sheet() -> None:
    with pytest.raises(ValueError, match="needs a card"):
        cards()


def test_dates_and_sizes_follow_the_language() -> None:
    assert "Fri, 8 January 2027, 16:00 (CET)" in text_of(notice(language="en"))
    large = replace(RECEIPT, attachments=[documents.AttachmentLine("Film", 4_812_331)])
    assert [size in text_of(receipt(large, language)) for language, size in (("de", "4,8 MB"), ("en", "4.8 MB"))] == [
        True
    ] * 2
