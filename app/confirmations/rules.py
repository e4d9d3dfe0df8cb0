"""Which sheets follow an earlier version of the rubric, and what of them stays when their jurors are asked again."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from app.core.errors import Refusal
from app.core.i18n import _
from app.rounds import rules as rounds
from app.rounds.models import Phase
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark, changed_meanwhile, holds_for
from app.scoring.rules import FINAL, UNSAID

ASKED_AGAIN = "ask_again"
# By what a criterion is judged: how much it weighs and where it stands makes no other points of them.
_JUDGED_BY = ("low", "high", "may_be_skipped", "kind", "comments", "question", "levels")


class OlderSheet(NamedTuple):
    """A sheet that was begun by an earlier version; `former` is what it said by one still earlier."""

    id: uuid.UUID
    assignment_id: uuid.UUID
    rubric_id: uuid.UUID
    state: str
    total: str
    version: int
    former: dict[str, Any] | None
    submission_id: uuid.UUID
    category_id: uuid.UUID
    juror_id: uuid.UUID

    @property
    def is_final(self) -> bool:
        return self.state == FINAL


@dataclass(frozen=True)
class Question:
    """What asking would mean: how many sheets and jurors, and what became of each criterion, by name."""

    final: int
    drafts: int
    jurors: int
    same: Sequence[dict[str, str]]
    changed: Sequence[dict[str, str]]
    gone: Sequence[dict[str, str]]


def question_of(
    sheets: Sequence[OlderSheet], before: Mapping[uuid.UUID, Sequence[Criterion]], present: Sequence[Criterion]
) -> Question:
    """`before` are the criteria of the earlier versions, by rubric."""
    older = [each for sheet_rubric in {sheet.rubric_id for sheet in sheets} for each in before[sheet_rubric]]
    known = {each.key for each in older}
    kept = {each.key for each in present if all(is_the_same(other, each) for other in older if other.key == each.key)}
    names = {each.key: each.name for each in (*older, *present)}
    here = [each.key for each in present]
    return Question(
        sum(sheet.is_final for sheet in sheets),
        sum(not sheet.is_final for sheet in sheets),
        len({sheet.juror_id for sheet in sheets}),
        [names[key] for key in here if key in kept & known],
        [names[key] for key in here if key not in kept & known],
        [names[key] for key in dict.fromkeys(each.key for each in older) if key not in here],
    )


def is_the_same(one: Criterion, other: Criterion) -> bool:
    """Whether points for one criterion say the same of the other."""
    return all(getattr(one, name) == getattr(other, name) for name in _JUDGED_BY)


def kept_marks(
    sheet: OlderSheet, before: Sequence[Criterion], present: Sequence[Criterion], said: Mapping[uuid.UUID, Mark]
) -> dict[uuid.UUID, Mark]:
    """The marks that stand in the sheet from the start, by the id of the new criterion; no points are converted."""
    older = {each.key: each for each in before}
    return {
        each.id: mark
        for each in present
        if holds_for(each, sheet.category_id)
        and each.key in older
        and is_the_same(older[each.key], each)
        and (mark := said.get(older[each.key].id, UNSAID)) != UNSAID
    }


def former_of(
    sheet: OlderSheet, number: int, before: Sequence[Criterion], said: Mapping[uuid.UUID, Mark]
) -> dict[str, Any]:
    """What is kept of a sheet word for word: what was handed in outlasts a draft that was never confirmed."""
    if sheet.former is not None and not sheet.is_final:
        return sheet.former
    marks = {each.key: said[each.id] for each in before if each.id in said}
    return {
        "number": number,
        "total": sheet.total,
        "marks": {key: [mark.points, mark.is_skipped, mark.comment] for key, mark in marks.items()},
        "names": {each.key: each.name for each in before if each.key in marks},
    }


def why_not_ask(
    sheets: Sequence[OlderSheet], rubric: Rubric, phases: Sequence[Phase], now: datetime, contact: str
) -> Refusal | None:
    """Why nobody is asked again: every sheet follows the present version, or there is no time left to answer."""
    if not sheets:
        reason = _("Alle Bögen folgen Version %(number)s. Es gibt nichts zu bestätigen.", number=rubric.number)
        return Refusal("nothing_older", reason)
    return rounds.why_not_judge(phases, now, contact)


def why_not_as_seen(rubric: Rubric, seen_hash: str) -> Refusal | None:
    return None if rubric.content_hash == seen_hash else changed_meanwhile()
