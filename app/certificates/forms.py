"""Forms for withdrawing a certificate, and for taking that back."""

from wtforms import HiddenField

from app.core.forms import Form, area_field, line_field
from app.core.i18n import _l


class WithdrawForm(Form):
    code = line_field(_l("Prüfcode der Urkunde"))
    reason = area_field(
        _l("Warum wird sie zurückgezogen?"),
        help_text=_l("Steht im Protokoll. Bitte keine Namen."),
        low=10,
        high=2000,
    )


class GiveBackForm(Form):
    code = HiddenField()
