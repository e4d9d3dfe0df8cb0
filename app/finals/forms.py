"""The form that makes a final of a round."""

from wtforms import HiddenField

from app.core.forms import line_field, moment_of
from app.core.i18n import _l
from app.rounds.actions import PhaseValues
from app.rounds.forms import PhaseForm, given
from app.rounds.models import PhaseKind


class FinalForm(PhaseForm):
    """Name and jury phase; `seen` is the digest of the decisions that were shown."""

    kind = None  # type: ignore[assignment]  # how WTForms takes a field away
    grace_minutes = None  # type: ignore[assignment]  # as above
    seen = HiddenField()
    title = line_field(_l("Name des Finales"), help_text=_l("Zum Beispiel „Finale“."), low=3, high=80)

    def values(self) -> PhaseValues:
        """When the jury of the final judges; only after the form was found valid."""
        opens_at = moment_of(given(self.opens_at), self.opens_fold.data)
        return PhaseValues(PhaseKind.JURY, opens_at, moment_of(given(self.closes_at), self.closes_fold.data))
