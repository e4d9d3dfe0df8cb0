"""What the jury reads when a discussion is opened for everybody: the number of the idea, nothing of what was said."""

import uuid
from collections.abc import Iterable
from typing import Any

from app.accounts.models import User
from app.core.i18n import _
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare

OPENED = declare(
    "discussions.opened",
    lambda values: _("Die Diskussion zu Idee %(number)s ist offen", **values),
    lambda values: _(
        "Der Juryvorsitz hat die Diskussion zu Idee %(number)s für die ganze Jury geöffnet (%(round)s). Lesen Sie mit, "
        "und sagen Sie, was die Jury vor der Entscheidung wissen sollte.",
        **values,
    ),
)


def tell_opened(people: Iterable[User], opening_id: uuid.UUID, round_id: uuid.UUID, values: dict[str, Any]) -> None:
    path = path_of("discussions.discussion", round_id=round_id, idea_number=values["number"])
    tell(people, OPENED, event=str(opening_id), path=path, values=values)
