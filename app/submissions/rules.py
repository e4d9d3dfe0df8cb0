"""What is still open before an idea may be handed in, and what a snapshot of it holds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.core import text
from app.core.errors import Refusal
from app.core.i18n import _, pick
from app.ideas.models import Attachment, Idea, Submission
from app.ideas.rules import Draft, Part, counts_as_it_is, fault_of, is_for_jury, parts_of
from app.media.rules import IMAGE, UNFINISHED, UPLOADING
from app.rounds import rules as rounds
from app.rounds.models import Category, PhaseKind

# Who sent something in the last second may still be answered: only then is a draft what it was at the deadline.
HAND_IN_AFTER = timedelta(seconds=30)
# A part of a name shorter than this is in too many words to be worth a warning.
_NAME_MIN = 3


# ---------------------------------------------------------------- decisions
def why_not_submit(draft: Draft, now: datetime) -> Refusal | None:
    return rounds.why_not_submit(draft.phases, now, draft.idea.round.contact)


def why_not_withdraw(draft: Draft, now: datetime) -> Refusal | None:
    if draft.idea.state != "submitted":
        return Refusal("nothing_submitted", _("Eure Idee ist gerade nicht eingereicht."))
    return why_not_submit(draft, now)


def is_handed_in_by_itself(draft: Draft, deadline: datetime) -> bool:
    """Whether an idea is complete at its deadline and says more than what was handed in of it.

    What a team took back stays taken back, and an end that was moved meanwhile is no end.
    """
    is_over = any(phase.kind == PhaseKind.SUBMIT and phase.closes_at == deadline for phase in draft.phases)
    is_wanted = draft.idea.round.has_auto_submit and draft.idea.state != "withdrawn"
    return is_over and is_wanted and not counts_as_it_is(draft.idea) and not open_points(draft)


def why_not_as_checked(draft: Draft, seen_version: int) -> Refusal | None:
    """Why the snapshot would hold something else than what was shown before the button was pressed."""
    if draft.idea.version == seen_version:
        return None
    return Refusal(
        "changed_meanwhile",
        _("Jemand aus eurem Team hat gerade etwas geändert. Seht euch alles noch einmal an und reicht dann ein."),
    )


# ---------------------------------------------------------------- before handing in
@dataclass(frozen=True)
class Point:
    """Something to look at again; `part` is the number of the page where it is done, `is_file` the page of files."""

    words: str
    part: int | None = None
    is_file: bool = False


def open_points(draft: Draft) -> list[Point]:
    """Everything that keeps an idea from being handed in, whatever the time is."""
    points: list[Point] = []
    for part in parts_of(draft.fields):
        faults = ((field, fault_of(field, draft.text_of(field.key))) for field in part.fields)
        points += [Point(f"{pick(field.label)}: {fault}", part.number) for field, fault in faults if fault]
        if part.has_category and draft.idea.category_id is None:
            points.append(Point(_("Themenfeld: noch nicht ausgewählt"), part.number))
    low, count = draft.idea.round.team_min, draft.idea.team.member_count
    if count < low:
        words = _("Euer Team braucht mindestens %(low)s Mitglieder und hat %(count)s.", low=low, count=count)
        points.append(Point(words))
    return points


def warnings(draft: Draft, attachments: Sequence[Attachment], names: Sequence[str]) -> list[Point]:
    """What should be looked at but keeps nobody from handing in; `names` must not be known to the jury."""
    points = [_name_warning(draft, part, names) for part in parts_of(draft.fields)]
    return [*(point for point in points if point), *_file_warnings(attachments, names)]


def _name_warning(draft: Draft, part: Part, names: Sequence[str]) -> Point | None:
    shown = " ".join(draft.text_of(field.key) for field in part.fields if is_for_jury(field))
    if not (found := names_in(shown, names)):
        return None
    words = _(
        "In „%(part)s“ steht %(names)s. Die Jury soll nicht wissen, von wem die Idee ist. Nehmt Namen bitte heraus.",
        part=part.title,
        names=", ".join(f"„{name}“" for name in found),
    )
    return Point(words, part.number)


def _file_warnings(attachments: Sequence[Attachment], names: Sequence[str]) -> list[Point]:
    if not attachments:
        return [Point(_("Noch kein Bild und kein PDF dabei. Ein Foto oder eine Skizze hilft der Jury."), is_file=True)]
    points = []
    accepted = [a for a in attachments if a.file.state != "rejected"]
    if len(accepted) < len(attachments):
        points.append(Point(_("Eine Datei konnten wir nicht annehmen. Sie wird nicht mit eingereicht."), is_file=True))
    if any(a.file.state == UPLOADING for a in accepted):
        words = _("Eine Datei ist noch unterwegs. Reicht ihr jetzt ein, zählt sie mit, sobald sie angekommen ist.")
        points.append(Point(words, is_file=True))
    if any(a.file.state in UNFINISHED for a in accepted):
        points.append(Point(_("Eine Datei wird noch geprüft. Ihr könnt trotzdem einreichen."), is_file=True))
    points += [
        Point(_("Das Bild „%(name)s“ hat noch keine Beschreibung.", name=a.file.display_name), is_file=True)
        for a in accepted
        if a.file.kind == IMAGE and not a.alt_text
    ]
    return [*points, *(_words_warning(a, found) for a in accepted if (found := names_in(a.file.transcript, names)))]


def _words_warning(attachment: Attachment, found: Sequence[str]) -> Point:
    words = _(
        "In der Datei „%(file)s“ steht %(names)s. Die Jury soll nicht wissen, von wem die Idee ist. Ladet sie ohne "
        "Namen noch einmal hoch.",
        file=attachment.file.display_name,
        names=", ".join(f"„{name}“" for name in found),
    )
    return Point(words, is_file=True)


def names_in(shown: str, names: Sequence[str]) -> list[str]:
    """Which of these names a text contains as whole words, in any letter case."""
    words = text.name_key(shown)
    return [name for name in names if _is_in(text.name_key(name), words)]


def _is_in(name: str, words: str) -> bool:
    return len(name) >= _NAME_MIN and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


# ---------------------------------------------------------------- snapshots
def snapshot_of(draft: Draft, attachments: Sequence[Attachment]) -> dict[str, Any]:
    """All that is handed in, as plain JSON without a person's name. Files that were not accepted stay out."""
    category, form = draft.idea.category, draft.idea.form_version
    assert category is not None  # noqa: S101 # a missing category is an open point
    return {
        "number": draft.idea.number,
        "form": {"id": str(form.id), "number": form.number},
        "category": {"id": str(category.id), "name": category.name},
        "answers": draft.texts,
        "attachments": [
            {
                "file": str(a.file_id),
                "kind": a.file.kind,
                "sha256": a.file.sha256,
                "size": a.file.size,
                "alt": a.alt_text,
            }
            for a in attachments
            if a.file.state != "rejected"
        ],
        "team_size": draft.idea.team.member_count,
    }


def brought_over(content: Mapping[str, Any], idea: Idea, category: Category, team_size: int) -> dict[str, Any]:
    """A snapshot as that of the same idea in another round: what was said stays, to the letter."""
    there = {"id": str(category.id), "name": category.name}
    return {**content, "number": idea.number, "category": there, "team_size": team_size}


def new_receipt_number(now: datetime) -> str:
    """For example FF27-4F7K-9QXM, of which 40 bits are random."""
    return f"FF{now:%y}-{text.random_code(4)}-{text.random_code(4)}"


def token_for(idea: Idea, token: str) -> str:
    """A token as it is stored: bound to its idea, so that no token of another team stands in the way."""
    return f"{idea.id.hex}-{token}"


def submission_with(token: str, idea: Idea, earlier: Sequence[Submission]) -> Submission | None:
    """The submission that a second click means."""
    return next((each for each in earlier if each.token == token_for(idea, token)), None)


def valid_of(newest_first: Sequence[Submission]) -> Submission | None:
    """The submission that counts."""
    return next((each for each in newest_first if each.withdrawn_at is None), None)
