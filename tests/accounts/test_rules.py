"""Passwords, passphrases, login names, links and grants."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.accounts import rules
from app.accounts.models import Grant, MagicLink, SignIn, User
from app.core.access import Role

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SCHOOL = uuid.uuid4()


def somebody(*grants: tuple[Role, uuid.UUID | None], has_password: bool = True) -> User:
    return User(
        id=uuid.uuid4(),
        password_hash="hash" if has_password else None,
        grants=[Grant(role=role, school_id=school_id) for role, school_id in grants],
    )


# ---------------------------------------------------------------- passphrases and login names
@given(some.text())
def test_a_passphrase_has_four_words_and_survives_its_own_cleaning(seed: str) -> None:
    passphrase = rules.passphrase_from(seed)

    assert re.fullmatch(r"[a-z]+(-[a-z]+){3}", passphrase)
    assert rules.clean_passphrase(passphrase) == passphrase
    assert rules.passphrase_from(seed) == passphrase


def test_passphrases_of_different_seeds_differ() -> None:
    assert len({rules.passphrase_from(str(seed)) for seed in range(1000)}) == 1000


def test_every_place_of_a_passphrase_takes_many_words() -> None:
    words = [rules.passphrase_from(str(seed)).split("-") for seed in range(2000)]

    assert [len({word[place] for word in words}) > 1000 for place in range(4)] == [True] * 4


@pytest.mark.parametrize("typed", ["ente-birne-wolke-rad", "Ente Birne Wolke Rad", " ENTE - birne-wolke  rad "])
def test_a_passphrase_may_be_typed_with_blanks_and_capitals(typed: str) -> None:
    assert rules.clean_passphrase(typed) == "ente-birne-wolke-rad"


@pytest.mark.parametrize(
    "typed", ["Mein Passwort 42!", "Drei Wörter Nur", "ente-birne-wolke", "Süß Und Sehr Geheim", " x "]
)
def test_a_password_of_ones_own_stays_as_it_was_typed(typed: str) -> None:
    assert rules.clean_passphrase(typed) == typed


def test_a_login_name_is_two_words_and_three_digits() -> None:
    names = {rules.new_login_name() for _time in range(200)}

    assert [name for name in names if not re.fullmatch(r"[a-z]+-[a-z]+-[1-9]\d\d", name)] == []
    assert len(names) > 190


# ---------------------------------------------------------------- passwords
@pytest.mark.parametrize(
    ("password", "count"),
    [
        ("wolke-tisch-apfel-rabe", 0),
        ("Xq7!kfw9Zr", 0),
        ("Xq7!kfw9Z", 1),  # nine characters
        ("aaaaaaaabc", 1),  # three different ones
        ("1234567890", 1),  # no letters
        ("Passwort123!", 1),
        ("QWERTZuiop1", 1),
        ("ich-bin-mia-im-haus", 1),
        ("", 3),
    ],
)
def test_a_password_is_long_varied_uncommon_and_not_the_name(password: str, count: int) -> None:
    assert len(rules.password_faults(password, ["Mia", "Al"])) == count


@pytest.mark.parametrize(
    ("sign_in", "moment", "is_needed"),
    [
        (None, NOW, True),
        (SignIn(created_at=NOW, is_by_link=False), NOW, True),
        (SignIn(created_at=NOW, is_by_link=True), NOW + timedelta(minutes=30) - SECOND, False),
        (SignIn(created_at=NOW, is_by_link=True), NOW + timedelta(minutes=30), True),
    ],
)
def test_who_came_by_a_link_needs_no_old_password_for_half_an_hour(
    sign_in: SignIn | None, moment: datetime, *, is_needed: bool
) -> None:
    assert rules.needs_current_password(somebody(), sign_in, moment) == is_needed


def test_who_has_no_password_needs_none() -> None:
    assert not rules.needs_current_password(somebody(has_password=False), None, NOW)


# ---------------------------------------------------------------- links
@pytest.mark.parametrize(
    ("link", "words"),
    [
        (None, "gilt nicht mehr"),
        (MagicLink(expires_at=NOW), "gilt nicht mehr"),
        (MagicLink(expires_at=NOW + SECOND, used_at=NOW), "schon benutzt"),
    ],
)
def test_a_link_that_does_not_work_says_why_and_offers_another(link: MagicLink | None, words: str) -> None:
    reason = rules.why_not_use_link(link, NOW)

    assert reason is not None
    assert words in reason
    assert "Fordern Sie einfach einen neuen an." in reason


def test_a_link_works_in_its_last_second() -> None:
    assert rules.why_not_use_link(MagicLink(expires_at=NOW), NOW - SECOND) is None


# ---------------------------------------------------------------- grants
@pytest.mark.parametrize("role", list(Role))
def test_the_competitions_admin_gives_every_role(role: Role) -> None:
    assert rules.why_not_grant(somebody((Role.ADMIN, None)), role, SCHOOL) is None


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("school_id", [SCHOOL, uuid.uuid4(), None])
def test_a_school_admin_gives_two_roles_of_her_own_school(role: Role, school_id: uuid.UUID | None) -> None:
    refusal = rules.why_not_grant(somebody((Role.SCHOOL_ADMIN, SCHOOL)), role, school_id)

    may = role in {Role.TEACHER, Role.SCHOOL_ADMIN} and school_id == SCHOOL
    assert (refusal is None) == may


@pytest.mark.parametrize("role", [Role.STUDENT, Role.TEACHER, Role.JUROR, Role.CHAIR, Role.AUDITOR])
def test_others_give_nothing(role: Role) -> None:
    assert rules.why_not_grant(somebody((role, SCHOOL)), Role.TEACHER, SCHOOL) is not None


@pytest.mark.parametrize(
    ("held", "role", "may"),
    [
        (frozenset(), Role.STUDENT, True),
        (frozenset({Role.TEACHER}), Role.JUROR, True),
        (frozenset({Role.TEACHER}), Role.STUDENT, False),
        (frozenset({Role.STUDENT}), Role.JUROR, False),
    ],
)
def test_a_student_is_nothing_else(held: frozenset[Role], role: Role, *, may: bool) -> None:
    assert (rules.why_not_hold(held, role) is None) == may


def test_every_role_has_words() -> None:
    assert len({rules.role_text(role) for role in Role}) == len(Role)
