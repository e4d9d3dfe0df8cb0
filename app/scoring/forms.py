"""The score sheet as a form. What it asks is laid down by the rubric."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from flask import request
from wtforms import SubmitField
from wtforms.fields import Field, Label

from app.core import text
from app.core.forms import VersionForm, too_long
from app.core.i18n import _, pick
from app.rubrics.models import Criterion
from app.rubrics.rules import Mark
from app.scoring.rules import COMMENT_MAX, SKIPPED, Reading, comment_field, points_field


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

    def validate(self, _form: object, _extra: object) -> bool:
        """Whether nothing was found wrong when it was read."""
        return not self.errors


@dataclass(frozen=True)
class Line:
    """A criterion as it is asked: points and a comment."""

    criterion: Criterion
    points: Control
    comment: Control

    @property
    def mark(self) -> Mark:
        chosen = self.points.data
        points = int(chosen) if chosen not in {"", SKIPPED} else None
        return Mark(points, chosen == SKIPPED, self.comment.data)


class SheetForm(VersionForm):
    """Points and a comment for every criterion, filled with what the juror said so far. A draft may lack anything."""

    check = SubmitField()
    go_on = SubmitField()

    def __init__(self, reading: Reading) -> None:
        super().__init__(data={"version": reading.version})
        is_sent = request.method == "POST"
        self.lines = [_sent(each) if is_sent else _stored(each, reading.marks) for each in reading.criteria]
        for line in self.lines:
            for control in (line.points, line.comment):
                self._fields[control.name] = cast("Field", control)

    @property
    def next_page(self) -> dict[str, str]:
        """Where the button that was pressed leads."""
        if self.check.data:
            return {"endpoint": "scoring.hand_in"}
        if self.go_on.data:
            return {"endpoint": "scoring.next_idea"}
        return {"endpoint": "scoring.score_idea", "part": "sheet"}

    def marks(self) -> dict[str, Mark]:
        """What was entered, by the key of the criterion; only after the form was found valid."""
        return {line.criterion.key: line.mark for line in self.lines}


def _stored(criterion: Criterion, marks: Mapping[str, Mark]) -> Line:
    mark = marks[criterion.key]
    chosen = SKIPPED if mark.is_skipped else "" if mark.points is None else str(mark.points)
    return _line(criterion, chosen, mark.comment)


def _sent(criterion: Criterion) -> Line:
    chosen = request.form.get(points_field(criterion.key), "")
    comment = text.clean_text(request.form.get(comment_field(criterion.key), ""))
    line = _line(criterion, chosen, comment)
    if chosen not in {"", SKIPPED, *map(str, range(criterion.low, criterion.high + 1))}:
        line.points.errors = [_("Möglich sind %(low)s bis %(high)s Punkte.", low=criterion.low, high=criterion.high)]
    if len(comment) > COMMENT_MAX:
        line.comment.errors = [too_long(len(comment), COMMENT_MAX)]
    return line


def _line(criterion: Criterion, chosen: str, comment: str) -> Line:
    name, points_name, comment_name = pick(criterion.name), points_field(criterion.key), comment_field(criterion.key)
    comment_label = _("Kommentar zu „%(name)s“", name=name)
    return Line(
        criterion,
        Control(points_name, Label(points_name, name), chosen),
        Control(comment_name, Label(comment_name, comment_label), comment),
    )


class HandInForm(VersionForm):
    """The button of the check page; the version is that of what was shown."""
