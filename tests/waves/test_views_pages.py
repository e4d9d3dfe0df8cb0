"""Everything that a chair and a juror see around the dealing of readings, looked at by machine."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from app.calibration.actions import add_example, practise
from app.calibration.queries import criteria_to_practise
from app.calibration.rules import Reference
from app.conflicts.actions import object_to_person
from app.conflicts.queries import objections_of
from app.core import clock
from app.plans import actions as plans
from app.plans.rules import Order
from app.recusals import actions as recusals
from app.recusals.queries import biased_readings_in, conflicts_for
from tests.panels.conftest import Office, office
from tests.support.jury import a_chair, a_handed_in_sheet, a_juror, a_submission, an_assignment, member_of
from tests.support.looking import complaints_about_pages
from tests.support.rounds import JUDGING

__all__ = ["office"]


@pytest.mark.browser
def test_the_pages_around_dealing_are_valid_and_accessible(office: Office, chromium: Chromium, tmp_path: Path) -> None:
    round_id, chair = office.round.id, a_chair(office.round)
    juror, biased = a_juror(office.round, name="Anna Acht"), a_juror(office.round, name="Berta Blau")
    assignment = an_assignment(juror, a_submission(office.ground, "Regentonne"))
    handed_in = an_assignment(biased, office.submission)
    a_handed_in_sheet(biased, handed_in)
    keys = [criterion.key for criterion in criteria_to_practise(round_id)]
    reference = dict.fromkeys(keys, Reference(3, "Klarer Nutzen."))
    examples = [
        add_example(chair, round_id, f"Probe {number}", "Ein Kiosk ohne Kasse.", reference) for number in (1, 2)
    ]
    practise(juror, round_id, examples[0].id, dict.fromkeys(keys, 4))
    object_to_person(office.captain, office.idea.team_id, "Die Tante von Kim")
    (objection,) = objections_of(office.idea.team_id)
    with clock.at(JUDGING):
        recusals.decline(biased, handed_in.id, "biased", "family", "Meine Nichte.")
        plan, _is_left = plans.propose(chair, round_id, Order(1, seed=7))
        plans.work_out(plan.id)
        conflict = conflicts_for(office.admin, round_id)[0]
        reading = biased_readings_in(round_id)[0]
        member_id = member_of(office.round, biased).id
        leading, judging, writing = (office.browser(each) for each in (chair, juror, office.captain))
        base = office.path
        pages = {
            path: browser.get(path).text
            for browser, paths in (
                (leading, [f"{base}/plans", f"{base}/plans/{plan.id}", f"{base}/conflicts", f"{base}/waves"]),
                (leading, [f"{base}/conflicts/new", f"{base}/conflicts/{conflict.id}/end"]),
                (leading, [f"{base}/objections/{objection.id}", f"{base}/calibration", f"{base}/calibration/new"]),
                (leading, [f"{base}/assignments/{reading.assignment_id}/void"]),
                (leading, [f"{base}/waive/{office.submission.id}/{member_id}"]),
                (judging, ["/jury", f"/jury/{assignment.id}/decline", f"/jury/rounds/{round_id}/profile"]),
                (judging, [f"/jury/rounds/{round_id}/practise", *(_practise(round_id, each.id) for each in examples)]),
                (writing, [f"/teams/{office.idea.team_id}/objections"]),
            )
            for path in paths
        }

    assert complaints_about_pages(chromium, pages, tmp_path) == []


def _practise(round_id: object, example_id: object) -> str:
    return f"/jury/rounds/{round_id}/practise/{example_id}"
