"""What a script sends while somebody types, and what it is told."""

import uuid
from functools import partial
from typing import Any

from flask import Response, jsonify, make_response, request

from app.accounts.models import User
from app.core import clock
from app.core.errors import TextConflict
from app.core.i18n import _, refusal_text
from app.drafts import rules
from app.drafts.actions import Autosaved
from app.drafts.queries import Writer, names_of_categories
from app.ideas.actions import Offered
from app.ideas.forms import TextsForm, texts_form
from app.ideas.queries import asked_of, attachments_of, draft_of
from app.ideas.rules import ALT, CATEGORY, Draft, alt_field, alt_key
from app.media.rules import IMAGE
from app.rounds.queries import categories_of

_VERSION = "-version"
_OK, _CONFLICT = 200, 409


def sent_form(person: User, idea_id: uuid.UUID) -> TextsForm:
    """The fields that were sent, cleaned as those of a page; all others are left out."""
    asked = asked_of(person, idea_id)
    fields = [field for field in asked.fields if field.key in request.form]
    if any(name.startswith(ALT) for name in request.form):
        pictures = [a for a in attachments_of(idea_id) if a.file.kind == IMAGE]
        fields += [alt_field(a) for a in pictures if alt_key(a.id) in request.form]
    categories = categories_of(asked.round_id) if CATEGORY in request.form else None
    return texts_form(fields, partial(draft_of, person, idea_id), categories)


def sent_section() -> str:
    """The field in which somebody types."""
    return request.form.get("section", "")[: rules.SECTION_MAX]


def told(saved: Autosaved, offered: Offered) -> Response:
    """The answer to a script: what is safe, where somebody else was faster, and what others wrote and write."""
    if saved.refusal is not None:
        words = [refusal_text(saved.refusal)]
        if saved.late == sorted(offered):
            words.append(_("Euer Text ist als „nach der Frist eingegangen“ aufbewahrt."))
        refused = {"code": saved.refusal.code, "message": " ".join(words), "kept": saved.late}
        return make_response(jsonify(refused), _CONFLICT)
    return jsonify(
        clock=clock.local(clock.now()).strftime("%H:%M"),
        versions=saved.versions,
        conflicts=[_conflict(saved.draft, key, offered[key][0]) for key in saved.conflicts if key in offered],
        newer=_newer(saved.draft, {*saved.versions, *saved.conflicts}),
        writers=[_writer(writer) for writer in saved.writers],
    )


def _conflict(draft: Draft, key: str, offered: str) -> dict[str, Any]:
    by = draft.answers[key].changed_by.name if key in draft.answers else None
    names = names_of_categories(draft.idea.round_id) if key == CATEGORY else {}
    stored, mine = (rules.shown_text(key, text, names) for text in (draft.text_of(key), offered))
    conflict = TextConflict(key, rules.labels_of(draft.fields, [key])[key], stored, mine, draft.version_of(key), by)
    return {
        "key": key,
        "label": conflict.label,
        "stored": conflict.stored,
        "version": conflict.stored_version,
        "title": _("Fassung von %(person)s", person=by) if by else _("Die andere Fassung"),
        "changes": conflict.changes,
    }


def _newer(draft: Draft, told_already: set[str]) -> dict[str, dict[str, Any]]:
    """Texts that somebody else changed since the page got them; the page said which version it has of which."""
    on_page = [name.removesuffix(_VERSION) for name in request.form if name.endswith(_VERSION)]
    found = {}
    for key in on_page:
        shown = request.form.get(key + _VERSION, type=int)
        if key in draft.answers and key not in told_already and shown is not None and shown < draft.version_of(key):
            category = draft.idea.category.name if draft.idea.category else ""
            value = category if key == CATEGORY else draft.text_of(key)
            found[key] = {"text": value, "version": draft.version_of(key), "by": draft.answers[key].changed_by.name}
    return found


def _writer(writer: Writer) -> dict[str, str]:
    return {"section": writer.section, "words": _("%(person)s schreibt gerade hier", person=writer.name)}
