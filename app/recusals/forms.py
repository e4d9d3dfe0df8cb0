"""Forms for giving back, for being biased, and for what the chair decides about it."""

import uuid
from collections.abc import Sequence

from wtforms import (  # type: ignore[attr-defined]  # newer than the stubs
    SelectChoice,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.conflicts.rules import relations
from app.core.forms import Form, area_field
from app.core.i18n import _, _l
from app.panels.queries import Juror, Pile
from app.panels.rules import BIASED
from app.recusals import rules

_RELATIONS_LABEL = _l("Was verbindet?")


class DeclineForm(Form):
    cause = SelectField(_l("Warum geben Sie diese Idee ab?"), validators=[InputRequired()])
    relation = SelectField(
        _l("Wenn befangen: Was verbindet Sie mit dem Team oder der Idee?"), validators=[InputRequired()]
    )
    note = area_field(
        _l("Möchten Sie etwas dazu sagen?"),
        help_text=_l("Das liest nur, wer die Runde leitet."),
        high=rules.NOTE_MAX,
        required=False,
    )


def decline_form() -> DeclineForm:
    form = DeclineForm(cause=BIASED, relation="other")
    form.cause.choices = [SelectChoice(key, words) for key, words in rules.causes().items()]
    form.relation.choices = [SelectChoice(key, words) for key, words in relations().items()]
    return form


class ConflictForm(Form):
    juror = SelectField(_l("Wer ist befangen?"), validators=[InputRequired()])
    idea = SelectField(_l("Bei welcher Idee?"), validators=[InputRequired()])
    relation = SelectField(_RELATIONS_LABEL, validators=[InputRequired()])
    note = area_field(_l("Woher wissen Sie das?"), low=3, high=rules.NOTE_MAX)


def conflict_form(jurors: Sequence[Juror], piles: Sequence[Pile]) -> ConflictForm:
    form = ConflictForm(relation="other")
    form.juror.choices = [SelectChoice(str(each.member.id), each.member.user.name) for each in jurors]
    form.idea.choices = [
        SelectChoice(str(pile.id), _("Idee %(number)s: %(title)s", number=pile.number, title=pile.title))
        for pile in piles
    ]
    form.relation.choices = [SelectChoice(key, words) for key, words in relations().items()]
    return form


class ReasonForm(Form):
    reason = area_field(
        _l("Begründung"),
        help_text=_l("Sie steht im Protokoll der Jury."),
        low=rules.REASON_MIN,
        high=rules.NOTE_MAX,
    )


class AnswerForm(Form):
    jurors = SelectMultipleField(
        _l("Wen betrifft das?"),
        description=_l("Niemand angekreuzt heißt: Der Einwand betrifft niemanden aus der Jury."),
        validators=[Optional()],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    answer = area_field(
        _l("Antwort an das Team"),
        help_text=_l("Bitte keine Namen: Das Team erfährt nicht, wer in der Jury ist."),
        low=3,
        high=rules.NOTE_MAX,
    )

    def member_ids(self) -> list[uuid.UUID]:
        """Who was chosen; only after the form was found valid."""
        return [uuid.UUID(value) for value in self.jurors.data or []]


def answer_form(jurors: Sequence[Juror]) -> AnswerForm:
    form = AnswerForm()
    form.jurors.choices = [SelectChoice(str(each.member.id), each.member.user.name) for each in jurors]
    return form
