"""Setting up a round: everything is logged, and no two things clash."""

import uuid
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock, db
from app.core.audit import AuditEvent
from app.core.errors import EditConflictError, InvalidError, NotFoundError, RefusedError
from app.rounds import actions, queries
from app.rounds.actions import PhaseValues, RoundValues
from app.rounds.models import PhaseKind, Round
from tests.support import people
from tests.support.rounds import (
    JURY_CLOSES,
    JURY_OPENS,
    ONE_SECOND,
    OPENS,
    REGISTER_CLOSES,
    SUBMIT_CLOSES,
    WRITING,
    a_competition,
    a_round,
    an_announced_round,
)


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


def last_event() -> AuditEvent:
    return db.session().scalars(select(AuditEvent).order_by(AuditEvent.number.desc())).first() or AuditEvent()


def event_count() -> int:
    return len(db.session().scalars(select(AuditEvent.number)).all())


def test_a_competition_takes_its_address_from_its_title_and_keeps_it_for_itself(admin: User) -> None:
    made = actions.create_competition(admin, "Größer denken 2027")

    assert made.slug == "groesser-denken-2027"
    assert (last_event().action, last_event().object_id) == ("create_competition", made.id)
    with pytest.raises(InvalidError) as refused:
        actions.create_competition(admin, "GRÖSSER denken, 2027!")
    assert refused.value.errors == {"title": ["Diesen Titel gibt es schon. Bitte einen anderen nehmen."]}


def test_a_round_begins_hidden_with_form_and_logged_figures(admin: User) -> None:
    competition = a_competition(admin)

    made = actions.add_round(admin, competition.id, RoundValues("Runde 1", team_min=1, team_max=3, contact="Büro"))

    assert (made.slug, made.announced_at, made.version) == ("runde-1", None, 1)
    assert queries.form_of(made.id).number == 1
    assert last_event().values == {
        "competition": str(competition.id),
        "team_min": 1,
        "team_max": 3,
        "teams_per_person": 1,
        "has_auto_submit": True,
        "appeal_days": 14,
        "school_gigabytes": 20,
    }
    with pytest.raises(InvalidError) as refused:
        actions.add_round(admin, competition.id, RoundValues("runde 1"))
    assert list(refused.value.errors) == ["title"]


def test_a_team_cannot_be_larger_at_least_than_at_most(admin: User) -> None:
    competition = a_competition(admin)

    with pytest.raises(InvalidError) as refused:
        actions.add_round(admin, competition.id, RoundValues("Runde 1", team_min=5, team_max=4))

    assert list(refused.value.errors) == ["team_max"]
    assert db.session().scalars(select(Round)).all() == []


def test_the_second_of_two_editors_gets_both_versions(admin: User) -> None:
    round_ = a_round(admin)
    actions.change_round(admin, round_.id, RoundValues("Runde 1", lead="Neu", contact="Büro"), version=1)

    with pytest.raises(EditConflictError) as conflict:
        actions.change_round(admin, round_.id, RoundValues("Runde 1", lead="Anders", contact="Büro"), version=1)

    (text,) = conflict.value.conflicts
    assert (text.key, text.stored, text.offered, text.stored_version) == ("lead", "Neu", "Anders", 2)
    again = actions.change_round(admin, round_.id, RoundValues("Runde 1", lead="Neu und anders"), version=2)
    assert (again.lead, again.version) == ("Neu und anders", 3)
    assert last_event().values["changed"] == ["contact", "lead"]


def test_two_editors_who_say_the_same_are_no_conflict(admin: User) -> None:
    round_ = a_round(admin)
    values = RoundValues("Runde 1", lead="Gleich", contact="Büro")
    actions.change_round(admin, round_.id, values, version=1)

    assert actions.change_round(admin, round_.id, values, version=1).lead == "Gleich"


