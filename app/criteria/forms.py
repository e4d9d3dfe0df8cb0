"""Forms for changing a rubric. Which levels and numbers of points they ask for is laid down by the rubric."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from wtforms import (  # type: ignore[attr-defined]  # newer than the stubs
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
)
from wtforms.fields import Field
from wtforms.validators import InputRequired

from app.core.forms import Form, VersionForm, area_field, line_field, number_field
from app.core.i18n import LANGUAGES, _l, _n, pick
from app.criteria import rules
from app.criteria.actions import CriterionValues, ScaleValues
from app.criteria.rules import WORDINGS, label_field, level_field, weight_field
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import COMMON, ENDS, HIGHEST, HUNDRED, JUDGEMENT, LOWEST, has_points

_WEIGHT_MAX = 1000


class CriterionForm(VersionForm):
    """A criterion with all its texts; made by `criterion_form`, which adds what differs between levels and points."""

    name_de = line_field(_l("Name, deutsch"), low=2, high=60)
    name_en = line_field(_l("Name, englisch"), high=60, required=False)
    question_de = line_field(
        _l("Frage an die Jury, deutsch"), help_text=_l("Eine Frage, auf die die Stufen antworten."), low=3, high=200
    )
    question_en = line_field(_l("Frage an die Jury, englisch"), high=200, required=False)
    question_plain = line_field(
        _l("Dieselbe Frage in einfacher Sprache"), help_text=_l("So lesen sie die Teams."), high=200, required=False
    )
    kind = RadioField(_l("Was es ist"), validators=[InputRequired(_l("Bitte auswählen."))])
    weight = number_field(
        _l("Gewicht"),
        help_text=_l("Im Verhältnis zu den anderen Kriterien. Wie viel Prozent das sind, steht nach dem Speichern da."),
        low=0,
        high=_WEIGHT_MAX,
    )
    category_ids = SelectMultipleField(
        _l("Nur für diese Themenfelder"),
        description=_l("Ohne Häkchen gilt es für alle. In jedem Themenfeld zählen die Gewichte, die dort gelten."),
    )
    is_required = BooleanField(
        _l("Muss bewertet werden"), description=_l("Ohne Häkchen darf es leer bleiben und zählt dann nicht mit.")
    )
    may_be_skipped = BooleanField(
        _l("„Nicht beurteilbar“ ist erlaubt"),
        description=_l("Wenn sich zu mancher Idee hier nichts sagen lässt. Das ist etwas anderes als 0 Punkte."),
    )
    comments = RadioField(_l("Begründung der Jury"), validators=[InputRequired(_l("Bitte auswählen."))])
    of_hundred = False

    @property
    def range(self) -> tuple[int, int]:
        """The lowest and the highest points that were entered, as far as they were."""
        if self.of_hundred:
            return LOWEST, HUNDRED
        low, high = self["low"].data, self["high"].data
        return (LOWEST if low is None else low), (HIGHEST if high is None else high)

    @property
    def points(self) -> Sequence[int]:
        return rules.described_points(of_hundred=self.of_hundred)

    def values(self) -> CriterionValues:
        """What was entered; only after the form was found valid."""
        low, high = self.range
        return CriterionValues(
            name=_texts(self, "name_{}", LANGUAGES),
            question=_texts(self, "question_{}", WORDINGS),
            weight=self.weight.data or 0,
            low=low,
            high=high,
            levels=_filled({str(points): _texts(self, level_field(points, "{}"), WORDINGS) for points in self.points}),
            is_required=self.is_required.data,
            may_be_skipped=self.may_be_skipped.data and not self.of_hundred,
            kind=self.kind.data,
            comments=self.comments.data,
            category_ids=sorted(self.category_ids.data or []),
        )


def _texts(form: Form, name: str, wordings: Sequence[str] | Mapping[str, str]) -> dict[str, str]:
    """The texts of fields that differ by language; what is empty is left out."""
    texts = {code: form[name.format(code)].data or "" for code in wordings}
    return {code: text for code, text in texts.items() if text}


def _filled(texts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    return {key: each for key, each in texts.items() if each}


def criterion_form(
    categories: Mapping[str, str], criterion: Criterion | None = None, *, of_hundred: bool = False
) -> CriterionForm:
    """A form for a criterion, or for a new one that is like most: with levels, or with points up to a hundred.

    `categories` are names by id.
    """
    of_hundred = has_points(criterion) if criterion is not None else of_hundred
    fields = _fields(of_hundred=of_hundred, is_new=criterion is None)
    made = type("_CriterionForm", (CriterionForm,), {**fields, "of_hundred": of_hundred})
    values = _values(categories, criterion, of_hundred=of_hundred)
    form: CriterionForm = made(data=values)
    form.kind.choices = [SelectChoice(*choice) for choice in rules.kinds().items()]
    ways = {way: words for way, words in rules.ways_to_comment().items() if way != COMMON or not of_hundred}
    form.comments.choices = [SelectChoice(*choice) for choice in ways.items()]
    form.category_ids.choices = [SelectChoice(*choice) for choice in categories.items()]
    for points in {values["low"], values["high"]}:
        # Only shown: whether these are the ends is up to what is entered, and the rule says what is missing then.
        form[level_field(points, "de")].flags.required = True
    return form


def _fields(*, of_hundred: bool, is_new: bool) -> dict[str, Field]:
    levels: dict[str, Field] = {
        level_field(points, code): area_field(_level_label(points, code), high=500, required=False)
        for points in rules.described_points(of_hundred=of_hundred)
        for code in WORDINGS
    }
    if not of_hundred:
        levels["low"] = number_field(_l("Niedrigste Punktzahl"), low=LOWEST, high=HIGHEST - 1)
        help_text = _l("Höchstens 9: So gibt eine Ziffer auf der Tastatur genau diese Punkte.")
        levels["high"] = number_field(_l("Höchste Punktzahl"), help_text=help_text, low=LOWEST + 1, high=HIGHEST)
    if is_new:
        help_text = _l("Für Tabellen und Regeln bei Gleichstand; er bleibt, auch wenn sich der Name ändert.")
        levels["key"] = line_field(_l("Kurzname"), help_text=help_text, high=40, required=False)
    return levels


def _values(categories: Mapping[str, str], criterion: Criterion | None, *, of_hundred: bool) -> dict[str, Any]:
    if criterion is None:
        usual = {"version": 0, "weight": 10, "is_required": True, "kind": JUDGEMENT}
        own = {"low": 0, "high": HUNDRED, "comments": ENDS} if of_hundred else {"low": 0, "high": 5, "comments": COMMON}
        return usual | own
    columns = ("version", "weight", "low", "high", "is_required", "may_be_skipped", "kind", "comments", "category_ids")
    texts = rules.texts_of_criterion(criterion, categories)
    return {**texts, **{name: getattr(criterion, name) for name in columns}}


def _level_label(points: int, code: str) -> str:
    return {
        "de": _n("%(num)s Punkt, deutsch", "%(num)s Punkte, deutsch", points),
        "en": _n("%(num)s Punkt, englisch", "%(num)s Punkte, englisch", points),
        "plain": _n("%(num)s Punkt, in einfacher Sprache", "%(num)s Punkte, in einfacher Sprache", points),
    }[code]


class ScaleForm(VersionForm):
    """What all criteria have in common; made by `scale_form`, which adds fields for names of points."""

    comment_for = SelectMultipleField(
        _l("Bei diesen Punkten muss die Jury in einem Satz sagen, warum"),
        description=_l(
            "Üblich sind die niedrigste und die höchste Punktzahl. Ohne Häkchen ist nie ein Satz nötig. Es gilt für "
            "alle Kriterien mit Stufen, für die keine eigene Regel gewählt ist."
        ),
        coerce=int,
    )
    points: Sequence[int] = ()

    def values(self) -> ScaleValues:
        """What was entered; only after the form was found valid."""
        labels = {str(points): _texts(self, label_field(points, "{}"), LANGUAGES) for points in self.points}
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


class WeightsForm(Form):
    """The weights of all criteria; the hash is that of what was shown. Made by `weights_form`."""

    seen = HiddenField()
    lines: Sequence[tuple[Criterion, IntegerField]] = ()

    def weights(self) -> dict[str, int]:
        """What was entered, by key; only after the form was found valid."""
        return {criterion.key: field.data or 0 for criterion, field in self.lines}


def weights_form(rubric: Rubric, criteria: Sequence[Criterion]) -> WeightsForm:
    """A form with a number for each criterion."""
    fields = {weight_field(each.key): number_field(pick(each.name), low=0, high=_WEIGHT_MAX) for each in criteria}
    values = {weight_field(each.key): each.weight for each in criteria} | {"seen": rubric.content_hash}
    form: WeightsForm = type("_WeightsForm", (WeightsForm,), fields)(data=values)
    form.lines = [(each, cast("IntegerField", form[weight_field(each.key)])) for each in criteria]
    return form


class UseForm(Form):
    """The button that brings a version into use; the hash is that of what was shown."""

    seen = HiddenField()


class RemoveForm(VersionForm):
    """The button that takes a criterion out; the version is that of what was shown."""
