"""The protocol, as its readers take it away."""

import io
import re
import zipfile

import pytest
from flask import Flask

from app.core import clock
from app.core.access import Role
from app.deliberation.rules import PRIZE, DecisionValues
from app.policies.queries import policy_of
from tests.core.papers import text_of
from tests.support.browsers import Browser
from tests.support.contests import Judged, a_judged_round
from tests.support.jury import a_chair, a_decision, approve_all
from tests.support.people import somebody
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS

SECTIONS = [
    "Wertungsregeln",
    "Bewertungsraster",
    "Jury",
    "Zuteilungen und Bögen",
    "Rechnung",
    "Rangfolge",
    "Entscheidungen",
    "Freigaben",
]


@pytest.fixture
@prepared
def judged(app: Flask) -> Judged:
    del app
    return a_judged_round()


def protocol(app: Flask, judged: Judged, kind: str) -> bytes:
    with clock.at(AFTERWARDS):
        response = Browser(app).sign_in(judged.ground.admin).get(f"/rounds/{judged.ground.round.id}/protocol.{kind}")
    assert response.status_code == 200
    return bytes(response.data)


def words_of(pdf: bytes) -> str:
    """Without the places to break in long words."""
    return text_of(pdf).replace("\u200b", "").replace("\ufffe", "")


def test_the_paper_tells_everything_by_numbers_and_nobody_by_name(app: Flask, judged: Judged) -> None:
    stored = judged.rank()
    first = judged.submissions[0]
    a_decision(first, DecisionValues(PRIZE, "1. Preis", 1, "Die Jury war sich einig.", deviates=True))
    approve_all(judged.ground.round)
    words = words_of(protocol(app, judged, "pdf"))
    squeezed = words.replace(" ", "")

    assert [heading for heading in SECTIONS if heading not in words] == []
    for digest in (policy_of(judged.ground.round.id).digest, stored.input_digest, stored.result_digest):
        assert digest in squeezed
    assert "Grundlage: 18 Bewertungen von 5 Jurymitgliedern zu 6 Einreichungen." in words
    assert "1. Preis – Die Jury war sich einig." in words
    assert "Jury entscheidet" in words
    secrets = [*(juror.name for juror in judged.jurors), judged.ground.school.name, "Kapitänin"]
    assert [secret for secret in secrets if secret in words] == []


def test_before_anything_is_worked_out_the_paper_says_so(app: Flask, judged: Judged) -> None:
    assert "Der Fairwert dieser Bögen ist noch nicht gerechnet." in words_of(protocol(app, judged, "pdf"))


def test_the_book_has_a_sheet_for_each_part(app: Flask, judged: Judged) -> None:
    judged.rank()
    with zipfile.ZipFile(io.BytesIO(protocol(app, judged, "xlsx"))) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        readings = book.read("xl/worksheets/sheet4.xml").decode()
    assert names == SECTIONS
    assert readings.count("<row ") == 19


def test_the_same_protocol_is_the_same_bytes(app: Flask, judged: Judged) -> None:
    judged.rank()
    assert protocol(app, judged, "pdf") == protocol(app, judged, "pdf")
    assert protocol(app, judged, "xlsx") == protocol(app, judged, "xlsx")


def test_only_those_who_see_the_ranking_take_it(app: Flask, judged: Judged) -> None:
    path = f"/rounds/{judged.ground.round.id}/protocol.xlsx"
    with clock.at(AFTERWARDS):
        people = [
            a_chair(judged.ground.round),
            somebody(Role.AUDITOR),
            somebody(Role.CHAIR, name="Anderswo"),
            judged.jurors[0],
        ]
        assert [Browser(app).sign_in(person).get(path).status_code for person in people] == [200, 200, 404, 403]
