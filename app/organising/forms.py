"""Forms of the round desk."""

from datetime import datetime

from wtforms import HiddenField
from wtforms.fields import Field

from app.core.forms import Form, choice_of_fold, is_twice, line_field, moment_field, moment_of
from app.core.i18n import _l
from app.rounds.forms import given, wall_time
from app.rounds.models import Phase


class AnnounceForm(Form):
    """A button on a page of its own: everybody sees the round from then on."""


class ExtensionForm(Form):
    """The new end of a phase. It counts once the button of the check page has named the same moment again."""

    closes_at = moment_field(_l("Neues Ende"), help_text=_l("Datum und Uhrzeit in München."))
    closes_fold = choice_of_fold(_l("Welches Ende ist gemeint?"))
    reason = line_field(
        _l("Grund"),
        help_text=_l("Steht in der Nachricht an alle und im Protokoll. Bitte keine Namen."),
        low=5,
        is_counted=True,
    )
    checked = HiddenField()

    @classmethod
    def of(cls, phase: Phase) -> "ExtensionForm":
        return cls(**wall_time("closes_at", "closes_fold", phase.closes_at))

    def validate_closes_at(self, field: Field) -> None:
        if field.data is not None:
            moment_of(field.data, self.closes_fold.data)

    @property
    def asks_fold(self) -> bool:
        return is_twice(self.closes_at.data)

    def moment(self) -> datetime:
        """The new end; only after the form was found valid."""
        return moment_of(given(self.closes_at), self.closes_fold.data)

    def is_checked(self) -> bool:
        """Whether the person has seen what this very moment means for everybody."""
        return self.checked.data == self.moment().isoformat()
