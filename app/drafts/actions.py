"""Saving while somebody types, and going back to an earlier version."""

import uuid
from dataclasses import dataclass
from typing import Any

from app.accounts.models import User
from app.core import clock, db, idempotency
from app.core.db import action
from app.core.errors import Refusal, RefusedError
from app.core.idempotency import Write
from app.drafts import queries, rules
from app.drafts.models import Presence
from app.drafts.queries import Writer
from app.ideas import actions as ideas
from app.ideas import queries as idea_queries
from app.ideas import rules as idea_rules
from app.ideas.actions import Offered
from app.ideas.rules import Draft


@dataclass(frozen=True)
class Autosaved:
    """What came of a save by script, and the draft that it met.

    `versions` has every text that is safe now; `conflicts` the keys of those that somebody else was faster with, `late`
    those of texts that came after the end and were kept aside. `writers` are the others of the team.
    """

    draft: Draft
    versions: dict[str, int]
    conflicts: list[str]
    refusal: Refusal | None
    writers: list[Writer]
    late: list[str]


def autosave(student: User, idea_id: uuid.UUID, offered: Offered, section: str, write: Write | None) -> Autosaved:
    """Save what a script offers, once however often it is sent, and note where the student writes.

    Without a `write` nothing is saved. See `ideas.actions.save_what_fits`.
    """
    met: list[Draft] = []
    writers: list[Writer] = []

    def work() -> dict[str, Any]:
        done = _save(student, idea_id, offered, met)
        # Here and not after the commit, because one transaction more costs more than this query.
        writers[:] = _meet(student, idea_id, section)
        return done

    done = idempotency.in_one(write, work) if write else _be_there(student, idea_id, section)
    # What others wrote is the same before and after a save.
    draft = met[0] if met else idea_queries.draft_of(student, idea_id)
    refusal = idea_rules.why_not_write(draft, clock.received_at()) if "late" in done else None
    if not met:
        writers = queries.writers_in(idea_id, clock.now())
    others = [writer for writer in writers if writer.user_id != student.id]
    told = done.get("versions", {}), done.get("conflicts", [])
    return Autosaved(draft, *told, refusal, others, done.get("late", []))


@action
def _be_there(student: User, idea_id: uuid.UUID, section: str) -> dict[str, Any]:
    """Only note where the student, who is in the team, looks."""
    idea_queries.asked_of(student, idea_id)
    _meet(student, idea_id, section)
    return {}


def _save(student: User, idea_id: uuid.UUID, offered: Offered, met: list[Draft]) -> dict[str, Any]:
    saved = ideas.save_what_fits(student, idea_id, offered)
    met.append(saved.draft)
    conflicts = [conflict.key for conflict in saved.conflicts]
    versions = {key: version for key, version in saved.versions.items() if key not in conflicts}
    late = {"late": saved.late} if saved.refusal is not None else {}
    return {"versions": versions, "conflicts": conflicts, **late}


def _meet(student: User, idea_id: uuid.UUID, section: str) -> list[Writer]:
    """Who writes in an idea; there the student is noted, unless that stands there since a moment ago."""
    now = clock.now()
    writers = queries.writers_in(idea_id, now)
    noted = [(each.section, now - each.seen_at < rules.NOTED_FOR) for each in writers if each.user_id == student.id]
    if section and (section, True) not in noted:
        here = {"id": uuid.uuid4(), "idea_id": idea_id, "user_id": student.id, "section": section}
        db.session().execute(db.upsert(Presence, "idea_id", "user_id"), here | {"seen_at": now})
    return writers


@action
def restore_version(student: User, idea_id: uuid.UUID, revision_id: uuid.UUID) -> str:
    """Make an earlier text the present one again, as a new version; returns the key of its field."""
    draft = idea_queries.draft_of(student, idea_id, to_change=True)
    revision = queries.revision_of(draft.idea, revision_id)
    key, text = revision.field_key, revision.text
    why_not = idea_rules.why_not_write(draft, clock.received_at())
    if refusal := rules.why_not_restore(draft, key, text, why_not):
        raise RefusedError(refusal)
    ideas.save_what_fits(student, idea_id, {key: (text, draft.version_of(key))})
    return key
