"""Jobs about mail addresses."""

import uuid

from app.accounts.queries import person
from app.addresses import actions
from app.core import jobs


@jobs.job(name="addresses.send_link")
def send_link(user_id: str, address: str) -> None:
    actions.send_link(person(uuid.UUID(user_id)), address)
