"""Saying what somebody in a jury reads best, and how much."""

import uuid

from app.accounts.models import User
from app.conflicts import actions as conflicts
from app.core import audit, db
from app.core.errors import EditConflictError
from app.panels import actions as panels
from app.panels.models import PanelMember
from app.panels.queries import juror_of
from app.profiles import queries, rules
from app.profiles.rules import Profile
from app.rounds.queries import categories_of, round_of


@db.action
def edit_own_profile(juror: User, round_id: uuid.UUID, profile: Profile, version: int) -> list[int]:
    """What the juror says of themselves; returns the numbers of ideas that went back because they are biased now."""
    return _edit(juror, queries.own_seat(juror, round_id), profile, version)


@db.action
def edit_profile(admin: User, round_id: uuid.UUID, member_id: uuid.UUID, profile: Profile, version: int) -> list[int]:
    """The same, written by whoever runs the round after a word with the juror."""
    return _edit(admin, juror_of(round_of(admin, round_id).id, member_id).member, profile, version)


def _edit(actor: User, seat: PanelMember, profile: Profile, version: int) -> list[int]:
    member = db.locked(seat)
    known = {category.id for category in categories_of(member.round_id)}
    stored, offered = queries.card_of(member).profile, _among(profile, known)
    changed = rules.conflicts(stored, offered, member.profile_version)
    if not changed:
        return []
    if version != member.profile_version:
        raise EditConflictError(changed)
    member.languages, member.fields = list(offered.languages), [str(id_) for id_ in offered.fields]
    member.load, member.profile_version = offered.load, version + 1
    audit.record(actor.id, "edit_profile", "panel_member", member.id, values=rules.noted(offered))
    conflicts.tie_to_schools(actor, member.user_id, offered.school_ids)
    conflicts.ties_changed(member.round_id)
    return panels.take_back_biased(actor, juror_of(member.round_id, member.id).member)


def _among(profile: Profile, known: set[uuid.UUID]) -> Profile:
    fields = tuple(id_ for id_ in profile.fields if id_ in known)
    return Profile(profile.languages, fields, profile.load, profile.school_ids)
