"""When a sheet may be filled in, what it must hold to be handed in, and how it is told from a changed one."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from app.core.errors import Refusal, TextConflict
from app.core.i18n import _, _n, number_text, pick, too_long_text
from app.fairness.cases import Rubric as FairRubric
from app.fairness.cases import Sheet as FairSheet
from app.fairness.totals import rounded, sheet_totals
from app.rounds import rules as rounds
from app.rounds.models import Phase
from app.rubrics import rules as rubrics
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import Mark

DRAFT, FINAL, VOIDED = "draft", "final", "voided"
COMMENT_MAX = 2000
UNSAID = Mark()
# What "not assessable" sends. A page that keeps what was entered shows it as it is, so it is no word of ours.
SKIPPED = "–"
_POINTS, _COMMENT = "points-", "comment-"
_DIGITS_MAX = 3


class Assigned(NamedTuple):
    """An assignment as its juror may know it: the idea by number and title, and whom of the round to ask.

    While `access_epoch` and `files_version` stay the same, the idea looks as it did; lists go without them.
    """

    id: uuid.UUID
    state: str
    round_id: uuid.UUID
    contact: str
    submission_id: uuid.UUID
    title: str
    number: int
    category: str
    category_position: int
    category_id: uuid.UUID | None = None
    access_epoch: int | None = None
    files_version: int | None = None


class Sheet(NamedTuple):
    """A score sheet as it is stored, without its marks."""

    id: uuid.UUID
    assignment_id: uuid.UUID
    rubric_id: uuid.UUID
    state: str
    total: str
    version: int
    changed_at: datetime
    handed_in_at: datetime | None
    created_at: datetime | None = None
    filled_in_at: datetime | None = None
    late_at: datetime | None = None
    former: dict[str, Any] | None = None


@dataclass(frozen=True)
class Reading:
    """All that decides about a sheet: the assignment, the rubric, and what the juror has said so far.

    `said` holds the stored marks by the key of the criterion, `changed_in` when points and comment were changed last,
    `waiting` is how many sample ideas must be read before the sheet is begun, `asked` the order of this juror's pages.
    """

    assignment: Assigned
    sheet: Sheet | None
    phases: Sequence[Phase]
    rubric: Rubric
    criteria: Sequence[Criterion]
    said: Mapping[str, Mark]
    changed_in: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    waiting: int = 0
    asked: Sequence[Criterion] = ()

    @property
    def version(self) -> int:
        """How often the sheet was changed; 0 if nothing was ever saved."""
        return self.sheet.version if self.sheet is not None else 0

    @property
    def is_final(self) -> bool:
        return self.sheet is not None and self.sheet.state == FINAL

    @cached_property
    def marks(self) -> dict[str, Mark]:
        """What the stored sheet says of every criterion; a mark that says nothing where nothing was said."""
        return {criterion.key: self.said.get(criterion.key, UNSAID) for criterion in self.criteria}

    @cached_property
    def former(self) -> dict[str, Mark]:
        """What the sheet said by an earlier version of the rubric, by the key of its criterion; empty without one."""
        told = (self.sheet.former or {}) if self.sheet is not None else {}
        return {key: Mark(*mark) for key, mark in told.get("marks", {}).items()}

    def versions_of(self, key: str) -> tuple[int, int]:
        """The versions of the sheet in which points and comment of a criterion were changed last; 0 if never."""
        return self.changed_in.get(key, (0, 0))

    @property
    def done(self) -> int:
        """How many criteria the juror has answered."""
        return sum(mark.points is not None or mark.is_skipped for mark in self.marks.values())


def points_field(key: str) -> str:
    """The name of the field for the points of a criterion."""
    return _POINTS + key


def comment_field(key: str) -> str:
    return _COMMENT + key


def keys_of_fields(names: Iterable[str]) -> set[str]:
    """The keys of the criteria to which these fields belong."""
    return {name.partition("-")[2] for name in names if name.startswith((_POINTS, _COMMENT))}


def entered(mark: Mark) -> tuple[str, str]:
    """A mark as a browser sends it: what is chosen, and the comment."""
    return SKIPPED if mark.is_skipped else "" if mark.points is None else str(mark.points), mark.comment


def mark_of(chosen: str, comment: str) -> Mark | None:
    """The mark that a browser sends so; None if what is chosen is no number of points."""
    if chosen in {"", SKIPPED}:
        return Mark(None, chosen == SKIPPED, comment)
    is_number = chosen.isascii() and chosen.isdecimal() and len(chosen) <= _DIGITS_MAX
    return Mark(int(chosen), comment=comment) if is_number else None


# ---------------------------------------------------------------- decisions
def why_not_open(reading: Reading, now: datetime) -> Refusal | None:
    """Why a juror does not see an idea yet. Once the jury's time is over it may still be read."""
    refusal = rounds.why_not_judge(reading.phases, now, reading.assignment.contact)
    return refusal if refusal is not None and refusal.code == "phase_not_open" else None


def why_not_score(reading: Reading, now: datetime) -> Refusal | None:
    """Why nothing on a sheet may be changed."""
    if refusal := rounds.why_not_judge(reading.phases, now, reading.assignment.contact):
        return refusal
    if not reading.is_final:
        return None
    return Refusal(
        "already_handed_in",
        _("Dieser Bogen ist schon abgegeben. Öffnen Sie ihn wieder, wenn Sie etwas ändern möchten."),
    )


