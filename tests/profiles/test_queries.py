import pytest

from app.core.errors import NotFoundError
from app.profiles import queries
from app.profiles.rules import Profile
from tests.panels.conftest import Office
from tests.support.jury import a_chair, a_juror


def test_a_new_juror_has_an_empty_card_with_the_employer(office: Office) -> None:
    juror = a_juror(office.round, school=office.ground.school, company="Zahnrad AG")
    card = queries.card_of(queries.own_seat(juror, office.round.id))
    assert (card.profile, card.employer) == (Profile(), f"{office.ground.school.name}, Zahnrad AG")


def test_who_only_chairs_has_no_profile(office: Office) -> None:
    with pytest.raises(NotFoundError):
        queries.own_seat(a_chair(office.round), office.round.id)
