"""The score sheet as a form. What it asks is laid down by the rubric."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from flask import request
from wtforms import SubmitField
from wtforms.fields import Field, Label

from app.core import text
from app.core.errors import InvalidError
from app.core.forms import VersionForm
from app.core.i18n import _, pick
from app.core.web import naming_fields
from app.rubrics import rules as rubrics
from app.rubrics.models import Criterion, Rubric
from app.rubrics.queries import names_in_use
from app.rubrics.rules import Mark
from app.scoring.rules import SKIPPED, Reading, comment_field, entered, keys_of_fields, mark_of, points_field


@dataclass
class Control:
    """What pages ask of a field. Fourteen of WTForms' own would take longer than all the rest of the page."""

    name: str
    label: Label
    data: str
    errors: Sequence[str] = field(default_factory=list)
    type: str = "Control"
    widget: None = None

    @property
    def id(self) -> str:
        return self.name


@dataclass(frozen=True)
class Line:
    """A criterion as it is asked: points and a comment."""

    criterion: Criterion
    points: Control
    comment: Control

    @property
    def of_hundred(self) -> bool:
        """Whether points are typed as a number instead of chosen as a level."""
        return rubrics.has_points(self.criterion)

    @property
    def controls(self) -> list[Control]:
        return [self.points, self.comment] if self.has_comment else [self.points]

    @property
    def has_comment(self) -> bool:
        return self.criterion.comments != rubrics.NONE

    def asks_why(self, rubric: Rubric) -> str:
        """Which numbers need a sentence of reason, for a script; a star stands for all."""
        if self.criterion.comments == rubrics.REQUIRED:
            return "*"
        return " ".join(map(str, rubrics.points_asking_why(rubric, self.criterion)))


class SheetForm(VersionForm):
    """Points and a comment for every criterion. A draft may lack anything.

    What is scored is read when the form is to be shown, and not before: saving reads it anew, under its lock.
    """

    check = SubmitField()
    go_on = SubmitField()

    def __init__(self, read: Callable[[], Reading]) -> None:
        super().__init__()
        self._read = read
        self.lines: list[Line] = []

    @cached_property
    def reading(self) -> Reading:
        """What is scored, with what the juror has said so far."""
        return self._read()

    def complete(self) -> None:
        """Have a line for every criterion, with what was sent, else what is stored."""
        if self.lines:
            return
        if request.method != "POST":
            self.version.data = self.reading.version
        self.lines = [self._line(criterion) for criterion in self.reading.asked]
        controls = [control for line in self.lines for control in line.controls]
        self._fields |= {control.name: cast("Field", control) for control in controls}

    def _line(self, criterion: Criterion) -> Line:
        points, comment = points_field(criterion.key), comment_field(criterion.key)
        if request.method == "POST":
            return _line(criterion, request.form.get(points, ""), request.form.get(comment, ""))
        return _line(criterion, *entered(self.reading.marks[criterion.key]))

    @property
    def next_page(self) -> dict[str, str]:
        """Where the button that was pressed leads."""
        if self.check.data:
            return {"endpoint": "scoring.hand_in"}
        if self.go_on.data:
            return {"endpoint": "scoring.next_idea"}
        return {"endpoint": "scoring.score_idea", "part": "sheet"}

    def marks(self) -> dict[str, Mark]:
        """What was sent, by the key of the criterion. InvalidError if points are no points."""
        return {key: _mark(key) for key in keys_of_fields(request.form)}


@naming_fields
def _labels_of(names: Collection[str]) -> dict[str, str]:
    """What fields of a sheet are called on a page that knows neither the juror nor the sheet."""
    keys = keys_of_fields(names)
    found = {key: pick(name) for key, name in names_in_use(keys).items()} if keys else {}
    comments = {comment_field(key): _("Kommentar zu „%(name)s“", name=name) for key, name in found.items()}
    return comments | {points_field(key): name for key, name in found.items()}


def _line(criterion: Criterion, chosen: str, written: str) -> Line:
    points, comment = points_field(criterion.key), comment_field(criterion.key)
    name = pick(criterion.name)
    comment_label = Label(comment, _("Kommentar zu „%(name)s“", name=name))
    return Line(criterion, Control(points, Label(points, name), chosen), Control(comment, comment_label, written))


def _mark(key: str) -> Mark:
    chosen = request.form.get(points_field(key), "")
    comment = text.clean_text(request.form.get(comment_field(key), ""))
    mark = mark_of(chosen, comment)
    if mark is None:
        raise InvalidError({points_field(key): [_("Das sind keine Punkte.")]})
    return mark


def why_text(rubric: Rubric, criterion: Criterion) -> str:
    """Which points of a criterion need a sentence of reason; empty if none do."""
    if criterion.comments == rubrics.REQUIRED:
        return _("Hier bitte immer in einem Satz sagen, warum.")
    asked = rubrics.points_asking_why(rubric, criterion)
    if not asked:
        return ""
    numbers = _(" und ").join(str(points) for points in asked)
    return _("Bei %(numbers)s Punkten bitte in einem Satz sagen, warum.", numbers=numbers)


@dataclass(frozen=True)
class ShownLevel:
    """A level as the page offers it: what it sends, and what it says. `asks_why`: it needs a sentence of reason."""

    points: str
    title: str
    text: str
    asks_why: bool = False


def levels_of(rubric: Rubric, criterion: Criterion) -> list[ShownLevel]:
    """Everything that can be said of a criterion, in the reader's language: its points from low to high, or nothing."""
    levels = [
        ShownLevel(str(level.points), level.title, level.text, rubrics.asks_why(rubric, criterion, level.points))
        for level in rubrics.levels_of(rubric, criterion)
    ]
    if criterion.may_be_skipped:
        meaning = _("Wenn sich aus Text und Bildern nichts dazu sagen lässt. Das ist etwas anderes als 0 Punkte.")
        levels.append(ShownLevel(SKIPPED, _("nicht beurteilbar"), meaning))
    return levels


class HandInForm(VersionForm):
    """The button of the check page; the version is that of what was shown."""
