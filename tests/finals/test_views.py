from collections.abc import Callable

import pytest

from app.core import clock
from app.deliberation import actions as deliberation
from app.deliberation.queries import decisions_of
from app.deliberation.rules import NOT_SELECTED, PRIZE, DecisionValues, digest_of_all
from app.ideas.models import Submission
from app.ideas.queries import submissions_of_round
from app.ideas.rules import files_in
from app.media.access import address_of
from app.media.queries import files_by_id
from app.publication import actions as publication
from app.publication.queries import bundle_of
from app.rounds.models import Round
from app.stages.queries import final_after
from tests.finals.conftest import JURY, PITCHING, Semi
from tests.support.browsers import Browser
from tests.support.clearances import cleared, no_papers_for, withdrawn
from tests.support.jury import a_chair, a_handed_in_sheet, a_juror, an_assignment
from tests.support.rounds import AFTERWARDS, ONE_SECOND

WHEN = {"opens_at": "2027-05-03T09:00", "closes_at": "2027-05-05T18:00"}


def test_the_admin_sees_who_comes_in_and_makes_the_final(semi: Semi) -> None:
    path = f"/rounds/{semi.round_id}/final"
    with clock.at(AFTERWARDS):
        browser = Browser(semi.app).sign_in(semi.ground.admin)
        page = browser.get(path).text
        assert ("Solarbank (Team Solarbank)" in page, "Windrad" in page, "zu 40 %" in page) == (True, False, True)
        wrong = browser.post(path, {"title": "Finale", "seen": semi.digest})
        assert (wrong.status_code, "Bitte Datum und Uhrzeit eintragen." in wrong.text) == (422, True)
        answer = browser.post(path, {"title": "Finale", "seen": semi.digest, **WHEN})
        final = final_after(semi.round_id)
        assert final is not None
        assert (answer.status_code, answer.location) == (303, f"/rounds/{final.round_id}/desk")
        assert "Das Finale ist angelegt" in browser.get(path).text
        assert "Diese Runde ist selbst ein Finale." in browser.get(f"/rounds/{final.round_id}/final").text
        assert browser.post(path, {"title": "Noch eins", "seen": semi.digest, **WHEN}).status_code == 409


def test_before_the_approvals_the_page_says_what_is_missing(open_semi: Semi) -> None:
    with clock.at(AFTERWARDS):
        browser = Browser(open_semi.app).sign_in(open_semi.ground.admin)
        page = browser.get(f"/rounds/{open_semi.round_id}/final").text
    assert "sobald zwei Personen die Entscheidungen freigegeben haben" in page


# ---------------------------------------------------------------- what is shown of it ends at once
def publish(semi: Semi, final: Round) -> None:
    """The final is judged, decided and public."""
    for name in ("Carla", "Dana"):
        juror = a_juror(final, name=name)
        for submission in submissions_of_round(final.id):
            dealt = an_assignment(juror, submission, at=AFTERWARDS)
            a_handed_in_sheet(juror, dealt, 4, at=PITCHING)
    chair, admin = a_chair(final), semi.ground.admin
    with clock.at(JURY.closes_at):
        for submission in submissions_of_round(final.id):
            has_won = submission.title == "Solarbank"
            said: tuple[str, str, int | None] = (PRIZE, "1. Preis", 1) if has_won else (NOT_SELECTED, "", None)
            kind, prize, rank = said
            values = DecisionValues(kind, prize, rank, "Die Jury war sich einig.")
            deliberation.decide(admin, final.id, submission.id, values)
        for person, role in ((chair, "chair"), (admin, "admin")):
            deliberation.approve(person, final.id, role, digest_of_all(decisions_of(final.id)))
        bundle = bundle_of(final.id)
        publication.publish(admin, final.id, bundle.digest, without=bundle.withheld_keys)


def take_back(semi: Semi, submission: Submission) -> None:
    publish(semi, submission.idea.round)
    with clock.at(JURY.closes_at + ONE_SECOND):
        publication.take_back(semi.ground.admin, submission.round_id, "Ein Titel war falsch.")


@pytest.mark.parametrize("way", ["release", "papers", "results"])
def test_what_may_be_shown_no_more_in_a_final_cannot_be_read_at_addresses_handed_out_before(
    semi: Semi, way: str
) -> None:
    final = semi.creates()
    (shown,) = (each for each in submissions_of_round(final.id) if each.title == "Solarbank")
    (file_id,) = files_in(shown.content)
    cleared(shown)
    with clock.at(JURY.closes_at), semi.app.app_context():
        address = address_of(files_by_id([file_id])[file_id], "thumb")
        assert Browser(semi.app).get(address, buffered=True).status_code == 200
    ends: dict[str, Callable[[], object]] = {
        "release": lambda: withdrawn(shown, str(file_id)),
        "papers": lambda: no_papers_for(shown),
        "results": lambda: take_back(semi, shown),
    }
    ends[way]()
    with clock.at(JURY.closes_at + ONE_SECOND):
        assert Browser(semi.app).get(address, buffered=True).status_code == 404
