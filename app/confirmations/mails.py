"""What jurors are told when the rubric has changed under their sheets. No message says anything about an idea."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.models import User
from app.confirmations.rules import ASKED_AGAIN
from app.core.i18n import _
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare


def _text(values: Mapping[str, Any]) -> str:
    return _(
        "Das Bewertungsraster von „%(round)s“ hat sich geändert. Bitte sehen Sie Ihre Bögen noch einmal an: Was Sie "
        "bisher gesagt haben, steht neben den neuen Kriterien. Ein Bogen zählt wieder, wenn Sie ihn abgeben. "
        "Dafür ist Zeit bis %(closes_at)s.",
        **values,
    )


declare(ASKED_AGAIN, lambda _values: _("Bitte bestätigen Sie Ihre Bewertungen"), _text)


def ask(people: Iterable[User], event: str, values: dict[str, Any]) -> None:
    tell(people, ASKED_AGAIN, event=event, path=path_of("scoring.assignments"), values=values)
