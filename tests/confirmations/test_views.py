"""What the chair reads before asking, and what the juror finds afterwards."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium

from app.core import clock
from app.rubrics.queries import rubric_of
from app.rubrics.rules import Mark
from tests.support.browsers import Browser
from tests.support.jury import a_chair, a_handed_in_sheet, a_juror, a_submission, an_assignment
from tests.support.looking import complaints_about_pages
from tests.support.prepared import prepared
from tests.support.rounds import JUDGING
from tests.support.statements import statements
from tests.support.teams import Ground, a_ground
from tests.support.versions import a_new_version, a_newer_version


@pytest.fixture
@prepared
def ground(app: Flask) -> Ground:
    del app
    return a_ground()


@pytest.mark.browser
def test_the_chair_asks_and_the_juror_sees_both(app: Flask, ground: Ground, chromium: Chromium, tmp_path: Path) -> None:
    juror, chair = a_juror(ground.round), a_chair(ground.round)
    assignment = an_assignment(juror, a_submission(ground))
    a_handed_in_sheet(juror, assignment, 4, {"novelty": Mark(5, comment="Ganz neu.")})
    a_new_version(ground)
    path = f"/rounds/{ground.round.id}/rubric/confirmations"
    with clock.at(JUDGING):
        leading, judging = Browser(app).sign_in(chair), Browser(app).sign_in(juror)
        asked = leading.get(path).text
        answered = leading.post(path, {"seen": rubric_of(ground.round.id).content_hash})
        after, sheet = leading.get(path).text, judging.get(f"/jury/{assignment.id}").text
        ranking = leading.get(f"/rounds/{ground.round.id}/ranking").text
        again = leading.post(path, {"seen": rubric_of(ground.round.id).content_hash})

    for words in ("1 abgegebener Bogen", "von 1 Jurymitglied", "Weggefallen", "Teamarbeit und Dokumentation", "Mut"):
        assert words in asked
    assert "1 Bogen zählt noch nicht" in ranking
    assert (answered.status_code, again.status_code) == (303, 409)
    assert ("1 Bogen wartet auf Bestätigung" in after, "Es gibt nichts zu bestätigen" in after) == (True, True)
    for words in ("Bisher, nach Version 1: 5 Punkte – Ganz neu.", "Weggefallen ist „Teamarbeit und Dokumentation“"):
        assert words in sheet
    assert (
        complaints_about_pages(chromium, {"asked": asked, "after": after, "sheet": sheet, "ranking": ranking}, tmp_path)
        == []
    )


def test_the_page_costs_the_same_however_many_sheets_there_are(app: Flask, ground: Ground) -> None:
    chair, ideas = a_chair(ground.round), [a_submission(ground, title) for title in ("Solarbank", "Regenbank")]
    begun = [a_juror(ground.round) for _number in range(3)]
    a_handed_in_sheet(begun[0], an_assignment(begun[0], ideas[0]))
    late = [(juror, an_assignment(juror, idea)) for juror in begun[1:] for idea in ideas]
    path = f"/rounds/{ground.round.id}/rubric/confirmations"

    def cost() -> int:
        with clock.at(JUDGING):
            browser = Browser(app).sign_in(chair)
            browser.get(path)
            with statements() as sent:
                browser.get(path)
        return len(sent)

    with clock.at(JUDGING):
        a_new_version(ground)
    of_one = cost()
    for juror, assignment in late:
        a_handed_in_sheet(juror, assignment)
    a_newer_version(ground)
    assert (of_one == cost(), of_one <= 10) == (True, True)
