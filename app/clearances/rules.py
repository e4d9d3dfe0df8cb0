"""What of a submission may be shown to everybody, and which names must not be in it."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from app.clearances.models import Clearance
from app.core.errors import Refusal, TextConflict
from app.core.i18n import _, pick
from app.ideas.models import Submission
from app.ideas.rules import TITLE
from app.media.rules import AUDIO, IMAGE, VIDEO
from app.rounds.models import Phase, PhaseKind
from app.rounds.rules import Audience, FormField, has_closed
from app.submissions.rules import names_in


@dataclass(frozen=True)
class Released:
    """What is released of a submission: texts by key, files by id, the description of each picture among them."""

    fields: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    alts: Mapping[str, str] = field(default_factory=dict)
    is_school_named: bool = False


@dataclass(frozen=True)
class Cleared:
    """The same for a team whose papers are there: only of those anything is shown.

    `public_id` is None before anything was released.
    """

    public_id: uuid.UUID | None
    released: Released

    @property
    def has_title(self) -> bool:
        return TITLE in self.released.fields


class ReleasedColumns(NamedTuple):
    """A clearance as its columns, all of them None where nothing was ever released."""

    id: uuid.UUID | None
    fields: Sequence[str] | None
    files: Sequence[str] | None
    alts: Mapping[str, str] | None
    is_school_named: bool | None


def released_of(clearance: Clearance | ReleasedColumns | None) -> Released:
    if clearance is None or clearance.fields is None:
        return Released()
    return Released(
        frozenset(clearance.fields),
        frozenset(clearance.files or ()),
        dict(clearance.alts or {}),
        bool(clearance.is_school_named),
    )


def cleared_of(clearance: ReleasedColumns) -> Cleared:
    """What may be shown of a team whose papers are there."""
    return Cleared(clearance.id, released_of(clearance))


def public_fields(fields: Iterable[FormField]) -> list[FormField]:
    """The fields of which the form said from the first day on that everybody may read them."""
    return [each for each in fields if each.audience == Audience.PUBLIC and not each.is_identifying]


# ---------------------------------------------------------------- what a submission has
@dataclass(frozen=True)
class OfferedFile:
    """A file that we made anew: the team's description of it, and what can be read in it."""

    id: str
    kind: str
    alt: str = ""
    transcript: str = ""
    has_captions: bool = False


@dataclass(frozen=True)
class Offer:
    """What of a submission can be released: texts by key, and its files; the name of its team stands beside them."""

    texts: Mapping[str, str]
    files: Sequence[OfferedFile]
    team: str = ""

    @property
    def file_ids(self) -> list[str]:
        return [file.id for file in self.files]


def texts_of(submission: Submission, fields: Iterable[FormField]) -> dict[str, str]:
    """What a team wrote for everybody, by key, without what it left empty."""
    answers: Mapping[str, str] = submission.content["answers"]
    return {each.key: answers[each.key] for each in public_fields(fields) if answers.get(each.key, "").strip()}


def alts_of(offer: Offer, stored: Released) -> dict[str, str]:
    """The description of each picture: that of the release, else the team's."""
    return {file.id: stored.alts.get(file.id) or file.alt for file in offer.files if file.kind == IMAGE}


def everything_of(offer: Offer, stored: Released, names: Sequence[str]) -> Released:
    """All that can be released without a second look: what lacks nothing and names nobody."""
    alts = alts_of(offer, stored)
    fields = frozenset(key for key, words in offer.texts.items() if not names_in(words, names))
    files = frozenset(
        file.id
        for file in offer.files
        if not _lacks(file, alts.get(file.id, "")) and not names_in(f"{file.transcript} {alts.get(file.id, '')}", names)
    )
    shown = {id_: alt for id_, alt in alts.items() if id_ in files}
    return Released(fields, files, shown, stored.is_school_named)


def _lacks(file: OfferedFile, alt: str) -> str:
    """What must be there before everybody may see a file; empty if nothing is missing."""
    if file.kind == IMAGE and not alt.strip():
        return _("Ein Bild wird erst mit einer Beschreibung öffentlich.")
    if file.kind in {VIDEO, AUDIO} and not file.has_captions:
        return _("Film und Ton werden erst mit Untertiteln öffentlich.")
    return ""


def is_less(released: Released, stored: Released) -> bool:
    """Whether something that was released is so no more."""
    return not (stored.fields <= released.fields and stored.files <= released.files)


