"""Forms for publishing."""

from datetime import datetime

from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    SelectChoice,
    SelectMultipleField,
)
from wtforms.fields import Field
from wtforms.validators import InputRequired, Optional, ValidationError

from app.core.forms import Form, area_field, choice_field, choice_of_fold, is_twice, moment_of
from app.core.i18n import _, _l
from app.publication.rules import Bundle

NOW, LATER = "now", "later"


class PublishForm(Form):
    """When, and without what; `seen` is the digest of the preview."""

    seen = HiddenField()
    when = choice_field(_l("Wann?"), [(NOW, _l("Sofort")), (LATER, _l("Zu einem Zeitpunkt"))])
    publishes_at = DateTimeLocalField(
        _l("Zeitpunkt"),
        description=_l("Datum und Uhrzeit in München. Auf die Sekunde genau wechseln dann alle Seiten."),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        validators=[Optional()],
    )
    publishes_fold = choice_of_fold(_l("Welche Stunde ist gemeint?"))
    without = SelectMultipleField(_l("Ohne dieses Element veröffentlichen"), validators=[Optional()])
    is_checked = BooleanField(
        _l("Ich habe die Vorschau geprüft. So dürfen es alle sehen."),
        validators=[InputRequired(_l("Bitte zuerst prüfen und hier bestätigen."))],
    )

    def validate_publishes_at(self, field: Field) -> None:
        if self.when.data == LATER and field.data is not None:
            moment_of(field.data, self.publishes_fold.data)

    def validate_when(self, field: Field) -> None:
        if field.data == LATER and self.publishes_at.data is None:
            raise ValidationError(_("Bitte Datum und Uhrzeit eintragen."))

    @property
    def asks_fold(self) -> bool:
        return is_twice(self.publishes_at.data)

    def moment(self) -> datetime | None:
        """The moment, None for at once; only after the form was found valid."""
        if self.when.data != LATER or self.publishes_at.data is None:
            return None
        return moment_of(self.publishes_at.data, self.publishes_fold.data)


def publish_form(bundle: Bundle) -> PublishForm:
    """`without` offers everything that is withheld, to be confirmed one by one."""
    form = PublishForm(seen=bundle.digest, when=NOW)
    form.without.choices = [SelectChoice(element.key, element.words) for element in bundle.withheld]
    return form


class TakeBackForm(Form):
    reason = area_field(
        _l("Warum werden die Ergebnisse zurückgenommen?"), help_text=_l("Steht im Protokoll."), low=10, high=2000
    )


class WithdrawForm(Form):
    reason = area_field(
        _l("Warum nehmen Sie Ihre Freigabe zurück?"), help_text=_l("Steht im Protokoll."), low=10, high=2000
    )
