"""What jurors are reminded of. No message says anything about an idea."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.models import User
from app.core.i18n import _
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare, subject_of, text_of
from app.progress.rules import REMINDER


def _text(values: Mapping[str, Any]) -> str:
    return _(
        "In „%(round)s“ warten noch Ideen auf Ihre Bewertung. Die Jury hat Zeit bis %(closes_at)s. Unter „Bewerten“ "
        "steht, was noch offen ist. Danke, dass Sie sich die Zeit nehmen!",
        **values,
    )


declare(REMINDER, lambda _values: _("Ihre Bewertungen fehlen noch"), _text)


def preview_of(values: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text of the reminder, as the reader would get it."""
    return subject_of(REMINDER, values), text_of(REMINDER, values)


def remind(people: Iterable[User], event: str, values: dict[str, Any]) -> None:
    tell(people, REMINDER, event=event, path=path_of("scoring.assignments"), values=values)
