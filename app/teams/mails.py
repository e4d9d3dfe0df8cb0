"""What the people of a team are told. Names stay on the team's page: no message or mail holds one."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from app.accounts.models import User
from app.core.i18n import _, _n
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare
from app.teams.models import Membership, Team


def _joined_text(values: Mapping[str, Any]) -> str:
    return _n(
        "Euer Team hat Verstärkung bekommen: Ihr seid jetzt %(num)s Person.",
        "Euer Team hat Verstärkung bekommen: Ihr seid jetzt %(num)s Leute. Wer neu ist, steht auf eurer Teamseite.",
        values["count"],
    )


def _left_text(values: Mapping[str, Any]) -> str:
    return _n(
        "Jemand ist aus eurem Team ausgetreten. Es ist noch %(num)s Person dabei. Text und Dateien bleiben beim Team.",
        "Jemand ist aus eurem Team ausgetreten. Ihr seid noch %(num)s Leute. Text und Dateien bleiben beim Team.",
        values["count"],
    )


JOINED = declare("teams.joined", lambda values: _("Neu im Team „%(team)s“", **values), _joined_text)
LEFT = declare("teams.left", lambda values: _("Jemand hat „%(team)s“ verlassen", **values), _left_text)
NEW_CAPTAIN = declare(
    "teams.new_captain",
    lambda values: _("„%(team)s“ hat eine neue Stimme", **values),
    lambda _values: _("Für euer Team spricht ab jetzt jemand anderes. Wer das ist, steht auf eurer Teamseite."),
)
MADE_CAPTAIN = declare(
    "teams.made_captain",
    lambda values: _("Du sprichst jetzt für „%(team)s“", **values),
    lambda _values: _(
        "Ab jetzt bist du Teamsprecher*in. Du kannst den Teamnamen ändern und diese Aufgabe jederzeit weitergeben."
    ),
)
RESTORED = declare(
    "teams.restored",
    lambda values: _("„%(team)s“ ist wieder da", **values),
    lambda _values: _("Euer Team ist zurück, mit allen Texten und Dateien. Ihr könnt gleich weitermachen."),
)


def tell_joined(team: Team, membership: Membership, others: Iterable[User]) -> None:
    _tell(team, others, JOINED, event=str(membership.id))


def tell_left(team: Team, membership: Membership, others: Iterable[User]) -> None:
    _tell(team, others, LEFT, event=str(membership.id))


def tell_new_captain(team: Team, captain: User, others: Iterable[User], at: datetime) -> None:
    event = f"{team.id} {at.isoformat()}"
    _tell(team, [captain], MADE_CAPTAIN, event=event)
    _tell(team, others, NEW_CAPTAIN, event=event)


def tell_restored(team: Team, membership: Membership, student: User) -> None:
    _tell(team, [student], RESTORED, event=str(membership.id))


def _tell(team: Team, people: Iterable[User], template: str, *, event: str) -> None:
    values = {"team": team.name, "count": team.member_count}
    tell(people, template, event=event, path=path_of("teams.team", team_id=team.id), values=values)
