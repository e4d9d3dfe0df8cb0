"""What a team and its teachers are told when an idea is handed in or taken back."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.models import User
from app.core.i18n import _
from app.core.web import path_of
from app.ideas.models import Idea, Submission
from app.messages.actions import tell
from app.messages.rules import declare


def _submitted_text(values: Mapping[str, Any]) -> str:
    return _(
        "Geschafft! Eure Idee „%(title)s“ ist am %(submitted_at)s angekommen. Eure Eingangsnummer ist %(number)s. "
        "Bis zur Frist könnt ihr noch etwas ändern und noch einmal einreichen.",
        **values,
    )


def _team_submitted_text(values: Mapping[str, Any]) -> str:
    return _(
        "Das Team „%(team)s“ hat seine Idee „%(title)s“ am %(submitted_at)s eingereicht. "
        "Die Eingangsnummer ist %(number)s.",
        **values,
    )


def _by_itself_text(values: Mapping[str, Any]) -> str:
    return _(
        "Die Frist ist vorbei. Eure Idee „%(title)s“ war vollständig und ist deshalb von selbst eingereicht, "
        "so wie sie am %(submitted_at)s war. Eure Eingangsnummer ist %(number)s.",
        **values,
    )


def _withdrawn_text(values: Mapping[str, Any]) -> str:
    return _(
        "Eure Idee „%(title)s“ ist zurückgezogen. Alle Texte und Dateien sind noch da; "
        "bis zur Frist könnt ihr sie wieder einreichen.",
        **values,
    )


SUBMITTED = declare("submissions.submitted", lambda _values: _("Eure Idee ist eingereicht"), _submitted_text)
BY_ITSELF = declare(
    "submissions.handed_in_by_itself", lambda _values: _("Eure Idee ist von selbst eingereicht"), _by_itself_text
)
TEAM_SUBMITTED = declare(
    "submissions.team_submitted", lambda values: _("Team „%(team)s“ hat eingereicht", **values), _team_submitted_text
)
WITHDRAWN = declare("submissions.withdrawn", lambda _values: _("Eure Idee ist zurückgezogen"), _withdrawn_text)
TEAM_WITHDRAWN = declare(
    "submissions.team_withdrawn",
    lambda values: _("Team „%(team)s“ hat seine Idee zurückgezogen", **values),
    lambda values: _("Das Team „%(team)s“ hat seine Idee „%(title)s“ zurückgezogen.", **values),
)


def tell_submitted(idea: Idea, submission: Submission, members: Iterable[User], teachers: Iterable[User]) -> None:
    _tell_submitted(SUBMITTED, idea, submission, members, teachers)


def tell_handed_in_by_itself(
    idea: Idea, submission: Submission, members: Iterable[User], teachers: Iterable[User]
) -> None:
    _tell_submitted(BY_ITSELF, idea, submission, members, teachers)


def _tell_submitted(
    template: str, idea: Idea, submission: Submission, members: Iterable[User], teachers: Iterable[User]
) -> None:
    values = {
        "title": submission.title,
        "team": idea.team.name,
        "number": submission.receipt_number,
        "submitted_at": submission.submitted_at.isoformat(),
    }
    receipt = path_of("submissions.receipt", submission_id=submission.id)
    entry = path_of("submissions.entry", team_id=idea.team_id)
    tell(members, template, event=str(submission.id), path=receipt, values=values)
    tell(teachers, TEAM_SUBMITTED, event=str(submission.id), path=entry, values=values)


def tell_withdrawn(idea: Idea, submission: Submission, members: Iterable[User], teachers: Iterable[User]) -> None:
    """Tell that nothing of the idea counts any more; `submission` is the last that did."""
    values = {"title": submission.title, "team": idea.team.name}
    page = path_of("ideas.idea", idea_id=idea.id)
    entry = path_of("submissions.entry", team_id=idea.team_id)
    tell(members, WITHDRAWN, event=str(submission.id), path=page, values=values)
    tell(teachers, TEAM_WITHDRAWN, event=str(submission.id), path=entry, values=values)
