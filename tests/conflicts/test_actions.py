import contextlib
from collections.abc import Callable, Iterator

import pytest

from app.accounts.models import User
from app.conflicts import actions, queries, rules
from app.conflicts.models import Conflict, Objection
from app.core import db, invariants
from app.core.errors import NotFoundError, RefusedError
from app.panels.queries import Reader, choice_for
from tests.panels.conftest import Office
from tests.support.jury import a_juror


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as error:
        yield
    assert error.value.refusal.code == code


def verdict(office: Office, juror: User) -> str | None:
    """What keeps a juror from the office's idea, as the page of dealing says it."""
    (reader,) = [each for each in choice_for(office.round.id, office.submission.id).readers if _is_of(each, juror)]
    return reader.refusal.code if reader.refusal else None


def _is_of(reader: Reader, juror: User) -> bool:
    return reader.juror.member.user_id == juror.id


def test_a_conflict_counts_until_it_is_ended_and_is_noted_once(office: Office) -> None:
    juror = a_juror(office.round)
    team_id = office.idea.team_id
    first = actions.note_conflict(office.admin, juror.id, team_id, "mentor", "Hat beraten.")
    again = actions.note_conflict(office.admin, juror.id, team_id, "other")
    biased = verdict(office, juror)
    actions.end_conflict(office.admin, office.round.id, first.id, "Verwechslung")
    assert (first.id, biased, verdict(office, juror)) == (again.id, "biased", None)
    assert invariants.breaches() == {}


def test_a_waiver_lets_somebody_read_until_a_new_conflict_arises(office: Office) -> None:
    juror = a_juror(office.round, school=office.ground.school)
    team_id = office.idea.team_id
    first = actions.waive(office.admin, office.round.id, juror.id, team_id, "Niemand sonst versteht das Fach.")
    again = actions.waive(office.admin, office.round.id, juror.id, team_id, "Noch einmal.")
    allowed = verdict(office, juror)
    shown = [(each.user.name, each.reason) for each in queries.waivers_of(office.round.id)]
    actions.note_conflict(office.admin, juror.id, team_id, "family")
    assert (first.id, allowed, verdict(office, juror)) == (again.id, None, "own_school")
    assert shown == [("Jo Jury", "Niemand sonst versteht das Fach.")]
    assert invariants.breaches() == {}


def test_an_objection_against_a_company_counts_at_once_and_can_be_taken_back(office: Office) -> None:
    juror = a_juror(office.round, company="Zahnrad AG")
    team_id = office.idea.team_id
    objection = actions.object_to_company(office.captain, team_id, "Zahnrad AG", "Die bauen dasselbe.")
    same = actions.object_to_company(office.captain, team_id, "zahnrad", "Wirklich.")
    biased = verdict(office, juror)
    actions.take_objection_back(office.captain, team_id, objection.id)
    assert (objection.id, biased, verdict(office, juror)) == (same.id, "own_company", None)
    assert invariants.breaches() == {}


def test_an_objection_against_a_person_waits_for_an_answer_that_names_nobody(office: Office) -> None:
    juror = a_juror(office.round, name="Nora Nah")
    team_id = office.idea.team_id
    objection = actions.object_to_person(office.captain, team_id, "Die Tante von Kim")
    before = verdict(office, juror)
    actions.answer_objection(office.admin, office.round.id, objection.id, [juror.id], "Das berücksichtigen wir.")
    (shown,) = queries.objections_of(team_id)
    assert (before, verdict(office, juror)) == (None, "biased")
    assert (shown.state, shown.answer) == (rules.UPHELD, "Das berücksichtigen wir.")
    with refused("already_answered"):
        actions.answer_objection(office.admin, office.round.id, objection.id, [], "Doch nicht.")
    with refused("already_answered"):
        actions.take_objection_back(office.captain, team_id, objection.id)
    assert invariants.breaches() == {}


def test_an_objection_that_concerns_nobody_is_rejected(office: Office) -> None:
    objection = actions.object_to_person(office.captain, office.idea.team_id, "Jemand mit Hut")
    answered = actions.answer_objection(office.admin, office.round.id, objection.id, [], "So jemanden gibt es nicht.")
    assert answered.state == rules.REJECTED


def test_a_team_has_five_objections_at_most(office: Office) -> None:
    for number in range(rules.OBJECTIONS_MAX):
        actions.object_to_company(office.captain, office.idea.team_id, f"Werk {number}", "Konkurrenz")
    with refused("too_many_objections"):
        actions.object_to_company(office.captain, office.idea.team_id, "Noch ein Werk", "Konkurrenz")
    assert len(queries.objections_of(office.idea.team_id)) == rules.OBJECTIONS_MAX


def test_nobody_objects_for_another_team(office: Office) -> None:
    stranger = office.ground.student("Fremde Person")
    with pytest.raises(NotFoundError):
        actions.object_to_person(stranger, office.idea.team_id, "Alle")


def test_where_somebody_teaches_is_kept_as_said_last(office: Office) -> None:
    juror, school = a_juror(office.round), office.ground.school
    actions.tie_to_schools(office.admin, juror.id, [school.id])
    biased = verdict(office, juror)
    actions.tie_to_schools(office.admin, juror.id, [])
    assert (biased, verdict(office, juror)) == ("biased", None)
    assert invariants.breaches() == {}


@pytest.mark.parametrize("kind", ["conflict", "objection"])
def test_verify_names_a_row_that_was_changed_by_hand(office: Office, kind: str) -> None:
    juror = a_juror(office.round)
    rows: dict[str, Callable[[], Conflict | Objection]] = {
        "conflict": lambda: actions.note_conflict(office.admin, juror.id, office.idea.team_id, "mentor", "Beraten."),
        "objection": lambda: actions.object_to_person(office.captain, office.idea.team_id, "Die Tante"),
    }
    row = rows[kind]()
    _reword(row)
    assert invariants.breaches() == {
        "everybody is biased, and let judge all the same, as the log tells": [f"{kind} {row.id}"]
    }


@db.action
def _reword(row: Conflict | Objection) -> None:
    row.note = "Nie gesagt."
    db.session().add(row)
