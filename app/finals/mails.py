"""What finalists are told."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.models import User
from app.core.i18n import _
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare


def _text(values: Mapping[str, Any]) -> str:
    return _(
        "Eure Idee „%(title)s“ ist im Finale „%(final)s“! Ihr müsst nichts noch einmal einreichen: Was ihr geschrieben "
        "habt, ist schon da. Die Jury liest ab %(opens_at)s.",
        **values,
    )


FINALIST = declare("finals.finalist", lambda _values: _("Ihr seid im Finale!"), _text)


def tell_finalists(members: Iterable[User], team_id: uuid.UUID, values: dict[str, Any]) -> None:
    tell(members, FINALIST, event=str(team_id), path=path_of("teams.team", team_id=team_id), values=values)
