"""Forms of a class: codes, registration, cards."""

import uuid

from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.validators import ValidationError

from app.accounts.models import User
from app.accounts.rules import new_token
from app.classes.rules import CODE_DAYS, CODE_DAYS_MAX, CODE_USES, CODE_USES_MAX, NAME_MAX, NAME_MIN
from app.core.forms import Form, line_field, number_field
from app.core.i18n import _, _l


class OnceForm(Form):
    """A form that is to be carried out once, however often it arrives: `once` names it."""

    token = HiddenField(default=new_token)

    @property
    def once(self) -> str:
        return self.token.data or new_token()


class JoinCodeForm(Form):
    days = number_field(_l("Wie viele Tage soll der Code gelten?"), low=1, high=CODE_DAYS_MAX)
    max_uses = number_field(
        _l("Wie oft darf er benutzt werden?"),
        low=1,
        high=CODE_USES_MAX,
        help_text=_l("Am besten so oft, wie die Klasse Schüler*innen hat, und ein paar mehr."),
    )


JOIN_CODE_DEFAULTS = {"days": CODE_DAYS, "max_uses": CODE_USES}


class CodeForm(Form):
    code = line_field(
        _l("Klassencode"),
        help_text=_l("Acht Zeichen. Er steht auf dem Aushang; große und kleine Buchstaben sind egal."),
        high=40,
    )


class RegistrationForm(OnceForm, CodeForm):
    name = line_field(
        _l("Wie heißt du?"),
        help_text=_l(
            "Dein Vorname reicht. Gibt es ihn in deiner Klasse zweimal, dann nimm noch einen Buchstaben dazu: Mia K."
        ),
        low=NAME_MIN,
        high=NAME_MAX,
    )


def _any_chosen(form: "CardsForm", field: SelectMultipleField) -> None:
    if not field.data and not form.everyone.data:
        raise ValidationError(_("Bitte mindestens eine Person auswählen."))


_any_chosen.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it here


class CardsForm(OnceForm):
    """Students of a class who get new cards: some, or everyone."""

    students = SelectMultipleField(_l("Wer bekommt eine neue Karte?"), validators=[_any_chosen])
    everyone = BooleanField(_l("Alle aus der Klasse"))

    offered: tuple[uuid.UUID, ...] = ()

    def offer(self, students: list[User]) -> "CardsForm":
        """Let only these students be chosen."""
        self.offered = tuple(student.id for student in students)
        self.students.choices = [(str(student.id), f"{student.name} ({student.login_name})") for student in students]
        return self

    @property
    def chosen(self) -> list[uuid.UUID]:
        wanted = set(self.students.data or [])
        return [id_ for id_ in self.offered if self.everyone.data or str(id_) in wanted]


class PassphraseForm(Form):
    """Carries a passphrase that was just made from the page that shows it to the printed card, and nowhere else."""

    passphrase = HiddenField()
