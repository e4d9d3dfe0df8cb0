"""Forms for a round's jury."""

import uuid
from collections.abc import Sequence

from wtforms import SelectChoice, SelectField, SelectMultipleField  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import School
from app.core.forms import Form, email_field, line_field
from app.core.i18n import _, _l, _n
from app.panels.actions import JurorValues
from app.panels.queries import Juror, Reader


class JurorForm(Form):
    email = email_field(
        _l("E-Mail-Adresse"),
        help_text=_l("Dorthin geht die Einladung. Wer schon Jurymitglied ist, bekommt stattdessen eine Nachricht."),
    )
    name = line_field(_l("Name"), low=2, high=60)
    school = SelectField(
        _l("Schule des Jurymitglieds"),
        description=_l("Teams dieser Schule bekommt die Person nie zu lesen."),
    )

    def values(self) -> JurorValues:
        """What was entered; only after the form was found valid."""
        school_id = uuid.UUID(self.school.data) if self.school.data else None
        return JurorValues(self.email.data or "", self.name.data or "", school_id)


def juror_form(schools: Sequence[School]) -> JurorForm:
    form = JurorForm()
    form.school.choices = [
        SelectChoice("", _("keine")),
        *(SelectChoice(str(school.id), school.name) for school in schools),
    ]
    return form


class AssignForm(Form):
    jurors = SelectMultipleField(
        _l("Wer soll diese Idee lesen?"),
        validators=[InputRequired(_l("Bitte mindestens eine Person auswählen."))],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    def member_ids(self) -> list[uuid.UUID]:
        """Who was chosen; only after the form was found valid."""
        return [uuid.UUID(value) for value in self.jurors.data or []]


def assign_form(others: Sequence[Reader]) -> AssignForm:
    """`others` do not have the idea yet. Biased ones may be asked for as well: the action says no in words."""
    form = AssignForm()
    form.jurors.choices = [SelectChoice(str(other.juror.member.id), other.juror.member.user.name) for other in others]
    return form


def load_text(juror: Juror) -> str:
    """How much somebody has to read already, in words."""
    return _n("liest %(num)s Idee", "liest %(num)s Ideen", juror.readings)
