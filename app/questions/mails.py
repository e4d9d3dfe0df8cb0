"""What a juror reads when the chair asks about a sheet. It says on which side the sheet lies, and nothing of others."""

import uuid
from collections.abc import Mapping
from typing import Any

from app.accounts.models import User
from app.core.i18n import _
from app.core.web import path_of
from app.messages.actions import tell
from app.messages.rules import declare, subject_of, text_of
from app.questions.rules import HIGH


def _text(values: Mapping[str, Any]) -> str:
    words = {
        True: _("Ihr Bogen zu Idee %(number)s gibt viel mehr Punkte, als die übrigen Bögen erwarten lassen.", **values),
        False: _(
            "Ihr Bogen zu Idee %(number)s gibt viel weniger Punkte, als die übrigen Bögen erwarten lassen.", **values
        ),
    }[values["direction"] == HIGH]
    rest = _(
        "Das kann genau richtig sein: Vielleicht haben Sie etwas gesehen, was andere nicht sehen. Bitte schauen Sie "
        "noch einmal darauf und sagen Sie uns, ob er so bleiben soll. Ihr Bogen zählt in jedem Fall weiter."
    )
    return f"{words} {rest}"


QUESTION = declare(
    "questions.question", lambda values: _("Eine Frage zu Ihrem Bogen, Idee %(number)s", **values), _text
)


def preview_of(number: int, direction: str) -> tuple[str, str]:
    """Subject and text as the juror would get them."""
    values = {"number": number, "direction": direction}
    return subject_of(QUESTION, values), text_of(QUESTION, values)


def ask(juror: User, question_id: uuid.UUID, number: int, direction: str) -> None:
    path = path_of("questions.answer_question", question_id=question_id)
    tell([juror], QUESTION, event=str(question_id), path=path, values={"number": number, "direction": direction})
