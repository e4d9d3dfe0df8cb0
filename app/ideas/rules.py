"""What an idea consists of, and when it may be changed."""

import hashlib
import json
import secrets
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from app.core.errors import NotFoundError, Refusal
from app.core.i18n import _, number_text, pick, size_text
from app.core.text import characters_removed
from app.ideas.models import Answer, Attachment, Idea, Revision
from app.media.rules import UNFINISHED, UPLOADING, Limits, NewFile
from app.rounds import rules as rounds
from app.rounds.models import Phase, PhaseKind, Round
from app.rounds.rules import Audience, FormField
from app.uploads.rules import FINISH_WITHIN

OWNER_KIND = "idea"
LIMITS = Limits(
    image_max_bytes=20 * 1024**2,
    pdf_max_bytes=30 * 1024**2,
    video_max_bytes=500 * 1024**2,
    audio_max_bytes=50 * 1024**2,
    total_max_bytes=1024**3,
)
# More would make the page of files heavy on a phone; the bytes alone would allow thousands of tiny ones.
ATTACHMENTS_MAX = 40
# A draft may be longer than its field allows, but not without any bound.
TEXT_MAX = 50_000
ALT_MAX = 300
TITLE, CATEGORY = "title", "category"
# Where a revision comes from.
SAVED, CONFLICT, LATE = "saved", "conflict", "late"
JOIN_WITHIN = timedelta(minutes=1)
# Saves of one minute are one revision, unless so much would be gone with it that somebody could miss it.
JOINED_REMOVED_MAX = 20
JOINED_MAX = 60  # a page saves once a second; what comes faster is no person typing
# So many texts of one idea are kept that came after the end.
LATE_MAX = 200
ALT = "alt-"
# A part of a name shorter than this is in too many words to be worth a warning.
_NAME_MIN = 3
# Of a gigabyte; less would be told as next to nothing.
_TENTH = 0.1
_NUMBERS = range(1000, 10_000)


# ---------------------------------------------------------------- what there is
@dataclass(frozen=True)
class Draft:
    """An idea as its team sees it, with what decides about it; answers by key."""

    idea: Idea
    phases: Sequence[Phase]
    fields: Sequence[FormField]
    answers: Mapping[str, Answer]

    @property
    def texts(self) -> dict[str, str]:
        """The present texts of all fields of the form, empty ones included."""
        return {field.key: self.text_of(field.key) for field in self.fields}

    def text_of(self, key: str) -> str:
        return self.answers[key].text if key in self.answers else ""

    def version_of(self, key: str) -> int:
        """How often the text was changed; 0 if it was never written."""
        return self.answers[key].version if key in self.answers else 0


@dataclass(frozen=True)
class Part:
    """Fields that are written on one page; numbers count from 1. The first part has the category as well."""

    number: int
    title: str
    fields: tuple[FormField, ...]

    @property
    def has_category(self) -> bool:
        return self.number == 1


def parts_of(fields: Sequence[FormField]) -> list[Part]:
    """The pages on which a form is written. Fields that no page claims come last, so none can be forgotten."""
    pages = [
        (_("Titel, Satz und Themenfeld"), ("title", "pitch")),
        (_("Problem und Lösung"), ("problem", "solution")),
        (_("Nutzen und Stand"), ("benefit", "progress")),
        (_("Quellen und KI"), ("sources",)),
    ]
    claimed = {key for _title, keys in pages for key in keys}
    rest = tuple(field.key for field in fields if field.key not in claimed)
    found = [(title, tuple(f for f in fields if f.key in keys)) for title, keys in [*pages, (_("Mehr"), rest)]]
    filled = [(title, group) for title, group in found if group]
    return [Part(number, title, group) for number, (title, group) in enumerate(filled, start=1)]


def part_of(fields: Sequence[FormField], number: int) -> Part:
    """The page with this number; NotFoundError without one."""
    part = next((part for part in parts_of(fields) if part.number == number), None)
    if part is None:
        raise NotFoundError
    return part


