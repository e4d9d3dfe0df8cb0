"""Claims, proofs and removals behind the pages."""

import re

import pytest
from sqlalchemy import select

from app.accounts.actions import hash_of_password, send_magic_link, store_password, use_magic_link
from app.accounts.models import User
from app.addresses import actions
from app.addresses.models import AddressClaim
from app.classes.actions import new_cards
from app.core import audit, db
from app.core.errors import GoneError, InvalidError, RefusedError
from tests.addresses.test_views import NEW, address_of, mails_to, path_in
from tests.support.people import PASSWORD, a_class, a_school, a_student, a_teacher

pytestmark = pytest.mark.usefixtures("app")


def a_student_called(name: str) -> User:
    return a_student(a_class(a_teacher(a_school())), name)


def token_for(person: User, address: str = NEW) -> str:
    actions.claim_address(person, address, PASSWORD)
    return path_in(mails_to(address)[-1]).rpartition("/")[2]


def test_of_two_who_claim_an_address_the_first_to_prove_it_has_it() -> None:
    mia, tom = a_student_called("Mia"), a_student_called("Tom")
    for_mia, for_tom = token_for(mia), token_for(tom)
    actions.confirm_address(for_tom)
    with pytest.raises(GoneError):
        actions.confirm_address(for_mia)
    assert (address_of(mia), address_of(tom)) == ((None, None), (NEW, NEW))
    assert audit.verify() == []


def test_a_wrong_password_sends_nothing() -> None:
    mia = a_student_called("Mia")
    with pytest.raises(InvalidError):
        actions.claim_address(mia, NEW, "falsch")
    assert mails_to(NEW) == []


def test_removing_ends_links_that_are_under_way() -> None:
    mia = a_student_called("Mia")
    token = token_for(mia)
    actions.remove_address(mia)
    with pytest.raises(GoneError):
        actions.confirm_address(token)
    assert db.session().scalars(select(AddressClaim.ended_at)).one() is not None


def test_a_new_card_ends_links_that_are_under_way() -> None:
    teacher = a_teacher(a_school())
    school_class = a_class(teacher)
    mia = a_student(school_class, "Mia")
    token = token_for(mia)
    new_cards(teacher, school_class.id, [mia.id], "einmal")
    with pytest.raises(GoneError):
        actions.confirm_address(token)
    assert address_of(mia) == (None, None)


def test_a_new_password_ends_links_that_are_under_way() -> None:
    teacher = a_teacher(a_school())
    token = token_for(teacher)
    store_password(teacher.id, hash_of_password("vier-andere-woerter-hier"), by=teacher)
    with pytest.raises(GoneError):
        actions.confirm_address(token)


def test_a_link_to_sign_in_that_went_to_the_old_address_ends_with_it() -> None:
    teacher = a_teacher(a_school())
    assert teacher.email
    token = token_for(teacher)
    send_magic_link(teacher.email)
    (link,) = re.findall(r"/sign-in/link/(\S+)", mails_to(teacher.email)[-1])
    actions.confirm_address(token)
    with pytest.raises(GoneError):
        use_magic_link(link)


def test_nobody_gets_into_the_account_of_a_student_by_an_address() -> None:
    mia = a_student_called("Mia")
    actions.confirm_address(token_for(mia))
    told = len(mails_to(NEW))
    send_magic_link(NEW)
    assert len(mails_to(NEW)) == told


def test_whoever_signs_in_by_address_keeps_it() -> None:
    teacher = a_teacher(a_school())
    with pytest.raises(RefusedError):
        actions.remove_address(teacher)
    assert address_of(teacher)[0] == teacher.email
