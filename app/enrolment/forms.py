"""Forms for setting schools up and inviting the staff."""

import uuid
from collections.abc import Iterable

from wtforms import SelectField
from wtforms.validators import InputRequired

from app.accounts.models import SchoolClass, User
from app.accounts.rules import role_text
from app.core.access import Role
from app.core.forms import Form, choice_field, email_field, line_field, password_field
from app.core.i18n import _l


class SchoolForm(Form):
    name = line_field(
        _l("Name der Schule"),
        help_text=_l("So, wie er auf Aushängen und Karten stehen soll."),
        low=3,
        high=120,
    )


class ClassForm(Form):
    name = line_field(_l("Name der Klasse"), help_text=_l("Zum Beispiel 10a oder FISI 11/2."), high=40)


class InvitationForm(Form):
    name = line_field(
        _l("Name"), help_text=_l("Vor- und Nachname; beim Annehmen lässt er sich ändern."), low=2, high=80
    )
    email = email_field(_l("E-Mail-Adresse"))
    role = choice_field(_l("Aufgabe"), [])

    def offer(self, roles: Iterable[Role]) -> "InvitationForm":
        """Let only these roles be chosen; the first is chosen already."""
        self.role.choices = [(role.value, role_text(role)) for role in roles]
        if self.role.data is None and self.role.choices:
            self.role.data = self.role.choices[0][0]
        return self


class AcceptForm(Form):
    name = line_field(_l("Ihr Name"), low=2, high=80)
    new_password = password_field(
        _l("Neues Passwort"),
        help_text=_l("Mindestens 10 Zeichen. Vier zufällige Wörter sind gut zu merken und schwer zu raten."),
    )


class TeacherForm(Form):
    teacher = SelectField(_l("Lehrkraft"), validators=[InputRequired()])

    def offer(self, teachers: Iterable[User]) -> "TeacherForm":
        """Let only these teachers be chosen."""
        self.teacher.choices = [(str(teacher.id), teacher.name) for teacher in teachers]
        return self

    @property
    def teacher_id(self) -> uuid.UUID:
        return uuid.UUID(self.teacher.data)


class PlacementForm(Form):
    student = SelectField(_l("Schüler*in"), validators=[InputRequired()])
    school_class = SelectField(_l("Klasse"), validators=[InputRequired()])

    def offer(self, students: Iterable[User], classes: Iterable[SchoolClass]) -> "PlacementForm":
        """Let only these be chosen."""
        self.student.choices = [(str(each.id), f"{each.name} ({each.login_name})") for each in students]
        self.school_class.choices = [(str(each.id), each.name) for each in classes]
        return self

    @property
    def ids(self) -> tuple[uuid.UUID, uuid.UUID]:
        """Of the student and the class."""
        return uuid.UUID(self.student.data), uuid.UUID(self.school_class.data)