def test_a_phase_that_clashes_is_not_added_and_both_are_named(admin: User) -> None:
    round_ = a_round(admin)
    before = event_count()

    with pytest.raises(InvalidError) as refused:
        actions.add_phase(admin, round_.id, PhaseValues(PhaseKind.SUBMIT, WRITING, SUBMIT_CLOSES + timedelta(days=9)))

    (two_submissions, early_jury) = refused.value.errors[""]
    assert two_submissions.startswith("Zwei Phasen „Einreichung“ überschneiden sich")
    assert early_jury.startswith("Die Phase „Jury“ beginnt")
    assert (len(queries.phases_of(round_.id)), event_count()) == (3, before)


def test_a_jury_that_is_over_goes_on_only_where_its_end_is_moved(admin: User) -> None:
    round_ = an_announced_round(admin)
    again = PhaseValues(PhaseKind.JURY, JURY_CLOSES, JURY_CLOSES + timedelta(days=9))

    with clock.at(JURY_CLOSES), pytest.raises(InvalidError) as refused:
        actions.add_phase(admin, round_.id, again)

    assert "Frist verlängern" in refused.value.errors["kind"][0]
    with clock.at(JURY_CLOSES - ONE_SECOND):
        assert actions.add_phase(admin, round_.id, again).kind == PhaseKind.JURY


def test_before_the_announcement_a_phase_moves_freely_and_both_times_are_logged(admin: User) -> None:
    round_ = a_round(admin)
    register = queries.phases_of(round_.id)[0]
    earlier = REGISTER_CLOSES - timedelta(days=3)

    moved = actions.change_phase(
        admin, round_.id, register.id, PhaseValues(PhaseKind.REGISTER, OPENS, earlier), version=1
    )

    assert (moved.closes_at, moved.version) == (earlier, 2)
    assert last_event().values["before"]["closes_at"] == REGISTER_CLOSES.isoformat()
    assert last_event().values["after"]["closes_at"] == earlier.isoformat()


def test_a_phase_changed_into_a_clash_stays_as_it_was(admin: User) -> None:
    round_ = a_round(admin)
    jury = queries.phases_of(round_.id)[2]

    with pytest.raises(InvalidError):
        actions.change_phase(admin, round_.id, jury.id, PhaseValues(PhaseKind.JURY, WRITING, JURY_CLOSES), version=1)

    assert queries.phases_of(round_.id)[2].opens_at == JURY_OPENS


def test_a_stale_change_of_a_phase_tells_both_times(admin: User) -> None:
    round_ = a_round(admin)
    jury = queries.phases_of(round_.id)[2]
    actions.change_phase(admin, round_.id, jury.id, PhaseValues(PhaseKind.JURY, JURY_OPENS, JURY_CLOSES, 5), version=1)

    with pytest.raises(EditConflictError) as conflict:
        actions.change_phase(
            admin, round_.id, jury.id, PhaseValues(PhaseKind.JURY, JURY_OPENS, JURY_CLOSES, 9), version=1
        )

    assert [(each.key, each.stored, each.offered) for each in conflict.value.conflicts] == [("grace_minutes", "5", "9")]


def test_an_announced_deadline_is_not_shortened(admin: User) -> None:
    round_ = an_announced_round(admin)
    submit = queries.phases_of(round_.id)[1]
    shorter = PhaseValues(PhaseKind.SUBMIT, OPENS, SUBMIT_CLOSES - ONE_SECOND)

    with clock.at(WRITING), pytest.raises(RefusedError) as refused:
        actions.change_phase(admin, round_.id, submit.id, shorter, version=1)

    assert refused.value.refusal.code == "deadline_shortened"
    assert queries.phases_of(round_.id)[1].closes_at == SUBMIT_CLOSES


def test_a_removed_phase_is_gone_and_an_announced_one_stays(admin: User) -> None:
    hidden, shown = a_round(admin, title="Eine"), an_announced_round(admin, title="Andere")

    actions.remove_phase(admin, hidden.id, queries.phases_of(hidden.id)[0].id)
    with pytest.raises(RefusedError):
        actions.remove_phase(admin, shown.id, queries.phases_of(shown.id)[0].id)

    assert [len(queries.phases_of(each.id)) for each in (hidden, shown)] == [2, 3]


