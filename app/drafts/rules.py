"""What is told about versions of a text, and about those who write beside one."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from app.core.errors import Refusal
from app.core.i18n import _, pick
from app.ideas.rules import CATEGORY, CONFLICT, LATE, Draft, attachment_of_key
from app.rounds.rules import FormField

PRESENT_FOR = timedelta(seconds=45)
# Writing down at every save that somebody is still here would cost as much as the text.
NOTED_FOR = timedelta(seconds=10)
SECTION_MAX = 60
PAGE_LENGTH = 50
LATE_SHOWN = 200


def labels_of(fields: Sequence[FormField], keys: Iterable[str]) -> dict[str, str]:
    """What the fields with these keys are called."""
    labels = {field.key: pick(field.label) for field in fields} | {CATEGORY: _("Themenfeld")}
    return {key: _("Bildbeschreibung") if attachment_of_key(key) else labels.get(key, key) for key in keys}


def origin_text(origin: str) -> str:
    """Where a version comes from, in few words; empty for an ordinary one."""
    return {LATE: _("nach der Frist eingegangen"), CONFLICT: _("nicht übernommen")}.get(origin, "")


def shown_text(key: str, text: str, categories: Mapping[str, str]) -> str:
    """A text as people read it: of a category not its id, but its name."""
    return categories.get(text, "") if key == CATEGORY else text


def why_not_restore(draft: Draft, key: str, text: str, why_not_write: Refusal | None) -> Refusal | None:
    """Why an earlier text cannot become the present one again."""
    if why_not_write is not None:
        return why_not_write
    if text == draft.text_of(key):
        return Refusal("is_present", _("Dieser Text steht schon da."))
    return None
