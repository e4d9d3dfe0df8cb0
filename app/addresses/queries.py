"""Claims by their links."""

from sqlalchemy import select

from app.accounts.rules import hash_of_token
from app.addresses.models import AddressClaim
from app.core.db import session


def claim_by(token: str) -> AddressClaim | None:
    return session().scalar(select(AddressClaim).where(AddressClaim.token_hash == hash_of_token(token)))
