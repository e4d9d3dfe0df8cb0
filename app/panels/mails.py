"""What jurors are told about their part in a round. No message says anything about an idea."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.models import User
from app.core.i18n import _
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare
from app.panels.models import PanelMember
from app.rounds.models import Round


def _added_text(values: Mapping[str, Any]) -> str:
    return _(
        "Sie gehören jetzt zur Jury von „%(round)s“. Sobald Ihnen Ideen zugeteilt sind, stehen sie unter „Bewerten“.",
        **values,
    )


def _dealt_text(values: Mapping[str, Any]) -> str:
    return _(
        "Für „%(round)s“ sind Ihnen Ideen zugeteilt. Unter „Bewerten“ sehen Sie, welche es sind und bis wann Sie Zeit "
        "haben.",
        **values,
    )


def _chair_text(values: Mapping[str, Any]) -> str:
    return _(
        "Sie leiten jetzt die Jury von „%(round)s“. Wie weit sie ist und was zu entscheiden ist, sehen Sie dort.",
        **values,
    )


ADDED = declare("panels.added", lambda _values: _("Sie sind in der Jury"), _added_text)
CHAIR = declare("panels.chair", lambda _values: _("Sie leiten eine Jury"), _chair_text)
DEALT = declare("panels.dealt", lambda _values: _("Ideen warten auf Ihre Bewertung"), _dealt_text)


def tell_part(round_: Round, member: PanelMember, person: User) -> None:
    """Tell somebody what their part is in a jury, each part once."""
    if member.is_juror:
        _tell(round_, [person], ADDED, event=str(member.id))
    if member.is_chair:
        path = path_of("progress.progress", round_id=round_.id)
        tell([person], CHAIR, event=str(member.id), path=path, values={"round": round_.title})


def tell_dealt(round_: Round, jurors: Iterable[User]) -> None:
    """Once for each juror and round, however many ideas follow: nobody wants a mail for each click of the admin."""
    _tell(round_, jurors, DEALT, event=str(round_.id))


def _tell(round_: Round, people: Iterable[User], template: str, *, event: str) -> None:
    tell(people, template, event=event, path=path_of("scoring.assignments"), values={"round": round_.title})
