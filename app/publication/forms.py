"""Forms for publishing."""

from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired

from app.core.forms import Form, area_field
from app.core.i18n import _l


class PublishForm(Form):
    seen = HiddenField()
    is_checked = BooleanField(
        _l("Ich habe die Liste geprüft. So dürfen sie alle lesen."),
        validators=[InputRequired(_l("Bitte zuerst prüfen und hier bestätigen."))],
    )


class TakeBackForm(Form):
    reason = area_field(
        _l("Warum werden die Ergebnisse zurückgenommen?"), help_text=_l("Steht im Protokoll."), low=10, high=2000
    )
