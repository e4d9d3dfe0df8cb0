"""When a link proves an address, and who can do without one."""

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.models import User
from app.addresses.models import AddressClaim
from app.addresses.rules import why_not_confirm, why_not_remove

pytestmark = pytest.mark.usefixtures("app")

NOW = datetime(2027, 3, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (None, "gilt nicht mehr"),
        (AddressClaim(expires_at=NOW), "gilt nicht mehr"),
        (AddressClaim(expires_at=NOW + timedelta(seconds=1), ended_at=NOW), "schon benutzt"),
    ],
)
def test_a_link_that_is_unknown_out_of_date_or_used_proves_nothing(claim: AddressClaim | None, words: str) -> None:
    assert words in (why_not_confirm(claim, NOW) or "")


def test_a_link_proves_an_address_until_its_last_second() -> None:
    assert why_not_confirm(AddressClaim(expires_at=NOW + timedelta(seconds=1)), NOW) is None


def test_only_who_has_a_login_name_can_do_without_an_address() -> None:
    student, teacher = User(login_name="mutiger-otter-417"), User(email="lehrkraft@schule.example")
    refusal = why_not_remove(teacher)
    assert why_not_remove(student) is None
    assert refusal is not None
    assert refusal.code == "address_needed"
