"""What is told of objections. No message says who judges, or about what."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.models import User
from app.accounts.queries import people_with
from app.conflicts.models import Objection
from app.core.access import Role
from app.core.i18n import _
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare


def _raised_text(_values: Mapping[str, Any]) -> str:
    return _(
        "Ein Team möchte nicht von einer bestimmten Person bewertet werden. Bitte prüfen Sie unter „Befangenheit“, wen "
        "das betrifft, und antworten Sie dem Team."
    )


def _answered_text(_values: Mapping[str, Any]) -> str:
    return _("Euer Einwand gegen jemanden in der Jury ist beantwortet. Was gilt, lest ihr auf der Seite eures Teams.")


RAISED = declare("conflicts.raised", lambda _values: _("Ein Team hat einen Einwand"), _raised_text)
ANSWERED = declare("conflicts.answered", lambda _values: _("Euer Einwand ist beantwortet"), _answered_text)


def tell_admins(objection: Objection) -> None:
    path = path_of("recusals.conflicts", round_id=objection.round_id)
    tell(people_with(Role.ADMIN), RAISED, event=str(objection.id), path=path, values={})


def tell_answer(objection: Objection, members: Iterable[User]) -> None:
    path = path_of("conflicts.objections", team_id=objection.team_id)
    tell(members, ANSWERED, event=str(objection.id), path=path, values={})
