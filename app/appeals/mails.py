"""What is told of an appeal: to those who answer it, and to the team. No message says what it is about."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.models import User
from app.appeals.models import Appeal
from app.core.i18n import _
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare


def _raised_text(values: Mapping[str, Any]) -> str:
    return _("Ein Team hat in „%(round)s“ Einspruch eingelegt. Bitte sehen Sie ihn an und antworten Sie.", **values)


def _taken_up_text(values: Mapping[str, Any]) -> str:
    return _("Euer Einspruch in „%(round)s“ wird jetzt geprüft. Die Antwort kommt hier an.", **values)


def _answered_text(values: Mapping[str, Any]) -> str:
    return _("Auf euren Einspruch in „%(round)s“ gibt es eine Antwort. Ihr lest sie auf eurer Seite.", **values)


RAISED = declare("appeals.raised", lambda values: _("Ein Einspruch in „%(round)s“", **values), _raised_text)
TAKEN_UP = declare("appeals.taken_up", lambda _values: _("Euer Einspruch wird geprüft"), _taken_up_text)
ANSWERED = declare("appeals.answered", lambda _values: _("Antwort auf euren Einspruch"), _answered_text)


def tell_staff(people: Iterable[User], appeal: Appeal, title: str) -> None:
    path = path_of("appeals.appeal", round_id=appeal.round_id, appeal_id=appeal.id)
    tell(people, RAISED, event=str(appeal.id), path=path, values={"round": title})


def tell_team(members: Iterable[User], template: str, appeal_id: uuid.UUID, team_id: uuid.UUID, title: str) -> None:
    path = path_of("appeals.appeals_of_team", team_id=team_id)
    tell(members, template, event=str(appeal_id), path=path, values={"round": title})