def test_categories_are_told_apart_by_name_and_colour(admin: User) -> None:
    round_ = a_round(admin, categories=("Eins", "Zwei", "Drei"))
    first = queries.categories_of(round_.id)[0]

    actions.remove_category(admin, round_.id, first.id)
    added = actions.add_category(admin, round_.id, "Vier")

    assert added.position == 1
    with pytest.raises(InvalidError) as refused:
        actions.add_category(admin, round_.id, "ZWEI")
    assert refused.value.errors == {"name": ["Dieses Themenfeld gibt es schon."]}


def test_there_are_as_many_categories_as_colours(admin: User) -> None:
    round_ = a_round(admin, categories=tuple("ABCDEF"))

    with pytest.raises(InvalidError) as refused:
        actions.add_category(admin, round_.id, "G")

    assert refused.value.errors == {"name": ["Mehr als 6 Themenfelder passen nicht."]}


def test_a_category_may_be_renamed_even_to_another_spelling_of_itself(admin: User) -> None:
    round_ = an_announced_round(admin, categories=("Umwelt", "Arbeit"))
    first, second = queries.categories_of(round_.id)

    actions.rename_category(admin, round_.id, first.id, "UMWELT")
    with pytest.raises(InvalidError):
        actions.rename_category(admin, round_.id, second.id, "umwelt")
    with pytest.raises(RefusedError):
        actions.remove_category(admin, round_.id, second.id)

    assert [each.name for each in queries.categories_of(round_.id)] == ["UMWELT", "Arbeit"]


def test_nothing_is_changed_through_another_round(admin: User) -> None:
    mine, other = a_round(admin, title="Eine"), a_round(admin, title="Andere")
    phase, category = queries.phases_of(other.id)[0], queries.categories_of(other.id)[0]

    for change in (
        lambda: actions.remove_phase(admin, mine.id, phase.id),
        lambda: actions.remove_category(admin, mine.id, category.id),
        lambda: actions.rename_category(admin, mine.id, category.id, "Neu"),
        lambda: actions.change_phase(admin, mine.id, phase.id, PhaseValues("jury", JURY_OPENS, JURY_CLOSES), 1),
    ):
        with pytest.raises(NotFoundError):
            change()

    assert (len(queries.phases_of(other.id)), queries.categories_of(other.id)[0].name) == (3, "Arbeit erleichtern")


def test_two_admins_at_once_cannot_make_phases_that_clash(app: Flask, admin: User) -> None:
    round_ = a_round(admin)
    db.close_session()
    start, outcomes = Barrier(6), []

    def add(number: int) -> None:
        with app.app_context():
            start.wait()
            opens = JURY_CLOSES + timedelta(hours=number)
            try:
                outcomes.append(_add_publish(admin, round_.id, opens))
            except InvalidError:
                outcomes.append(False)
            finally:
                db.close_session()

    threads = [Thread(target=add, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [False] * 5 + [True]
    assert len(queries.phases_of(round_.id)) == 4


def _add_publish(admin: User, round_id: uuid.UUID, opens: datetime) -> bool:
    actions.add_phase(admin, round_id, PhaseValues(PhaseKind.PUBLISH, opens, opens + timedelta(days=3)))
    return True


def test_the_days_for_appeals_grow_once_they_are_announced_and_shrink_only_before(admin: User) -> None:
    round_ = a_round(admin)
    shorter, longer = (RoundValues(round_.title, contact="Büro", appeal_days=days) for days in (7, 21))
    assert actions.change_round(admin, round_.id, shorter, round_.version).appeal_days == 7
    announced = an_announced_round(admin, title="Runde 2", appeal_days=14)
    assert actions.change_round(admin, announced.id, longer, announced.version).appeal_days == 21
    with pytest.raises(InvalidError) as refused:
        actions.change_round(admin, announced.id, shorter, announced.version)
    assert list(refused.value.errors) == ["appeal_days"]
