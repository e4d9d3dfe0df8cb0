"""Forms for checking a certificate."""

from app.core.forms import Form, line_field
from app.core.i18n import _l


class CodeForm(Form):
    """Stands on a public page and only asks, so it carries no token."""

    code = line_field(
        _l("Prüfcode"), help_text=_l("16 Buchstaben und Ziffern, unten auf der Urkunde. Groß oder klein ist egal.")
    )

    class Meta(Form.Meta):
        csrf = False


class NameForm(Form):
    name = line_field(
        _l("Name auf der Urkunde"), help_text=_l("Der große Name in der Mitte, von einer Person oder einem Team.")
    )
