"""The outbox: mails are rows written in the action's transaction and sent by a job, each exactly once.

How far "exactly once" holds. A worker locks the mail, so two never send it at the same time; the lock dies with its
process. When the server has accepted the mail (250), that is first written into a journal file and fsynced, then the
row is marked. Whoever takes the mail up after a kill reads the journal and only marks. What remains is the time between
the server's 250 and one small fsync, some milliseconds, and an answer lost on the way: SMTP cannot tell whether such a
mail was accepted (RFC 1047). It is sent again under the same Message-ID, by which mail servers and programs know it.
Workers on several machines need a common DATA_DIR/mail; without one, only the mark in the database tells the others.
"""

from app.core.mail.delivery import init_app
from app.core.mail.outbox import DEMO_DOMAIN, AddressError, MailState, OutboxMail, send, send_again, state, stop

__all__ = ["DEMO_DOMAIN", "AddressError", "MailState", "OutboxMail", "init_app", "send", "send_again", "state", "stop"]
