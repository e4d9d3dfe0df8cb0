import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.models import User
from app.clearances import actions
from app.clearances.models import Clearance, Papers
from app.clearances.queries import cleared_now, teams_for
from app.clearances.rules import Released
from app.core import audit, clock, db, invariants
from app.core.errors import EditConflictError, InvalidError, NotFoundError, RefusedError
from app.media.models import MediaOwner
from app.teams import actions as teams
from app.teams.models import Team
from tests.clearances.conftest import Desk
from tests.support.clearances import released, team_id_of
from tests.support.people import a_class, a_teacher
from tests.support.rounds import AFTERWARDS, ONE_SECOND, REGISTERING, SUBMIT_CLOSES
from tests.support.teams import a_ground

TITLE = Released(frozenset({"title"}))
# While teams may still change.
NOTED = REGISTERING + timedelta(hours=1)


def events(action: str) -> list[audit.AuditEvent]:
    return list(db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == action)))


def epoch(desk: Desk) -> int:
    """What the addresses of the team's files carry."""
    query = select(MediaOwner.access_epoch).where(MediaOwner.owner_id == desk.submission.idea_id)
    return db.session().scalars(query).one()


def note(desk: Desk, teacher: User) -> Papers:
    with clock.at(AFTERWARDS):
        return actions.note_papers(teacher, team_id_of(desk.submission))


def release(
    desk: Desk, offered: Released, version: int, *, at: datetime = AFTERWARDS, checked: bool = False
) -> Clearance:
    with clock.at(at):
        return actions.release(
            desk.ground.admin, desk.ground.round.id, desk.submission.id, offered, version, is_name_checked=checked
        )


# ---------------------------------------------------------------- papers
def test_the_teachers_word_is_kept_with_who_and_when(desk: Desk) -> None:
    papers = note(desk, desk.ground.teacher)
    assert (papers.noted_by_id, papers.noted_at, papers.ended_at) == (desk.ground.teacher.id, AFTERWARDS, None)
    (event,) = events("note_papers")
    assert (event.object_id, event.actor_id) == (papers.id, desk.ground.teacher.id)
    assert event.values == {"team": str(team_id_of(desk.submission)), "round": str(desk.ground.round.id)}


def test_a_second_word_changes_nothing(desk: Desk) -> None:
    first = note(desk, desk.ground.teacher)
    assert (note(desk, desk.ground.teacher).id, len(events("note_papers"))) == (first.id, 1)


def test_a_word_taken_back_stays_on_record_and_ends_every_address_of_the_files(desk: Desk) -> None:
    first, before = note(desk, desk.ground.teacher), epoch(desk)
    with clock.at(AFTERWARDS + ONE_SECOND):
        actions.end_papers(desk.ground.teacher, team_id_of(desk.submission))
        actions.end_papers(desk.ground.teacher, team_id_of(desk.submission))
    row = db.load(Papers, first.id)
    assert (row.ended_by_id, row.ended_at) == (desk.ground.teacher.id, AFTERWARDS + ONE_SECOND)
    assert (len(events("end_papers")), epoch(desk) == before) == (1, False)
    assert note(desk, desk.ground.teacher).id != first.id
    assert invariants.breaches() == {}


def test_another_teacher_of_a_members_class_may_take_it_back(desk: Desk) -> None:
    note(desk, desk.ground.teacher)
    colleague = a_teacher(desk.ground.school, "Toni Zweit")
    with pytest.raises(NotFoundError):
        actions.end_papers(colleague, team_id_of(desk.submission))
    from_other_school = a_ground(round_=desk.ground.round).teacher
    with pytest.raises(NotFoundError):
        actions.note_papers(from_other_school, team_id_of(desk.submission))
    a_class(colleague, "Eine andere")
    with pytest.raises(NotFoundError):
        note(desk, colleague)


def test_the_word_is_about_nobody_who_comes_into_the_team_later(desk: Desk) -> None:
    team, teacher = db.load(Team, team_id_of(desk.submission)), desk.ground.teacher
    with clock.at(NOTED):
        first = actions.note_papers(teacher, team.id)
    released(desk.submission)
    assert list(cleared_now([desk.submission.id])) == [desk.submission.id]
    ole = desk.ground.student("Ole")
    with clock.at(NOTED + ONE_SECOND):
        teams.join_team(ole, team.code)
    assert (cleared_now([desk.submission.id]), desk.entry().papers) == ({}, None)
    (told,) = (each for each in teams_for(teacher) if each.team_id == team.id)
    assert (told.noted_at, told.has_newcomers, told.has_papers) == (NOTED, True, False)

    second = note(desk, teacher)
    assert list(cleared_now([desk.submission.id])) == [desk.submission.id]
    assert (second.id == first.id, db.load(Papers, first.id).ended_at) == (False, AFTERWARDS)
    assert invariants.breaches() == {}


