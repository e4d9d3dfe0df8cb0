"""What tests of classes need beside people."""

import re

from sqlalchemy import select
from werkzeug.test import TestResponse

from app.classes import actions, rules
from app.classes.actions import NewCard
from app.core import db
from app.core.audit import AuditEvent
from app.core.mail import OutboxMail


def registered(code: str, name: str = "Mia", token: str = "") -> NewCard:
    """Somebody who registered with a code, with the card: the passphrase is a real one."""
    card, _session_token = actions.register(code, name, token or f"a token for {name}")
    return card


def passphrase_on(response: TestResponse) -> str:
    """The passphrase that a page shows, else an empty text."""
    found = re.search(r'name="passphrase" value="([a-z]+(?:-[a-z]+){3})"', response.text)
    return found.group(1) if found else ""


def token_on(response: TestResponse) -> str:
    """The hidden token of the form on a page."""
    found = re.search(r'name="token"\s+value="([^"]+)"', response.text)
    assert found is not None
    return found.group(1)


def link_in_newest_mail(address: str) -> str:
    """The path of the link in the newest mail to an address."""
    query = select(OutboxMail.text).where(OutboxMail.to_address == address)
    text = db.session().scalars(query.order_by(OutboxMail.created_at.desc()).limit(1)).one()
    found = re.search(r"https?://[^/\s]+(/\S+)", text)
    assert found is not None
    return found.group(1)


def audited(action: str) -> list[AuditEvent]:
    return list(db.session().scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.number)))


NO_SUCH_CODE = "Diesen Code gibt es nicht oder er ist abgelaufen – frag deine Lehrkraft."
SAME_REGISTRATION = rules.SAME_REGISTRATION