def is_part_done(draft: Draft, part: Part) -> bool:
    """Whether nothing of a part would keep the idea from being handed in."""
    is_chosen = not part.has_category or draft.idea.category_id is not None
    return is_chosen and not any(fault_of(field, draft.text_of(field.key)) for field in part.fields)


def alt_key(attachment_id: uuid.UUID) -> str:
    return f"{ALT}{attachment_id}"


def alt_field(attachment: Attachment) -> FormField:
    """The description of a picture as a field like those of the form."""
    words = _("Was ist auf dem Bild zu sehen? Ein Satz genügt. Er wird vorgelesen, wenn jemand das Bild nicht sieht.")
    label = {"de": _("Bildbeschreibung")}
    return FormField(alt_key(attachment.id), "line", label, {"de": words}, high=ALT_MAX, is_required=False)


def attachment_of_key(key: str) -> uuid.UUID | None:
    """The attachment that a key describes, if it is the key of a description."""
    return uuid.UUID(key.removeprefix(ALT)) if key.startswith(ALT) else None


def free_number(taken: Collection[int]) -> int:
    """A random number of four digits that nobody in the round has; of more digits once those are used up."""
    free = [number for number in _NUMBERS if number not in taken]
    return secrets.choice(free) if free else max(taken) + 1


def rows_of(draft: Draft, fields: Sequence[FormField]) -> list[dict[str, str]]:
    """Labels and texts, to be read."""
    return [{"label": pick(field.label), "value": draft.text_of(field.key)} for field in fields]


def as_text(draft: Draft) -> str:
    """Everything that is written, to be kept as a file: readable by every program there is."""
    category = draft.idea.category.name if draft.idea.category else _("noch offen")
    parts = [f"{_('Themenfeld')}\n{category}"]
    parts += [f"{pick(field.label)}\n{draft.text_of(field.key) or _('(leer)')}" for field in draft.fields]
    return "\n\n".join(parts) + "\n"


def are_settled(attachments: Sequence[Attachment]) -> bool:
    """Whether nothing is being checked or processed any more."""
    return not any(attachment.file.state in {UPLOADING, *UNFINISHED} for attachment in attachments)


# ---------------------------------------------------------------- decisions
def why_not_begin(round_: Round, phases: Sequence[Phase], now: datetime) -> Refusal | None:
    return rounds.why_not_write(phases, now, round_.contact)


def submit_closes_at(phases: Sequence[Phase], now: datetime) -> datetime | None:
    """Until when an idea can be handed in; None while it cannot."""
    is_open = (p for p in phases if p.kind == PhaseKind.SUBMIT and p.opens_at <= now < p.closes_at)
    return next((phase.closes_at for phase in is_open), None)


def why_not_write(draft: Draft, now: datetime) -> Refusal | None:
    return rounds.why_not_write(draft.phases, now, draft.idea.round.contact)


def why_not_upload(idea: Idea, phases: Sequence[Phase], present: int, now: datetime) -> Refusal | None:
    """Why no further file may be added to the `present` ones; `now` is when the upload began."""
    return why_no_file(idea.round.contact, phases, present, now)


def why_no_file(contact: str, phases: Sequence[Phase], present: int, now: datetime) -> Refusal | None:
    """The same, of an idea in whose round this is whom to ask."""
    if refusal := rounds.why_not_upload(phases, now, contact):
        return refusal
    if present < ATTACHMENTS_MAX:
        return None
    return Refusal(
        "too_many_files",
        _("Mehr als %(count)s Dateien passen nicht an eine Idee. Entfernt zuerst eine.", count=ATTACHMENTS_MAX),
    )