def test_who_leaves_again_takes_nothing_with_them(desk: Desk) -> None:
    team = db.load(Team, team_id_of(desk.submission))
    with clock.at(NOTED):
        papers = actions.note_papers(desk.ground.teacher, team.id)
    ole = desk.ground.student("Ole")
    with clock.at(NOTED + ONE_SECOND):
        teams.join_team(ole, team.code)
        teams.leave_team(ole, team.id)
    assert list(cleared_now([desk.submission.id])) == [desk.submission.id]
    assert note(desk, desk.ground.teacher).id == papers.id


# ---------------------------------------------------------------- releases
def test_what_is_released_is_noted_without_any_text(desk: Desk) -> None:
    picture = desk.files[0]
    offered = Released(frozenset({"title", "pitch"}), frozenset({picture}), {picture: "Eine Bank mit Dach."})
    row = release(desk, offered, 0)
    assert (row.version, desk.entry().released) == (1, offered)
    (event,) = events("release_idea")
    assert event.object_id == row.id
    assert {name: event.values[name] for name in ("fields", "files", "school", "version")} == {
        "fields": ["pitch", "title"],
        "files": [picture],
        "school": False,
        "version": 1,
    }
    assert "Bank" not in str(event.values)


def test_the_second_before_submission_closes_nothing_is_released(desk: Desk) -> None:
    with pytest.raises(RefusedError) as caught:
        release(desk, TITLE, 0, at=SUBMIT_CLOSES - ONE_SECOND)
    assert caught.value.refusal.code == "submission_open"
    assert release(desk, TITLE, 0, at=SUBMIT_CLOSES).version == 1


def test_a_picture_without_a_description_is_not_released(desk: Desk) -> None:
    second = desk.files[1]
    with pytest.raises(InvalidError) as caught:
        release(desk, Released(files=frozenset({second})), 0)
    assert list(caught.value.errors) == [f"alt-{second}"]
    described = Released(files=frozenset({second}), alts={second: "Das Gestell."})
    assert release(desk, described, 0).alts == {second: "Das Gestell."}


def test_what_is_not_for_everybody_or_of_another_team_is_never_released(desk: Desk) -> None:
    wanted = Released(frozenset({"title", "sources", "progress", "nonsense"}), frozenset({"no-such-file"}))
    row = release(desk, wanted, 0)
    assert (row.fields, row.files) == (["title"], [])


def test_everything_is_released_at_once_but_what_has_no_description(desk: Desk) -> None:
    with clock.at(AFTERWARDS):
        row = actions.release_everything(desk.ground.admin, desk.ground.round.id, desk.submission.id, 0)
    assert (row.fields, row.files) == (["benefit", "pitch", "problem", "solution", "title"], desk.files[:1])
    assert not row.is_school_named


def test_taking_a_text_or_picture_back_ends_the_addresses_and_releasing_more_does_not(desk: Desk) -> None:
    before = epoch(desk)
    release(desk, TITLE, 0)
    release(desk, Released(frozenset({"title", "pitch"})), 1)
    assert epoch(desk) == before
    release(desk, Released(frozenset({"pitch"})), 2)
    assert epoch(desk) != before


def test_saying_the_same_again_changes_nothing(desk: Desk) -> None:
    release(desk, TITLE, 0)
    assert (release(desk, TITLE, 0).version, len(events("release_idea"))) == (1, 1)


def test_a_stale_page_of_another_admin_drops_nothing(desk: Desk) -> None:
    release(desk, TITLE, 0)
    with pytest.raises(EditConflictError) as caught:
        release(desk, Released(frozenset({"pitch"})), 0)
    (conflict,) = caught.value.conflicts
    assert (conflict.key, conflict.stored, conflict.stored_version) == ("fields", "Titel", 1)
    assert desk.entry().released == TITLE


def test_a_stale_click_on_everything_brings_nothing_back(desk: Desk) -> None:
    release(desk, TITLE, 0)
    with clock.at(AFTERWARDS), pytest.raises(EditConflictError):
        actions.release_everything(desk.ground.admin, desk.ground.round.id, desk.submission.id, 0)
    assert desk.entry().released == TITLE


def test_of_two_admins_at_once_one_wins_and_the_other_is_told(desk: Desk) -> None:
    start, ends = threading.Barrier(8), []
    admin_id, round_id, submission_id = desk.ground.admin.id, desk.ground.round.id, desk.submission.id

    def run(key: str) -> None:
        with desk.app.app_context(), clock.at(AFTERWARDS):
            admin = people.person(admin_id)
            start.wait()
            try:
                offered = Released(frozenset({key}))
                actions.release(admin, round_id, submission_id, offered, 0)
                ends.append("stored")
            except EditConflictError:
                ends.append("told")
            finally:
                db.close_session()

    keys = ["title", "pitch", "problem", "solution"] * 2
    threads = [threading.Thread(target=run, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    winner = desk.entry().released.fields
    # The one who said the same as the winner has nothing to be told.
    assert (len(winner), sorted(ends)) == (1, ["stored"] * 2 + ["told"] * 6)
    assert len(events("release_idea")) == 1
