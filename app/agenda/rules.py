"""What is to be done in a round once its jury is through, and by whom."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.core.i18n import _, _n


@dataclass(frozen=True)
class Task:
    """Something to do, and the page where it is done."""

    label: str
    endpoint: str
    values: Mapping[str, uuid.UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class Standing:
    """How far a round is after its jury, for somebody who chairs it or not; `unread` are comments of jurors."""

    round_id: uuid.UUID
    title: str
    is_chair: bool
    ideas: int
    undecided: int
    has_chair_approved: bool
    has_admin_approved: bool
    unread: int

    @property
    def is_approved(self) -> bool:
        return self.has_chair_approved and self.has_admin_approved


def tasks_in(standing: Standing, *, is_admin: bool) -> Iterator[Task]:
    """The chair decides and approves first, then the admin approves, then the chair looks through the comments."""
    values, title = {"round_id": standing.round_id}, {"round": standing.title}
    if standing.is_chair and standing.undecided:
        words = _n(
            "In „%(round)s“ ist noch über eine Idee zu entscheiden",
            "In „%(round)s“ ist noch über %(num)s Ideen zu entscheiden",
            standing.undecided,
            **title,
        )
        yield Task(words, "deliberation.decisions", values)
    if standing.ideas and not standing.undecided and _waits_for(standing, is_admin=is_admin):
        yield Task(
            _("Die Entscheidungen in „%(round)s“ warten auf Ihre Freigabe", **title), "deliberation.approvals", values
        )
    if standing.is_chair and standing.is_approved and standing.unread:
        words = _n(
            "In „%(round)s“ ist noch ein Kommentar der Jury anzusehen",
            "In „%(round)s“ sind noch %(num)s Kommentare der Jury anzusehen",
            standing.unread,
            **title,
        )
        yield Task(words, "feedback.comments", values)


def _waits_for(standing: Standing, *, is_admin: bool) -> bool:
    """Whether the approval of this person is the next one that is missing."""
    if not standing.has_chair_approved:
        return standing.is_chair
    return is_admin and not standing.is_chair and not standing.has_admin_approved
