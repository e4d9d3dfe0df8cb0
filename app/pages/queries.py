"""What the home page and the start pages show."""

from dataclasses import dataclass

from app.accounts.models import User
from app.core.access import Role
from app.core.i18n import _


@dataclass(frozen=True)
class Entry:
    """An item of the menu: an endpoint and its words."""

    endpoint: str
    label: str


def menu_of(person: User) -> list[Entry]:
    """The menu of somebody signed in, by what they may do."""
    roles = person.roles
    entries = [
        (roles, Entry("pages.start", _("Start"))),
        (roles & {Role.STUDENT}, Entry("teams.teams", _("Team und Idee"))),
        (roles & {Role.TEACHER, Role.SCHOOL_ADMIN}, Entry("enrolment.classes", _("Klassen"))),
        (roles & {Role.ADMIN, Role.SCHOOL_ADMIN}, Entry("enrolment.schools", _("Schulen"))),
        (roles & {Role.ADMIN}, Entry("rounds.rounds", _("Runden"))),
        (roles & {Role.JUROR}, Entry("scoring.assignments", _("Bewerten"))),
        (roles & {Role.ADMIN, Role.AUDITOR}, Entry("organising.audit_log", _("Protokoll"))),
    ]
    return [entry for is_open, entry in entries if is_open]


