"""The score sheet as a form. What it asks is laid down by the rubric."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, SelectChoice, SubmitField  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Optional

from app.core.forms import VersionForm, area_field
from app.core.i18n import _, pick
from app.rubrics.models import Criterion
from app.rubrics.rules import Mark
from app.scoring.rules import COMMENT_MAX, Reading, comment_field, points_field

# What "not assessable" sends. A page that keeps what was entered shows it as it is, so it is no word of ours.
SKIPPED = "–"


class SheetForm(VersionForm):
    """Points and a comment for every criterion; made by `sheet_form`. A draft may lack anything."""

    keys: tuple[str, ...] = ()

    check = SubmitField()

    def marks(self) -> dict[str, Mark]:
        """What was entered, by the key of the criterion; only after the form was found valid."""
        return {key: self._mark(key) for key in self.keys}

    def _mark(self, key: str) -> Mark:
        chosen, comment = self[points_field(key)].data, self[comment_field(key)].data or ""
        if chosen == SKIPPED:
            return Mark(is_skipped=True, comment=comment)
        return Mark(int(chosen) if chosen else None, comment=comment)


def sheet_form(reading: Reading) -> SheetForm:
    """A form for the criteria of a sheet, filled with what the juror has said so far."""
    members: dict[str, Any] = {"keys": tuple(criterion.key for criterion in reading.criteria)}
    values: dict[str, object] = {"version": reading.version}
    for criterion in reading.criteria:
        members |= _controls(criterion, reading.rubric.comment_for)
        values |= _values(criterion.key, reading.marks)
    form: SheetForm = type("_SheetForm", (SheetForm,), members)(data=values)
    return form


def _controls(criterion: Criterion, comment_for: list[int]) -> dict[str, Any]:
    name = pick(criterion.name)
    choices = [SelectChoice(str(points), str(points)) for points in range(criterion.low, criterion.high + 1)]
    if criterion.may_be_skipped:
        choices.append(SelectChoice(SKIPPED, _("nicht beurteilbar")))
    return {
        points_field(criterion.key): RadioField(name, choices=choices, validators=[Optional()]),
        comment_field(criterion.key): area_field(
            _("Kommentar zu „%(name)s“", name=name), help_text=_help(comment_for), high=COMMENT_MAX, required=False
        ),
    }


def _help(comment_for: list[int]) -> str:
    if not comment_for:
        return ""
    numbers = _(" und ").join(str(points) for points in comment_for)
    return _("Bei %(numbers)s Punkten bitte in einem Satz sagen, warum.", numbers=numbers)


def _values(key: str, marks: Mapping[str, Mark]) -> dict[str, object]:
    mark = marks[key]
    chosen = SKIPPED if mark.is_skipped else None if mark.points is None else str(mark.points)
    return {points_field(key): chosen, comment_field(key): mark.comment}


class HandInForm(VersionForm):
    """The button of the check page; the version is that of what was shown."""
