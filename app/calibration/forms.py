"""Forms whose fields follow the rubric: points for a sample idea, and what was agreed on."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired

from app.calibration import rules
from app.calibration.rules import Reference
from app.core.forms import Form, area_field, line_field
from app.core.i18n import _, _l, pick
from app.rubrics.models import Criterion


class RequireForm(Form):
    """A button."""


class PractiseForm(Form):
    """Points for every criterion; made by `practise_form`."""

    keys: tuple[str, ...] = ()

    def points(self) -> dict[str, int]:
        """What was entered; only after the form was found valid."""
        return {key: int(self[rules.points_field(key)].data) for key in self.keys}


class ExampleForm(PractiseForm):
    title = line_field(_l("Titel der Probe-Idee"), low=3, high=rules.TITLE_MAX)
    text = area_field(
        _l("Text der Probe-Idee"),
        help_text=_l("Erfunden oder aus einem früheren Jahr, ohne Namen. Etwa so lang wie eine echte Idee."),
        low=30,
        high=rules.TEXT_MAX,
    )

    def reference(self) -> dict[str, Reference]:
        """What was entered; only after the form was found valid."""
        points = self.points()
        return {key: Reference(points[key], self[rules.reason_field(key)].data or "") for key in self.keys}


def _points(criterion: Criterion) -> SelectField:
    points = (str(number) for number in range(criterion.low, criterion.high + 1))
    choices = [SelectChoice("", _("bitte wählen")), *(SelectChoice(each, each) for each in points)]
    return SelectField(
        pick(criterion.name),
        description=pick(criterion.question),
        choices=choices,
        validators=[InputRequired(_("Bitte Punkte wählen."))],
    )


def practise_form(criteria: Sequence[Criterion]) -> PractiseForm:
    fields: dict[str, Any] = {rules.points_field(each.key): _points(each) for each in criteria}
    made: type[PractiseForm] = type("MadeForm", (PractiseForm,), {**fields, "keys": tuple(c.key for c in criteria)})
    return made()


def example_form(criteria: Sequence[Criterion]) -> ExampleForm:
    fields: dict[str, Any] = {}
    for each in criteria:
        fields[rules.points_field(each.key)] = _points(each)
        label = _("Warum so viele Punkte bei „%(name)s“?", name=pick(each.name))
        fields[rules.reason_field(each.key)] = line_field(label, low=3, high=rules.REASON_MAX)
    made: type[ExampleForm] = type("MadeForm", (ExampleForm,), {**fields, "keys": tuple(c.key for c in criteria)})
    return made()
