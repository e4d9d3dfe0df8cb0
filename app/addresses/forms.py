"""The form of a new address."""

from app.core.forms import Form, email_field, password_field
from app.core.i18n import _l


class AddressForm(Form):
    email = email_field(
        _l("Neue E-Mail-Adresse"), help_text=_l("Dorthin schicken wir einen Link. Erst wenn er geöffnet ist, gilt sie.")
    )
    password = password_field(_l("Dein Passwort"), help_text=_l("Damit niemand anderes deine Adresse ändert."))
