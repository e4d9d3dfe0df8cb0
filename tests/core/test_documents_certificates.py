from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.core import documents, i18n
from tests.core.papers import (
    CERTIFICATE,
    MADE_AT,
    SITE,
    certificates,
    codes_of,
    elements_of,
    links_in,
    pages_of,
    text_of,
)


@pytest.fixture(autouse=True)
def _speech() -> Iterator[None]:
    """Translations need an application, and nothing else of it."""
    app = Flask("papers")
    i18n.init_app(app)
    with app.app_context():
        yield


def test_a_certificate_says_who_did_what_and_how_to_check_it() -> None:
    assert text_of(certificates()) == (
        "Funkenflug Urkunde Innovationswettbewerb 2027 · Runde 1 Ayşe Çağlar "
        "hat mit dem Team „Die Schrauber*innen“ gewonnen: 1. Preis "
        # Half past midnight in Munich.
        "Berufsschule für Informationstechnik 1. Juli 2027 Prüfcode K7WM 3XQ9 AB23 CD45 "
        "Ist die Urkunde echt? QR-Code scannen oder den Prüfcode hier eintippen: funkenflug.example/verify"
    )


def test_a_certificate_without_a_prize_says_all_the_rest() -> None:
    assert text_of(certificates(replace(CERTIFICATE, honour=""))) == text_of(certificates()).replace("1. Preis ", "")


def test_scanners_and_links_lead_to_the_page_that_checks() -> None:
    paper = certificates()
    assert codes_of(paper) == [CERTIFICATE.url]
    assert links_in(paper) == [CERTIFICATE.check_url, CERTIFICATE.url]


def test_screen_readers_hear_headings_and_what_the_picture_is() -> None:
    elements = elements_of(certificates(CERTIFICATE, CERTIFICATE))
    assert [kind for kind, _words in elements if kind in {"/H1", "/H2"}] == ["/H1", "/H2"] * 2
    assert [words for kind, words in elements if kind == "/Figure"] == ["QR-Code zur Prüfung dieser Urkunde"] * 2


def test_each_certificate_of_a_print_run_has_its_page() -> None:
    names = [f"Person {number}." for number in range(30)]
    pages = pages_of(certificates(*(replace(CERTIFICATE, recipient=name) for name in names)))
    assert [name in page for name, page in zip(names, pages, strict=True)] == [True] * 30


def test_the_longest_words_stay_on_the_page_and_leave_the_code_legible() -> None:
    endless = replace(
        CERTIFICATE, recipient="Ayşe-" * 200, deed="Wort und " * 400, honour="Preis " * 100, place="Schule " * 100
    )
    paper = certificates(endless, CERTIFICATE)
    pages = pages_of(paper)
    assert [page.count("K7WM 3XQ9 AB23 CD45") for page in pages] == [1, 1]
    assert codes_of(paper) == [CERTIFICATE.url]


def test_no_certificate_no_print_run() -> None:
    with pytest.raises(ValueError, match="needs a certificate"):
        documents.certificates([], SITE, "de", MADE_AT)
