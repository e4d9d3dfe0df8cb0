"""Forms for changing a rubric. Which levels and numbers of points they ask for is laid down by the rubric."""

from collections.abc import Sequence
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # newer than the stubs
    BooleanField,
    HiddenField,
    SelectChoice,
    SelectMultipleField,
)

from app.core.forms import Form, VersionForm, area_field, line_field, number_field
from app.core.i18n import LANGUAGES, _l, _n
from app.rubrics import rules
from app.rubrics.actions import CriterionValues, ScaleValues
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import HIGHEST, LOWEST, label_field, level_field


class CriterionForm(VersionForm):
    """A criterion with all its texts; made by `criterion_form`, which adds a field for each level and language."""

    name_de = line_field(_l("Name, deutsch"), low=2, high=60)
    name_en = line_field(_l("Name, englisch"), high=60, required=False)
    question_de = line_field(
        _l("Frage an die Jury, deutsch"), help_text=_l("Eine Frage, auf die die Stufen antworten."), low=3, high=200
    )
    question_en = line_field(_l("Frage an die Jury, englisch"), high=200, required=False)
    weight = number_field(
        _l("Gewicht"),
        help_text=_l("Im Verhältnis zu den anderen Kriterien. Wie viel Prozent das sind, steht nach dem Speichern da."),
        low=0,
        high=1000,
    )
    low = number_field(_l("Niedrigste Punktzahl"), low=LOWEST, high=HIGHEST - 1)
    high = number_field(
        _l("Höchste Punktzahl"),
        help_text=_l("Höchstens 9: So gibt eine Ziffer auf der Tastatur genau diese Punkte."),
        low=LOWEST + 1,
        high=HIGHEST,
    )
    is_required = BooleanField(
        _l("Muss bewertet werden"), description=_l("Ohne Punkte hier lässt sich ein Bogen nicht abgeben.")
    )
    may_be_skipped = BooleanField(
        _l("„Nicht beurteilbar“ ist erlaubt"),
        description=_l("Wenn sich zu mancher Idee hier nichts sagen lässt. Das ist etwas anderes als 0 Punkte."),
    )

    def values(self) -> CriterionValues:
        """What was entered; only after the form was found valid."""
        return CriterionValues(
            name=self._texts("name_{}"),
            question=self._texts("question_{}"),
            weight=self.weight.data or 0,
            low=self.low.data or 0,
            high=self.high.data or 0,
            levels=_filled({str(p): self._texts(level_field(p, "{}")) for p in range(LOWEST, HIGHEST + 1)}),
            is_required=self.is_required.data,
            may_be_skipped=self.may_be_skipped.data,
        )

    def _texts(self, name: str) -> dict[str, str]:
        return _texts(self, name)


def _texts(form: Form, name: str) -> dict[str, str]:
    """The texts of fields that differ by language; what is empty is left out."""
    texts = {code: form[name.format(code)].data or "" for code in LANGUAGES}
    return {code: text for code, text in texts.items() if text}


def _filled(texts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {key: each for key, each in texts.items() if each}


def criterion_form(criterion: Criterion | None = None) -> CriterionForm:
    """A form for a criterion, or for a new one that is like most."""
    levels = {
        level_field(points, code): area_field(_level_label(points, code), high=500, required=False)
        for points in range(LOWEST, HIGHEST + 1)
        for code in LANGUAGES
    }
    values: dict[str, Any] = {"version": 0, "weight": 10, "low": 0, "high": 5, "is_required": True}
    if criterion is not None:
        columns = ("version", "weight", "low", "high", "is_required", "may_be_skipped")
        values = {**rules.texts_of_criterion(criterion), **{name: getattr(criterion, name) for name in columns}}
    form: CriterionForm = type("_CriterionForm", (CriterionForm,), levels)(data=values)
    for points in {values["low"], values["high"]}:
        # Only shown: whether these are the ends is up to what is entered, and the rule says what is missing then.
        form[level_field(points, "de")].flags.required = True
    return form


def _level_label(points: int, code: str) -> str:
    return {
        "de": _n("%(num)s Punkt, deutsch", "%(num)s Punkte, deutsch", points),
        "en": _n("%(num)s Punkt, englisch", "%(num)s Punkte, englisch", points),
    }[code]


class ScaleForm(VersionForm):
    """What all criteria have in common; made by `scale_form`, which adds fields for names of points."""

    comment_for = SelectMultipleField(
        _l("Bei diesen Punkten muss die Jury in einem Satz sagen, warum"),
        description=_l("Üblich sind die niedrigste und die höchste Punktzahl. Ohne Häkchen ist nie ein Satz nötig."),
        coerce=int,
    )
    points: Sequence[int] = ()

    def values(self) -> ScaleValues:
        """What was entered; only after the form was found valid."""
        labels = {str(points): _texts(self, label_field(points, "{}")) for points in self.points}
        return ScaleValues(_filled(labels), sorted(self.comment_for.data or []))


def scale_form(rubric: Rubric, criteria: Sequence[Criterion]) -> ScaleForm:
    """A form for the numbers of points that these criteria give, filled with what the rubric says."""
    points = rules.points_in_use(criteria)
    labels = {
        label_field(each, code): line_field(_label_label(each, code), high=60, required=False)
        for each in points
        for code in LANGUAGES
    }
    values = {
        **rules.texts_of_scale(rubric.labels, rubric.comment_for),
        "comment_for": rubric.comment_for,
        "version": rubric.version,
    }
    form: ScaleForm = type("_ScaleForm", (ScaleForm,), {**labels, "points": points})(data=values)
    form.comment_for.choices = [SelectChoice(each, str(each)) for each in points]
    return form


def _label_label(points: int, code: str) -> str:
    return {
        "de": _n("%(num)s Punkt heißt, deutsch", "%(num)s Punkte heißen, deutsch", points),
        "en": _n("%(num)s Punkt heißt, englisch", "%(num)s Punkte heißen, englisch", points),
    }[code]


class UseForm(Form):
    """The button that brings a version into use; the hash is that of what was shown."""

    seen = HiddenField()


class RemoveForm(VersionForm):
    """The button that takes a criterion out; the version is that of what was shown."""
