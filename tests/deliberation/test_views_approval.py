"""Approving decisions in the browser: two people, exactly what they saw."""

import re
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.core import db
from app.core.access import Role
from app.deliberation.models import Approval
from tests.deliberation.conftest import SECOND, WHY, Meeting, hidden, words_of
from tests.support.people import somebody

SECRETS = ("Kapitänin", "Judith", "Team Solarbank")


def approve(meeting: Meeting, person: User, **values: str) -> Any:  # noqa: ANN401 # the client's answer
    """Look at what is to be approved, tick and say yes."""
    path = f"{meeting.approvals_path}/new"
    seen = hidden(meeting.get(path, person).text, "seen")
    role = "chair" if person.id == meeting.chair.id else "admin"
    return meeting.post(path, {"seen": seen, "role": role, "is_checked": "y", **values}, person)


def test_two_people_approve_and_then_the_teams_are_named(meeting: Meeting) -> None:
    assert "Über 3 Ideen ist noch nicht entschieden." in meeting.get(meeting.approvals_path).text
    meeting.decide_all()
    assert [secret for secret in SECRETS if secret in meeting.get(meeting.path, meeting.chair).text] == []
    for person in (meeting.chair, meeting.ground.admin):
        page = meeting.get(meeting.approvals_path, person).text
        assert f"{meeting.approvals_path}/new" in page
        answer = approve(meeting, person)
        assert (answer.status_code, answer.location) == (303, meeting.approvals_path)
    text = words_of(meeting.get(meeting.approvals_path).text)
    assert f"Juryvorsitz: freigegeben von {meeting.chair.name} am Di., 13. April 2027, 09:00 Uhr (MESZ)" in text
    assert f"Wettbewerbsleitung: freigegeben von {meeting.ground.admin.name} am" in text
    assert "Team : Solarbank" not in text
    assert "Team" in re.findall(r'<th class="table__head" scope="col">([^<]*)</th>', meeting.get(meeting.path).text)


def test_the_page_shows_exactly_what_is_approved(meeting: Meeting) -> None:
    meeting.decide_all()
    text = words_of(meeting.get(f"{meeting.approvals_path}/new", meeting.chair).text)
    number = meeting.best.content["number"]
    assert f"Preis (1) {number} · Solarbank 1. Preis, Platz 1 {WHY}" in text
    assert "Nicht ausgewählt (2)" in text
    assert f"Prüfsumme dieser Liste: {meeting.digest[:16]}" in text


def test_without_a_tick_nothing_is_approved(meeting: Meeting) -> None:
    meeting.decide_all()
    answer = approve(meeting, meeting.chair, is_checked="")
    assert (answer.status_code, "Bitte zuerst prüfen und hier bestätigen." in answer.text) == (422, True)
    assert list(db.session().scalars(select(Approval.id))) == []


def test_what_changed_while_it_was_read_is_not_approved(meeting: Meeting) -> None:
    meeting.decide_all()
    path = f"{meeting.approvals_path}/new"
    seen = hidden(meeting.get(path, meeting.chair).text, "seen")
    meeting.decide(meeting.best, SECOND, seen=1, why="War so gemeint.")
    answer = meeting.post(path, {"seen": seen, "role": "chair", "is_checked": "y"}, meeting.chair)
    assert answer.status_code == 409
    assert "Die Entscheidungen haben sich gerade geändert." in answer.text


def test_the_second_approval_of_the_same_person_is_refused_in_words(meeting: Meeting) -> None:
    meeting.decide_all()
    seen = hidden(meeting.get(f"{meeting.approvals_path}/new").text, "seen")
    assert approve(meeting, meeting.ground.admin).status_code == 303
    words = "Die zweite Freigabe muss von einer anderen Person kommen."
    assert words in meeting.get(f"{meeting.approvals_path}/new").text
    values = {"seen": seen, "role": "chair", "is_checked": "y"}
    assert meeting.post(f"{meeting.approvals_path}/new", values).status_code == 422


def test_an_approval_that_was_ended_stays_on_record(meeting: Meeting) -> None:
    meeting.decide_all()
    meeting.approve_all()
    meeting.decide(meeting.best, SECOND, seen=1, why="War so gemeint.")
    text = words_of(meeting.get(meeting.approvals_path, somebody(Role.AUDITOR)).text)
    assert "noch nicht freigegeben" in text
    assert f"Juryvorsitz: {meeting.chair.name} am" in text[text.index("Freigaben, die nicht mehr gelten") :]
    assert "1. Preis gilt nicht mehr" in text