def why_not_reopen(reading: Reading, now: datetime) -> Refusal | None:
    """Why a sheet that was handed in stays so: the jury's time is over."""
    return rounds.why_not_judge(reading.phases, now, reading.assignment.contact)


def why_not_as_checked(reading: Reading, seen_version: int) -> Refusal | None:
    """Why something else would be handed in than what was shown before the button was pressed."""
    if reading.version == seen_version:
        return None
    return Refusal(
        "changed_meanwhile",
        _("Dieser Bogen wurde inzwischen auf einem anderen Gerät geändert. Bitte sehen Sie ihn noch einmal an."),
    )


# ---------------------------------------------------------------- faults and conflicts
def faults_of_draft(reading: Reading, marks: Mapping[str, Mark]) -> dict[str, list[str]]:
    """What cannot even be kept as a draft, by the name of the field."""
    faults = rubrics.sheet_faults(reading.rubric, reading.criteria, marks, is_final=False)
    too_long = {key: count for key, mark in marks.items() if (count := len(mark.comment)) > COMMENT_MAX}
    return {points_field(key): texts for key, texts in faults.items()} | {
        comment_field(key): [too_long_text(count, COMMENT_MAX)] for key, count in too_long.items()
    }


@dataclass(frozen=True)
class Point:
    """Something that keeps a sheet from being handed in; `field` is the name of the field where it is put right."""

    words: str
    field: str


def open_points(reading: Reading) -> list[Point]:
    """Everything that keeps the stored sheet from being handed in, whatever the time is."""
    faults = rubrics.sheet_faults(reading.rubric, reading.criteria, reading.marks)
    points = [
        Point(f"{pick(criterion.name)}: {words}", (comment_field if entered(mark)[0] else points_field)(criterion.key))
        for criterion, mark in zip(reading.criteria, reading.marks.values(), strict=True)
        for words in faults.get(criterion.key, [])
    ]
    counting = [criterion.key for criterion in reading.criteria if criterion.kind == rubrics.JUDGEMENT]
    if not points and all(reading.marks[key].points is None for key in counting):
        return [Point(_("Bitte mindestens ein Kriterium bewerten."), points_field(counting[0]))]
    return points


def changed_marks(reading: Reading, offered: Mapping[str, Mark]) -> dict[str, Mark]:
    """What an offered sheet says differently than the stored one, by the key of the criterion."""
    stored = reading.marks
    return {key: mark for key in stored if (mark := offered.get(key, UNSAID)) != stored[key]}


def conflicts(reading: Reading, offered: Mapping[str, Mark]) -> list[TextConflict]:
    """The same with both sides in words."""
    names = {criterion.key: pick(criterion.name) for criterion in reading.criteria}
    return [
        TextConflict(points_field(key), names[key], mark_text(reading.marks[key]), mark_text(mark), reading.version)
        for key, mark in changed_marks(reading, offered).items()
    ]


def mark_text(mark: Mark) -> str:
    """A mark in words."""
    if mark.is_skipped:
        words = _("nicht beurteilbar")
    elif mark.points is None:
        words = _("noch offen")
    else:
        words = _n("%(num)s Punkt", "%(num)s Punkte", mark.points)
    return f"{words} – {mark.comment}" if mark.comment else words


@dataclass(frozen=True)
class Comparison:
    """The sheets of one juror: final ones with all their criteria, the highest total first, and what is not final."""

    criteria: Sequence[Criterion]
    final: Sequence[Reading]
    unfinished: Sequence[Reading]


def comparison_of(readings: Sequence[Reading]) -> Comparison:
    final = [each for each in readings if each.is_final]
    criteria = {criterion.key: criterion for each in final for criterion in each.criteria}
    return Comparison(
        list(criteria.values()),
        sorted(final, key=lambda each: Fraction(each.sheet.total if each.sheet else 0), reverse=True),
        [each for each in readings if not each.is_final],
    )


# ---------------------------------------------------------------- what a sheet is worth, and that it stays the same
def total_of(criteria: Sequence[Criterion], marks: Mapping[str, Mark]) -> Fraction:
    """The exact weighted total 0–100 of a sheet by itself: what was skipped counts as if it were not in the rubric.

    For what was skipped the ranking takes the mean of all sheets, which changes with every sheet and is never stored.
    """
    answered = rubrics.fair_rubric(c for c in criteria if marks[c.key].points is not None)
    here = FairRubric(tuple(replace(criterion, categories=frozenset()) for criterion in answered.criteria))
    sheet = FairSheet("", "", {criterion.key: marks[criterion.key].points for criterion in here.criteria})
    (total,) = sheet_totals(here, [sheet]).totals
    return total


def text_of_total(total: Fraction) -> str:
    """How an exact total is stored."""
    return f"{total.numerator}/{total.denominator}"


def points_of(marks: Mapping[str, Mark]) -> dict[str, int | None]:
    """Points by criterion, None for "not assessable", as the mathematics and the audit log take them."""
    return {key: mark.points for key, mark in sorted(marks.items())}


def digest_of(rubric_id: object, marks: Mapping[str, Mark]) -> str:
    """SHA-256 (hex) over everything a sheet says, as canonical JSON."""
    said = {key: [mark.points, mark.is_skipped, mark.comment] for key, mark in marks.items()}
    text = json.dumps({"rubric": str(rubric_id), "marks": said}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def total_text(total: Fraction) -> str:
    """A total with one decimal, as it is read."""
    return number_text(rounded(total), 1)


def shown_total(stored: str) -> str:
    """The same for a total as it is stored."""
    return total_text(Fraction(stored))