def why_no_room(size: int, used: int, gigabytes: int, contact: str) -> Refusal | None:
    """Why a file of `size` bytes has no room beside those of all teams of its school.

    Two who begin at the same moment may both get the last of it: this keeps a disk from filling up, and to wait for one
    another would cost everybody more than a file too many costs the disk.
    """
    if used + size <= gigabytes * 1024**3:
        return None
    words = _(
        "Der Platz für die Dateien eurer Schule reicht nicht: %(used)s von %(all)s GB sind belegt. Entfernt, was ihr "
        "nicht mehr braucht, oder nehmt eine kleinere Datei. Eure Schuladministration kann um mehr Platz bitten.",
        used=room_text(used),
        all=gigabytes,
    )
    return Refusal("school_used_up", words, ask=contact)


def room_text(count: int) -> str:
    """Bytes as GB with one place, in which the limit of a school is told, or smaller if that would be nothing."""
    gigabytes = count / 1024**3
    return size_text(count) if gigabytes < _TENTH else f"{number_text(gigabytes, 1)} GB"


def uploads_until(phases: Sequence[Phase], begun_at: datetime) -> datetime:
    """When a file that began to arrive at a moment when it might must be here: some of them take their time."""
    return rounds.upload_until(phases, begun_at, FINISH_WITHIN) or begun_at


def new_file(idea_id: uuid.UUID, name: str, size: int) -> NewFile:
    return NewFile(OWNER_KIND, idea_id, name, size, LIMITS.total_max_bytes)


def fault_of(field: FormField, answer: str) -> str:
    """What is wrong with a text, in few words; empty if nothing is."""
    count = len(answer.strip())
    if not count:
        return _("noch leer") if field.is_required else ""
    if count < field.low:
        return _("zu kurz, mindestens %(low)s Zeichen", low=field.low)
    if len(answer) > field.high:
        return _("%(over)s Zeichen zu lang, höchstens %(high)s", over=len(answer) - field.high, high=field.high)
    return ""


# ---------------------------------------------------------------- revisions
def digest_of(text: str) -> str:
    """Tells later whether a text was this one, without keeping it."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Written(NamedTuple):
    """What somebody wrote last into a field: a revision, as far as the next save needs it."""

    id: uuid.UUID
    author_id: uuid.UUID
    created_at: datetime
    version: int
    text: str
    joined: list[str]
    removed: int


def may_join(revision: Written, text: str, now: datetime) -> bool:
    """Whether a save that gives `text` belongs to the revision that the same person wrote before.

    One that repeats it does at any time: a text that is kept aside may be sent again and again.
    """
    if now - revision.created_at >= JOIN_WITHIN or len(revision.joined) >= JOINED_MAX:
        return revision.text == text
    return removed_with(revision, text) <= JOINED_REMOVED_MAX


def removed_with(revision: Written, text: str) -> int:
    """How many characters the joined saves of a revision took away, with one that gives `text`."""
    return revision.removed + characters_removed(revision.text, text)


def was_said_by(revision: Revision | None, version: int, text: str) -> bool:
    """Whether a text is what a field said at a version, which the revision holds as its last one or a joined one."""
    if revision is None:
        return False
    if version == revision.version:
        return revision.text == text
    place = len(revision.joined) - (revision.version - version)
    return place >= 0 and revision.joined[place] == digest_of(text)


# ---------------------------------------------------------------- what was handed in
def is_for_jury(field: FormField) -> bool:
    """Whether jurors read the answer to a field."""
    return field.audience in {Audience.PUBLIC, Audience.JURY} and not field.is_identifying


def hash_of_content(content: Mapping[str, Any]) -> str:
    """SHA-256 in hexadecimal digits over the content as canonical JSON: sorted keys, no blanks, ASCII only."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def files_in(content: Mapping[str, Any]) -> list[uuid.UUID]:
    """The files of a snapshot, in the team's order."""
    return [uuid.UUID(each["file"]) for each in content["attachments"]]


def counts_as_it_is(idea: Idea) -> bool:
    """Whether the idea was handed in and nothing was changed since."""
    return idea.submitted_version == idea.version


def is_changed_since(idea: Idea) -> bool:
    """Whether the team has changed something that the submission that counts does not have."""
    return idea.submitted_version not in {None, idea.version}
