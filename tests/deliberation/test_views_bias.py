"""A chair who is biased about an idea sees nothing of it, and somebody else decides about it."""

from typing import Any

import pytest
from sqlalchemy import select

from app.conflicts.actions import note_conflict
from app.core import clock, db
from app.core.audit import AuditEvent
from app.core.errors import NotFoundError
from app.deliberation import actions, queries
from app.panels.queries import hidden_from
from app.recusals.queries import recused_chairs_in
from tests.deliberation.conftest import FIRST, NOT, Meeting, refused, words_of
from tests.support.clearances import team_id_of
from tests.support.ideas import number_of
from tests.support.rounds import AFTERWARDS


@pytest.fixture
def biased(meeting: Meeting) -> Meeting:
    """The chair is the mentor of the team with the best idea."""
    with clock.at(AFTERWARDS):
        note_conflict(meeting.ground.admin, meeting.chair.id, team_id_of(meeting.best), "mentor")
    return meeting


def traces_of(meeting: Meeting, answer: Any) -> list[str]:  # noqa: ANN401 # the client's answer
    secrets = (meeting.best.title, str(meeting.best.id), f"{number_of(meeting.best)} · ")
    return [secret for secret in secrets if secret in answer.text]


def test_before_that_the_chair_sees_it_everywhere(meeting: Meeting) -> None:
    for path in (meeting.path, f"/rounds/{meeting.round_id}/ranking"):
        assert meeting.best.title in traces_of(meeting, meeting.get(path, meeting.chair))


def test_the_chair_finds_nothing_of_the_idea_and_no_gap(biased: Meeting) -> None:
    round_ = f"/rounds/{biased.round_id}"
    meeting = biased
    names = ("ranking", "agenda", "progress", "questions", "conflicts", "conflicts/new", "plans", "waves")
    for path in (meeting.path, *(f"{round_}/{name}" for name in names)):
        answer = meeting.get(path, meeting.chair)
        assert (answer.status_code, traces_of(meeting, answer)) == (200, []), path
    listed = words_of(meeting.get(f"{round_}/ranking", meeting.chair).text)
    assert f"{number_of(meeting.second)} · {meeting.second.title} 1 " in listed
    assert "Bei 1 Idee sind Sie befangen" in listed


def test_nobody_else_misses_anything(biased: Meeting) -> None:
    answer = biased.get(biased.path)
    assert (biased.best.title in answer.text, "sind Sie befangen" in answer.text) == (True, False)
    assert hidden_from(biased.ground.admin, biased.round_id) == {}


def test_pages_about_the_idea_are_not_there_and_what_holds_all_ideas_is_for_others(biased: Meeting) -> None:
    round_, id_ = f"/rounds/{biased.round_id}", biased.best.id
    pages = (f"{biased.path}/{id_}", f"{biased.path}/{id_}/idea", f"{round_}/agenda/{id_}", f"{round_}/comments/{id_}")
    assert [biased.get(path, biased.chair).status_code for path in pages] == [404] * 4
    exports = [f"{round_}/{name}" for name in ("protocol.xlsx", "sheets.csv", "ranking/pictures")]
    assert [biased.get(path, biased.chair).status_code for path in exports] == [409] * 3
    assert [biased.get(path).status_code for path in exports] == [200] * 3


def test_the_chair_decides_about_the_others_alone_and_the_record_says_so(biased: Meeting) -> None:
    with pytest.raises(NotFoundError):
        biased.decide(biased.best, FIRST, biased.chair)
    decision = biased.decide(biased.best, FIRST)
    with clock.at(AFTERWARDS), pytest.raises(NotFoundError):
        actions.revoke(biased.chair, biased.round_id, decision.id, "Das geht doch nicht.")
    biased.decide(biased.second, NOT, biased.chair)
    noted = select(AuditEvent.values).where(AuditEvent.action == "decide").order_by(AuditEvent.number)
    first, second = db.session().scalars(noted)
    assert (first["without"], "without" in second) == ([str(biased.chair.id)], False)
    assert [chair.id for chair in recused_chairs_in(biased.round_id)[biased.best.id]] == [biased.chair.id]
    for_admin = words_of(biased.get(biased.approvals_path).text)
    assert f"ohne {biased.chair.name}, weil befangen" in for_admin
    assert traces_of(biased, biased.get(biased.approvals_path, biased.chair)) == []


def test_the_record_does_not_say_that_who_decided_took_no_part(meeting: Meeting) -> None:
    meeting.decide(meeting.best, FIRST, meeting.chair)
    with clock.at(AFTERWARDS):
        note_conflict(meeting.ground.admin, meeting.chair.id, team_id_of(meeting.best), "mentor")
    for_admin = words_of(meeting.get(meeting.approvals_path).text)
    assert (meeting.chair.name in for_admin, "weil befangen" in for_admin) == (True, False)


def test_the_rest_of_the_biased_chair_leaves_the_idea_open(biased: Meeting) -> None:
    with clock.at(AFTERWARDS):
        assert actions.decide_rest(biased.chair, biased.round_id, "", biased.digest) == 2
    assert [
        each.submission_id for each in queries.decisions_of(biased.round_id) if each.submission_id == biased.best.id
    ] == []


def test_who_passes_over_the_idea_without_knowing_reads_whom_to_ask_and_it_is_said_before_approval(
    biased: Meeting,
) -> None:
    biased.decide(biased.best, NOT)
    biased.decide(biased.second, FIRST, biased.chair)
    with clock.at(AFTERWARDS):
        actions.decide_rest(biased.ground.admin, biased.round_id, "", biased.digest)
    note = words_of(biased.get(biased.path, biased.chair).text)
    assert "wird das beim Freigeben gesagt" in note
    assert f"Wer helfen kann: {biased.ground.round.contact}" in note
    with refused("unexplained"):
        biased.approve(biased.ground.admin, "admin")
    assert str(number_of(biased.second)) in words_of(biased.get(biased.approvals_path).text)


def test_somebody_else_approves_for_the_chair(biased: Meeting) -> None:
    biased.decide_all()
    with clock.at(AFTERWARDS), refused("biased"):
        actions.approve(biased.chair, biased.round_id, "chair", biased.digest)
    assert biased.get(f"{biased.approvals_path}/new", biased.chair).status_code == 409
    assert "ernennt die Wettbewerbsleitung" in biased.get(biased.approvals_path, biased.chair).text
