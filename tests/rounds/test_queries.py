"""Who may know of a round, and how many queries it takes."""

import uuid

import pytest
from flask import Flask
from sqlalchemy import event

from app.accounts.models import User
from app.core import db, invariants
from app.core.access import Role
from app.core.errors import NotFoundError
from app.rounds import actions, queries
from app.rounds.models import Category, FormVersion, Phase
from tests.support import people
from tests.support.rounds import COMPETITION, OPENS, a_round, an_announced_round

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


def test_admins_and_auditors_know_of_every_round_and_all_others_of_announced_ones(admin: User) -> None:
    hidden, shown = a_round(admin, title="Geheim"), an_announced_round(admin, title="Offen")
    auditor = people.somebody(Role.AUDITOR)
    student = people.a_student(people.a_class(people.a_teacher(people.a_school(admin))))

    assert [queries.round_of(each, hidden.id).title for each in (admin, auditor)] == ["Geheim", "Geheim"]
    assert queries.round_of(student, shown.id).title == "Offen"
    with pytest.raises(NotFoundError):
        queries.round_of(student, hidden.id)
    with pytest.raises(NotFoundError):
        queries.round_of(admin, uuid.uuid4())


def test_the_public_finds_an_announced_round_by_its_address(admin: User) -> None:
    a_round(admin, title="Geheim")
    shown = an_announced_round(admin, title="Größe zählt nicht")

    found = queries.public_round("innovationswettbewerb-2027", "groesse-zaehlt-nicht")

    assert (found.id, found.competition.title) == (shown.id, COMPETITION)
    with pytest.raises(NotFoundError):
        queries.public_round("innovationswettbewerb-2027", "geheim")


@pytest.mark.parametrize("count", [1, 3])
def test_lists_of_rounds_take_as_many_queries_for_one_as_for_three(admin: User, count: int) -> None:
    for number in range(count):
        an_announced_round(admin, title=f"Runde {number}")
    db.close_session()
    statements: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *arguments: statements.append(arguments[2]))

    announced = queries.announced_rounds()
    by_competition = queries.planned_competitions()

    assert [len(planned.phases) for planned in announced] == [3] * count
    assert [len(planned.rounds) for planned in by_competition] == [count]
    # Two and three; `rounds` of the second list are in the session already, their phases are not asked for again.
    assert len([text for text in statements if text.startswith("SELECT")]) == 5


def test_phases_come_in_the_order_of_time_and_categories_in_that_of_their_colour(admin: User) -> None:
    round_ = a_round(admin, categories=("Zuletzt", "Anfang", "Mitte"))

    assert [phase.kind for phase in queries.phases_of(round_.id)] == ["register", "submit", "jury"]
    assert [(each.name, each.position) for each in queries.categories_of(round_.id)] == [
        ("Zuletzt", 1),
        ("Anfang", 2),
        ("Mitte", 3),
    ]


def test_nothing_of_another_round_is_reached_through_a_round(admin: User) -> None:
    mine, other = a_round(admin, title="Eine"), a_round(admin, title="Andere")
    phase, category = queries.phases_of(other.id)[0], queries.categories_of(other.id)[0]

    with pytest.raises(NotFoundError):
        queries.phase_of(mine, phase.id)
    with pytest.raises(NotFoundError):
        queries.category_of(mine, category.id)


def test_the_newest_form_counts(admin: User) -> None:
    round_ = a_round(admin)
    first = queries.form_of(round_.id)
    newer = _with(FormVersion(round_id=round_.id, number=2, fields=first.fields[:1]))

    assert [field.key for field in queries.fields_of(first)][:2] == ["title", "pitch"]
    assert [field.key for field in queries.fields_of(queries.form_of(round_.id))] == ["title"]
    assert queries.form_of(round_.id).id == newer.id
    with pytest.raises(NotFoundError):
        queries.form_of(uuid.uuid4())


@db.action
def _with(row: FormVersion) -> FormVersion:
    return db.add(row)


@db.action
def _remove_behind_the_back(model: type[Category | FormVersion], round_id: uuid.UUID) -> None:
    for row in db.session().query(model).filter_by(round_id=round_id):
        db.session().delete(row)


@db.action
def _open_jury_early(round_id: uuid.UUID) -> None:
    jury = db.session().query(Phase).filter_by(round_id=round_id, kind="jury").one()
    jury.opens_at = OPENS


def test_promises_about_rounds_are_checked(admin: User) -> None:
    round_ = an_announced_round(admin)
    assert invariants.breaches() == {}

    _remove_behind_the_back(Category, round_.id)
    _remove_behind_the_back(FormVersion, round_.id)
    _open_jury_early(round_.id)

    broken = invariants.breaches()
    del broken["every phase is when the log says"]

    assert broken == {
        "an announced round has a category": [f"round {round_.id}"],
        "every round has an entry form that can be read": [f"round {round_.id}"],
        "the phases of a round fit together": [f"round {round_.id}: 1 fault(s)"],
    }


def test_a_competition_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFoundError):
        actions.add_round(people.an_admin(), uuid.uuid4(), actions.RoundValues("Runde 1"))
