import uuid

import pytest

from app.core import clock, db, invariants
from app.core.access import Role
from app.core.errors import EditConflictError, NotFoundError
from app.panels.models import PanelMember
from app.panels.queries import readings_of
from app.profiles import actions, queries
from app.profiles.rules import Profile
from app.rounds.queries import categories_of
from tests.panels.conftest import Office
from tests.support.jury import DEALING, a_draft, a_juror, an_assignment, marks, member_of
from tests.support.people import somebody


def test_a_juror_says_what_they_read_best_and_unknown_fields_fall_away(office: Office) -> None:
    juror, (field, *_rest) = a_juror(office.round), categories_of(office.round.id)
    said = Profile(("de", "en"), (field.id, uuid.uuid4()), 12, ())
    actions.edit_own_profile(juror, office.round.id, said, 0)
    card = queries.card_of(queries.own_seat(juror, office.round.id))
    assert card.profile == Profile(("de", "en"), (field.id,), 12, ())
    assert invariants.breaches() == {}


def test_of_two_who_save_the_later_sees_what_the_other_said(office: Office) -> None:
    juror = a_juror(office.round)
    member_id = member_of(office.round, juror).id
    actions.edit_profile(office.admin, office.round.id, member_id, Profile(load=5), 0)
    with pytest.raises(EditConflictError) as error:
        actions.edit_own_profile(juror, office.round.id, Profile(load=9), 0)
    assert [(each.key, each.stored, each.offered) for each in error.value.conflicts] == [("load", "5", "9")]


def test_ideas_of_a_school_where_a_juror_teaches_go_back_unless_begun(office: Office) -> None:
    juror, busy = a_juror(office.round), a_juror(office.round, name="Berta Blau")
    an_assignment(juror, office.submission)
    begun = an_assignment(busy, office.submission)
    a_draft(busy, begun, marks(busy, begun))
    teaches = Profile(school_ids=(office.ground.school.id,))
    with clock.at(DEALING):
        numbers = [actions.edit_own_profile(each, office.round.id, teaches, 0) for each in (juror, busy)]
    left = [len(readings_of(member_of(office.round, each))) for each in (juror, busy)]
    assert (numbers, left) == ([[office.idea.number], []], [0, 1])


def test_somebody_who_judges_elsewhere_has_no_profile_here(office: Office) -> None:
    with pytest.raises(NotFoundError):
        actions.edit_own_profile(somebody(Role.JUROR), office.round.id, Profile(), 0)


def test_verify_names_a_profile_that_was_changed_by_hand(office: Office) -> None:
    member = member_of(office.round, a_juror(office.round))
    _reload(member, 99)
    assert invariants.breaches() == {
        "every juror's profile is the one that the log tells of": [f"panel member {member.id}"]
    }


@db.action
def _reload(member: PanelMember, load: int) -> None:
    db.load(PanelMember, member.id, to_change=True).load = load
