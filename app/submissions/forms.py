"""Forms for handing in and for taking back."""

import uuid

from wtforms import HiddenField
from wtforms.fields import Field
from wtforms.validators import InputRequired, Length, ValidationError

from app.core import text
from app.core.forms import Form, VersionForm, line_field
from app.core.i18n import _, _l
from app.ideas.rules import Draft


class SubmitForm(VersionForm):
    """The button that hands in: which click it is, and what was on the page above it."""

    token = HiddenField(validators=[InputRequired(), Length(max=64)], filters=[lambda v: text.clean_line(v or "")])

    @classmethod
    def of(cls, draft: Draft) -> "SubmitForm":
        return cls(data={"token": uuid.uuid4().hex, "version": draft.idea.version})


def _is_the_word(form: object, field: Field) -> None:
    del form
    if text.name_key(str(field.data or "")) != text.name_key(_("zurückziehen")):
        raise ValidationError(_("Bitte genau dieses Wort eintippen: zurückziehen"))


class WithdrawForm(Form):
    word = line_field(_l("Tippt zur Sicherheit das Wort „zurückziehen“ ein"), validators=[_is_the_word], high=40)