# ---------------------------------------------------------------- decisions
def why_not_release(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why nothing is released yet: what is handed in may still be replaced."""
    if phases and (has_closed(phases, PhaseKind.SUBMIT, now) or all(p.kind != PhaseKind.SUBMIT for p in phases)):
        return None
    closes_at = max((phase.closes_at for phase in phases if phase.kind == PhaseKind.SUBMIT), default=None)
    reason = _("Freigegeben wird, wenn die Einreichung vorbei ist: Bis dahin kann sich noch alles ändern.")
    return Refusal("submission_open", reason, since=closes_at, ask=contact or None)


def faults_of(offer: Offer, released: Released, names: Sequence[str], *, is_name_checked: bool) -> dict[str, list[str]]:
    """Why this cannot be released, by the name of the field."""
    faults: dict[str, list[str]] = {}
    for file in offer.files:
        if file.id in released.files and (words := _lacks(file, released.alts.get(file.id, ""))):
            faults[f"alt-{file.id}" if file.kind == IMAGE else "files"] = [words]
    if not is_name_checked and (found := names_released(offer, released, names)):
        words = _(
            "In dem, was öffentlich wird, steht %(names)s. Personen werden nirgends genannt: Geben Sie es nicht frei, "
            "oder bestätigen Sie, dass hier kein Name einer Person steht.",
            names=", ".join(f"„{name}“" for name in found),
        )
        faults["is_name_checked"] = [words]
    return faults


def names_released(offer: Offer, released: Released, names: Sequence[str]) -> list[str]:
    """Which of these names everybody would read, in files and in the name of the team as well."""
    texts = [offer.team] if released.fields or released.files else []
    texts += [words for key, words in offer.texts.items() if key in released.fields]
    texts += [file.transcript for file in offer.files if file.id in released.files]
    texts += [words for id_, words in released.alts.items() if id_ in released.files]
    return names_in(" ".join(texts), names)


def flags_of(offer: Offer, names: Sequence[str]) -> dict[str, str]:
    """The names that stand in a text or file, by its key or id, in words; those in the name of the team by ""."""
    words = {"": offer.team, **offer.texts, **{file.id: f"{file.transcript} {file.alt}" for file in offer.files}}
    found = {key: names_in(text, names) for key, text in words.items()}
    return {key: ", ".join(f"„{name}“" for name in hits) for key, hits in found.items() if hits}


# ---------------------------------------------------------------- what is missing, and what was changed
@dataclass(frozen=True)
class Line:
    """An idea in the list of releases."""

    submission_id: uuid.UUID
    number: int
    title: str
    team: str
    school: str
    has_papers: bool
    released: Released
    texts: int
    files: Sequence[Mapping[str, Any]]

    @property
    def missing(self) -> list[str]:
        """What is still missing before the idea can be shown, in words."""
        alts = sum(each["kind"] == IMAGE and not (each["alt"] or self._has_alt(each)) for each in self.files)
        points = [
            (not self.has_papers, _("Unterlagen")),
            (TITLE not in self.released.fields, _("Titel")),
            (not any(each["kind"] == IMAGE and each["file"] in self.released.files for each in self.files), _("Bild")),
            (bool(alts), _("Bildbeschreibung")),
        ]
        return [words for is_missing, words in points if is_missing]

    @property
    def released_text(self) -> str:
        """How much is released, in words."""
        texts = _("%(count)s von %(all)s Texten", count=len(self.released.fields), all=self.texts)
        files = _("%(count)s von %(all)s Dateien", count=len(self.released.files), all=len(self.files))
        return f"{texts}, {files}" + (", " + _("Schule genannt") if self.released.is_school_named else "")

    def _has_alt(self, file: Mapping[str, Any]) -> bool:
        return bool(self.released.alts.get(str(file["file"])))


def digest_of(submission_id: uuid.UUID, released: Released) -> str:
    """SHA-256 (hex) over what is released, for the log: it holds no texts."""
    said = [
        str(submission_id), sorted(released.fields), sorted(released.files), sorted(released.alts.items()),
        released.is_school_named,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def conflicts(
    stored: Released, offered: Released, fields: Iterable[FormField], files: Sequence[str], version: int
) -> list[TextConflict]:
    """Where somebody else has released something else meanwhile."""
    labels = {each.key: pick(each.label) for each in fields}

    def in_words(released: Released) -> dict[str, str]:
        shown = ((number, id_) for number, id_ in enumerate(files, start=1) if id_ in released.files)
        pictures = [f"{number}. {released.alts.get(id_, '')}".strip() for number, id_ in shown]
        return {
            "fields": ", ".join(words for key, words in labels.items() if key in released.fields) or _("nichts"),
            "files": "\n".join(pictures) or _("nichts"),
            "is_school_named": _("ja") if released.is_school_named else _("nein"),
        }

    before, after = in_words(stored), in_words(offered)
    return [TextConflict(key, key, before[key], after[key], version) for key in before if before[key] != after[key]]
