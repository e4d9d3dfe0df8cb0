"""What jurors say of themselves: languages, fields, how much they can read, and where else they teach."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from app.core.errors import TextConflict
from app.core.i18n import _
from app.panels.models import PanelMember

LOAD_MAX = 200
GERMAN = "de"


def languages() -> dict[str, str]:
    """The languages in which ideas may be handed in, in words."""
    return {GERMAN: _("Deutsch"), "en": _("Englisch"), "uk": _("Ukrainisch"), "ar": _("Arabisch"), "tr": _("Türkisch")}


@dataclass(frozen=True)
class Profile:
    """fields: ids of categories of the round; load: the most ideas, None if no matter; school_ids: where they teach."""

    languages: tuple[str, ...] = (GERMAN,)
    fields: tuple[uuid.UUID, ...] = ()
    load: int | None = None
    school_ids: tuple[uuid.UUID, ...] = ()


def profile_of(member: PanelMember, school_ids: Sequence[uuid.UUID]) -> Profile:
    """What somebody in a jury has said so far."""
    return Profile(tuple(member.languages), tuple(map(uuid.UUID, member.fields)), member.load, tuple(school_ids))


def noted(profile: Profile) -> dict[str, object]:
    """The same as the log keeps it."""
    return {
        "languages": sorted(profile.languages),
        "fields": sorted(map(str, profile.fields)),
        "load": profile.load,
    }


def conflicts(stored: Profile, offered: Profile, version: int) -> list[TextConflict]:
    """What somebody else has saved meanwhile and would be lost."""
    pairs = {
        "languages": (", ".join(sorted(stored.languages)), ", ".join(sorted(offered.languages))),
        "fields": (_count(len(stored.fields)), _count(len(offered.fields))),
        "load": (str(stored.load or ""), str(offered.load or "")),
        "schools": (_count(len(stored.school_ids)), _count(len(offered.school_ids))),
    }
    is_changed = {
        "languages": set(stored.languages) != set(offered.languages),
        "fields": set(stored.fields) != set(offered.fields),
        "load": stored.load != offered.load,
        "schools": set(stored.school_ids) != set(offered.school_ids),
    }
    return [TextConflict(name, name, *pairs[name], version) for name in pairs if is_changed[name]]


def _count(number: int) -> str:
    return _("%(number)s ausgewählt", number=number)
