"""A claim is found by its link alone."""

from datetime import timedelta

import pytest

from app.accounts.rules import hash_of_token
from app.addresses.models import AddressClaim
from app.addresses.queries import claim_by
from app.core import clock, db
from tests.support.people import an_admin

pytestmark = pytest.mark.usefixtures("app")


def test_a_claim_is_found_by_its_token_and_not_by_the_hash_that_is_stored() -> None:
    @db.action
    def claim() -> AddressClaim:
        expires_at, token_hash = clock.now() + timedelta(days=1), hash_of_token("secret")
        return db.add(
            AddressClaim(user_id=an_admin().id, address="a@b.example", token_hash=token_hash, expires_at=expires_at)
        )

    stored = claim()
    found = [claim_by(token) for token in ("secret", stored.token_hash, "")]
    assert [each and each.id for each in found] == [stored.id, None, None]
