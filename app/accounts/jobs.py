"""Jobs about signing in."""

from app.accounts import actions
from app.core import jobs


@jobs.job(name="accounts.send_magic_link")
def send_magic_link(address: str) -> None:
    actions.send_magic_link(address)
