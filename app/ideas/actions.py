"""Writing an idea and adding files to it."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from app.accounts.models import User
from app.core import audit, clock, db, storage
from app.core.db import action
from app.core.errors import EditConflictError, FieldErrors, NotFoundError, Refusal, RefusedError, TextConflict
from app.core.i18n import _, pick
from app.ideas import queries, rules
from app.ideas.models import Answer, Attachment, Idea, Revision
from app.ideas.rules import Draft
from app.media import actions as media
from app.media.actions import Readable
from app.media.rules import StoredUpload
from app.rounds.models import Category, Round
from app.rounds.queries import categories_of, fixed_phases_of, form_of
from app.teams import queries as teams
from app.uploads import actions as arriving
from app.uploads.actions import Accepted, Progress
from app.uploads.models import Upload
from app.uploads.queries import upload_for
from app.uploads.rules import Announcement

_ideas = db.table(Idea)
_TOUCH = update(_ideas).where(_ideas.c.id == bindparam("idea_id")).values(version=_ideas.c.version + 1)
_ADD_ATTACHMENT, _ADD_ANSWER, _ADD_REVISION = (insert(db.table(model)) for model in (Attachment, Answer, Revision))
_CHANGE_ANSWER = update(db.table(Answer)).where(db.table(Answer).c.id == bindparam("answer_id"))
_CHANGE_REVISION = update(db.table(Revision)).where(db.table(Revision).c.id == bindparam("revision_id"))
# By key: a text, and the version of the text that was on the page before it was changed.
Offered = Mapping[str, tuple[str, int]]


def _refuse(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


@action
def begin_idea(student: User, team_id: uuid.UUID) -> Idea:
    """The idea of a team, made if there is none yet; two who begin at once begin the same one."""
    team = teams.team_of(student, team_id)
    # Whoever begins an idea in this round waits here, so that no number is given out twice.
    db.load(Round, team.round_id, to_change=True)
    if (existing := queries.idea_id_of(team_id)) is not None:
        return db.load(Idea, existing)
    _refuse(rules.why_not_begin(team.round, fixed_phases_of(team.round_id), clock.received_at()))
    taken = set(db.session().scalars(select(Idea.number).where(Idea.round_id == team.round_id)))
    form, number = form_of(team.round_id), rules.free_number(taken)
    idea = db.add(Idea(team_id=team_id, round_id=team.round_id, form_version_id=form.id, number=number))
    audit.record(student.id, "begin_idea", "idea", idea.id, values={"team": str(team_id), "number": number})
    return idea


@dataclass(frozen=True)
class Saved:
    """What came of a save: the version of each text that was offered to the `draft`, and what could not be saved.

    With a `refusal` nothing was saved: it came too late, and the keys in `late` were kept aside.
    """

    draft: Draft
    versions: dict[str, int]
    conflicts: list[TextConflict]
    refusal: Refusal | None = None
    late: Sequence[str] = ()


def save_answers(student: User, idea_id: uuid.UUID, offered: Offered) -> None:
    """Save texts of an idea, its category or descriptions of its pictures; see `save_what_fits`.

    EditConflictError tells all texts that somebody else was faster with, after everything else was saved.
    """
    saved = save_what_fits(student, idea_id, offered)
    _refuse(saved.refusal)
    if saved.conflicts:
        raise EditConflictError(saved.conflicts)


@action
def save_what_fits(student: User, idea_id: uuid.UUID, offered: Offered) -> Saved:
    """Save texts, and keep aside what does not fit.

    A text read at an older version than the stored one is saved only if it is the same or was not changed at all.
    What comes after the end of writing is kept as late; before its beginning RefusedError is raised.
    """
    draft = queries.draft_to_save(student, idea_id)
    if (refusal := rules.why_not_write(draft, clock.received_at())) and refusal.code != "phase_closed":
        _refuse(refusal)
    saving = _Saving(student, draft, *_places_of(draft, offered))
    if refusal:
        return Saved(draft, {}, [], refusal, saving.keep_late(offered))
    conflicts = [conflict for key, said in offered.items() if (conflict := saving.take(key, *said))]
    if saving.versions:
        _touch(idea_id, **saving.repeated)
    return Saved(draft, {key: draft.version_of(key) for key in offered} | saving.versions, conflicts)


def _places_of(draft: Draft, offered: Offered) -> tuple[dict[str, str], dict[str, Category]]:
    """Labels by key, and categories by id. Raises for keys and values that are none of these."""
    categories = {str(c.id): c for c in categories_of(draft.idea.round_id)} if rules.CATEGORY in offered else {}
    labels = {field.key: pick(field.label) for field in draft.fields} | {rules.CATEGORY: _("Themenfeld")}
    labels |= {key: _("Bildbeschreibung") for key in offered if rules.attachment_of_key(key)}
    errors = FieldErrors()
    for key, (text, _base) in offered.items():
        if key not in labels:
            raise NotFoundError
        if len(text) > rules.TEXT_MAX:
            errors.add(key, _("Das sind mehr als %(high)s Zeichen. So viel Platz ist nicht.", high=rules.TEXT_MAX))
        if key == rules.CATEGORY and text and text not in categories:
            errors.add(key, _("Dieses Themenfeld gibt es nicht mehr. Bitte wählt ein anderes."))
    errors.raise_if_any()
    return labels, categories


@dataclass
class _Saving:
    """One save under way; `versions` are those of the texts that were changed by it, `repeated` columns of the idea."""

    student: User
    draft: Draft
    labels: Mapping[str, str]
    categories: Mapping[str, Category]
    versions: dict[str, int] = field(default_factory=dict)
    repeated: dict[str, object] = field(default_factory=dict)

    def take(self, key: str, text: str, base: int) -> TextConflict | None:
        """Save a text unless it is stored already; the conflict if somebody else changed it meanwhile."""
        if text == self.draft.text_of(key):
            return None
        if base == self.draft.version_of(key):
            self._write(key, text)
        elif not self._is_untouched(key, text, base):
            return self._keep_aside(key, text)
        return None

    def _write(self, key: str, text: str) -> None:
        version = self.draft.version_of(key) + 1
        answer = {"text": text, "version": version, "changed_by_id": self.student.id, "changed_at": clock.now()}
        if key in self.draft.answers:
            db.session().execute(_CHANGE_ANSWER, {"answer_id": self.draft.answers[key].id, **answer})
        else:
            db.session().execute(_ADD_ANSWER, {"idea_id": self.draft.idea.id, "field_key": key, **answer})
        self._note(key, text, version, rules.SAVED)
        self._repeat(key, text)
        self.versions[key] = version

    def _repeat(self, key: str, text: str) -> None:
        """Store once more what lists show and sort by."""
        if key == rules.TITLE:
            self.repeated["title"] = text
        elif key == rules.CATEGORY:
            self.repeated["category_id"] = uuid.UUID(text) if text else None
        elif attachment_id := rules.attachment_of_key(key):
            queries.attachment_of(self.draft.idea, attachment_id).alt_text = text

    def _is_untouched(self, key: str, text: str, base: int) -> bool:
        """Whether a text is stored, or the one that was on the page, so that only somebody else changed the field."""
        if text == self.draft.text_of(key) or not 0 < base < self.draft.version_of(key):
            return text == self.draft.text_of(key) or (base == 0 and not text)
        return queries.was_saved_as(self.draft.idea, key, base, text)

    def _keep_aside(self, key: str, text: str) -> TextConflict:
        stored, version = self.draft.text_of(key), self.draft.version_of(key)
        self._note(key, text, version, rules.CONFLICT)
        if key == rules.CATEGORY:
            stored, text = (self.categories[id_].name if id_ else "" for id_ in (stored, text))
        by = self.draft.answers[key].changed_by.name if key in self.draft.answers else None
        return TextConflict(key, self.labels[key], stored, text, version, by)

    def keep_late(self, offered: Offered) -> list[str]:
        """Keep what came after the end and was changed, as far as there is room for it; the keys of what is safe."""
        room = max(rules.LATE_MAX - queries.count_late(self.draft.idea), 0)
        changed = [key for key, said in offered.items() if not self._is_untouched(key, *said)]
        for key in changed[:room]:
            self._note(key, offered[key][0], self.draft.version_of(key), rules.LATE)
        return sorted({*offered} - {*changed[room:]})

    def _note(self, key: str, text: str, version: int, origin: str) -> None:
        idea, now = self.draft.idea, clock.now()
        last, revision = queries.last_revision_of(idea, key, self.student, origin), {"text": text, "version": version}
        if last is None or not rules.may_join(last, text, now):
            written = {"field_key": key, "origin": origin, "author_id": self.student.id, "created_at": now}
            db.session().execute(_ADD_REVISION, {"idea_id": idea.id, **revision, **written})
            return
        joined = last.joined if version == last.version else [*last.joined, rules.digest_of(last.text)]
        joining = {"revision_id": last.id, "joined": joined, "removed": rules.removed_with(last, text)}
        db.session().execute(_CHANGE_REVISION, {**revision, **joining})


def _touch(idea_id: uuid.UUID, **repeated: object) -> None:
    """Count a change of an idea; `repeated` are columns in which it stands once more."""
    db.session().execute(_TOUCH, {"idea_id": idea_id, "changed_at": clock.now(), **repeated})


# ---------------------------------------------------------------- files
def upload_file(
    student: User, idea_id: uuid.UUID, stream: Readable, name: str, declared_size: int | None = None
) -> Attachment:
    """Receive a picture or PDF and hang it on an idea; it is processed later. See `media.actions.receive`."""
    _taken_until(queries.pile_of(student, idea_id), declared_size or 0)
    return _attach(student, idea_id, media.receive(stream, rules.LIMITS, declared_size), name)


@action
def _attach(student: User, idea_id: uuid.UUID, upload: StoredUpload, name: str) -> Attachment:
    pile = queries.pile_of(student, idea_id, to_change=True)
    _taken_until(pile, upload.size)
    file = media.attach_upload(student, rules.new_file(idea_id, name, upload.size), upload)
    return db.load(Attachment, _hang(student, idea_id, file.id, pile))


def _hang(student: User, idea_id: uuid.UUID, file_id: uuid.UUID, pile: queries.Pile) -> uuid.UUID:
    _touch(idea_id)
    place = {"idea_id": idea_id, "file_id": file_id, "position": pile.next_position}
    db.session().execute(_ADD_ATTACHMENT, {"id": (id_ := uuid.uuid4()), **place, "added_by_id": student.id})
    return id_


def begin_upload(student: User, idea_id: uuid.UUID, announced: Announcement) -> Progress:
    """Take note of a file that will arrive in pieces, until an hour after the close; the same once more is the same.

    TooLargeError before a byte is sent, RefusedError if the phase or the quota forbids it.
    """
    key = arriving.prepare(announced, rules.LIMITS)
    try:
        upload = _begin_upload(student, idea_id, announced, key)
    except BaseException:
        storage.drop_growing(key)
        raise
    if upload.storage_key == key:
        return Progress(upload, 0)
    storage.drop_growing(key)
    return arriving.progress_of(student, upload.id)


@action
def _begin_upload(student: User, idea_id: uuid.UUID, announced: Announcement, prepared_key: str) -> Upload:
    pile = queries.pile_of(student, idea_id, to_change=True)
    if known := upload_for(student, announced.request_key):
        return known
    accepted = Accepted(rules.LIMITS, _taken_until(pile, announced.size))
    file = rules.new_file(idea_id, announced.name, announced.size)
    upload = arriving.begin(student, announced, prepared_key, file, accepted)
    _hang(student, idea_id, upload.file_id, pile)
    return upload


def _taken_until(pile: queries.Pile, size: int) -> datetime:
    """Until when another file of so many bytes may arrive; RefusedError if there is no time or no room for it."""
    phases, now = fixed_phases_of(pile.round_id), clock.received_at()
    _refuse(rules.why_no_file(pile.contact, phases, pile.files, now))
    _refuse(rules.why_no_room(size, pile.school_bytes, pile.school_gigabytes, pile.contact))
    return rules.uploads_until(phases, now)


@action
def move_file(student: User, idea_id: uuid.UUID, attachment_id: uuid.UUID, step: int) -> None:
    """Move a file up (-1) or down (1) among those of its idea; beyond the ends of the list it stays."""
    moved = queries.attachment_of(_changeable(student, idea_id), attachment_id)
    before = queries.attachments_of(idea_id)
    order = [each for each in before if each is not moved]
    order.insert(max(before.index(moved) + step, 0), moved)
    if order != before:
        for position, each in enumerate(order, start=1):
            each.position = position
        _touch(idea_id)


@action
def remove_file(student: User, idea_id: uuid.UUID, attachment_id: uuid.UUID) -> None:
    """Take a file away; it can be brought back for 30 days, and what was handed in keeps it."""
    idea = _changeable(student, idea_id)
    attachment = queries.attachment_of(idea, attachment_id)
    media.remove_file(student, rules.OWNER_KIND, idea_id, attachment.file_id)
    attachment.removed_at = clock.now()
    _touch(idea_id)


@action
def restore_file(student: User, idea_id: uuid.UUID, attachment_id: uuid.UUID) -> None:
    """Bring a removed file back, at the end of the list."""
    pile = queries.pile_of(student, idea_id, to_change=True)
    attachment = queries.removed_attachment_of(idea_id, attachment_id)
    _taken_until(pile, attachment.file.size)
    media.restore_file(student, rules.OWNER_KIND, idea_id, attachment.file_id, rules.LIMITS.total_max_bytes)
    attachment.removed_at, attachment.position = None, pile.next_position
    _touch(idea_id)


def _changeable(student: User, idea_id: uuid.UUID) -> Idea:
    """An idea of the student, locked; RefusedError when its time is over."""
    idea = queries.idea_of(student, idea_id, to_change=True)
    _refuse(rules.why_not_begin(idea.round, fixed_phases_of(idea.round_id), clock.received_at()))
    return idea
