"""What makes somebody biased, what a team may object to, and what an exception needs."""

import hashlib
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from app.conflicts.models import Conflict, Objection, SchoolTie, Waiver
from app.core.errors import Refusal
from app.core.i18n import _

DECLARED, BY_ADMIN, BY_TEAM = "declared", "admin", "team"
COMPANY, PERSON = "company", "person"
OPEN, UPHELD, REJECTED, TAKEN_BACK = "open", "upheld", "rejected", "taken_back"
NOTE_MAX = 500
OBJECTIONS_MAX = 5


@dataclass(frozen=True)
class Ties:
    """What keeps from judging a team: ids of schools, companies and people; and whom the chair lets all the same."""

    ids: Collection[uuid.UUID] = frozenset()
    waived: Collection[uuid.UUID] = frozenset()


def relations() -> dict[str, str]:
    """How somebody may be close to a team, in words."""
    return {
        "family": _("Verwandt, befreundet oder verfeindet mit jemandem im Team"),
        "teaching": _("Unterrichtet oder bildet jemanden im Team aus"),
        "mentor": _("Hat das Team beraten oder bei der Idee geholfen"),
        "company": _("Arbeitet für einen Betrieb, der mit der Idee zu tun hat, oder für seine Konkurrenz"),
        "other": _("Etwas anderes"),
    }


def relation_text(relation: str) -> str:
    return relations()[relation]


def why_not_object(open_objections: int) -> Refusal | None:
    """Why a team cannot object once more."""
    if open_objections < OBJECTIONS_MAX:
        return None
    reason = _("Ihr habt schon %(num)s Einwände. Zieht zuerst einen zurück.", num=OBJECTIONS_MAX)
    return Refusal("too_many_objections", reason)


def why_not_answer(state: str) -> Refusal | None:
    """Why an objection gets no answer: it has one, or counts without."""
    if state == OPEN:
        return None
    return Refusal("already_answered", _("Dieser Einwand ist schon beantwortet."))


def why_not_take_back(state: str, relation: str) -> Refusal | None:
    """Why a team cannot take an objection back: somebody was found biased because of it."""
    if state == OPEN or (state == UPHELD and relation == COMPANY):
        return None
    return Refusal("already_answered", _("Über diesen Einwand ist schon entschieden."))


def objection_state_text(state: str) -> str:
    """What became of an objection, in words for the team."""
    return {
        OPEN: _("wird geprüft"),
        UPHELD: _("gilt"),
        REJECTED: _("abgelehnt"),
        TAKEN_BACK: _("zurückgezogen"),
    }[state]


# ---------------------------------------------------------------- what the log keeps
def noted(row: Conflict | Objection | SchoolTie | Waiver) -> dict[str, object]:
    """A row as ids and states; words only by their digest."""
    if isinstance(row, Conflict):
        return {
            "person": str(row.user_id),
            "team": str(row.team_id),
            "source": row.source,
            "relation": row.relation,
            "state": "ended" if row.ended_at else "present",
            "digest": _digest(row.note),
        }
    if isinstance(row, Objection):
        return {
            "team": str(row.team_id),
            "relation": row.relation,
            "company": str(row.company_id or ""),
            "state": row.state,
            "digest": _digest(row.note, row.answer),
        }
    if isinstance(row, SchoolTie):
        return {"person": str(row.user_id), "school": str(row.school_id)}
    return {"person": str(row.user_id), "team": str(row.team_id), "digest": _digest(row.reason)}


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
