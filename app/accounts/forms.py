"""Forms for signing in and for passwords."""

from wtforms import HiddenField, RadioField, SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Optional

from app.accounts.rules import OWN, SHARED
from app.core.forms import Form, email_field, line_field, password_field
from app.core.i18n import _l


class SignInForm(Form):
    identifier = line_field(_l("Anmeldename oder E-Mail"))
    password = password_field(
        _l("Passwort"),
        help_text=_l("Auf der Anmeldekarte sind das vier Wörter, zum Beispiel so: ente-birne-wolke-rad."),
    )
    device = RadioField(
        _l("Ist das ein gemeinsames Gerät?"),
        description=_l(
            "Dort meldet dich die Seite nach 10 Minuten Pause ab. Ohne Antwort gilt für Schüler*innen: gemeinsam."
        ),
        choices=[
            SelectChoice(SHARED, _l("Ja, zum Beispiel ein Tablet der Schule")),
            SelectChoice(OWN, _l("Nein, es gehört mir")),
        ],
        validators=[Optional()],
    )
    next = HiddenField()
    pending = HiddenField()


class MagicLinkForm(Form):
    email = email_field(
        _l("E-Mail-Adresse"), help_text=_l("Wir schicken Ihnen einen Link, mit dem Sie sich einmal anmelden.")
    )


class ConfirmForm(Form):
    """A button that stands on a page of its own, so that mail scanners press nothing."""


class NewPasswordForm(Form):
    new_password = password_field(
        _l("Neues Passwort"),
        help_text=_l("Mindestens 10 Zeichen. Vier zufällige Wörter sind gut zu merken und schwer zu raten."),
    )


class PasswordForm(NewPasswordForm):
    current_password = password_field(_l("Jetziges Passwort"))
