"""Forms for prizes."""

from app.core.forms import Form, area_field, line_field, number_field
from app.core.i18n import _l
from app.deliberation.actions import PrizeValues
from app.deliberation.rules import RANK_MAX, REASON_MIN


class PrizeForm(Form):
    prize = line_field(
        _l("Preis"), help_text=_l("So steht er auf der Ergebnisseite, zum Beispiel „1. Preis“."), low=2, high=80
    )
    rank = number_field(
        _l("Platz in der Liste"),
        help_text=_l("1 steht oben. Zwei Ideen dürfen denselben Platz haben."),
        low=1,
        high=RANK_MAX,
    )
    reason = area_field(
        _l("Begründung"),
        help_text=_l("Bleibt intern und steht im Protokoll der Entscheidung."),
        low=REASON_MIN,
        high=2000,
    )

    def values(self) -> PrizeValues:
        """What was entered; only after the form was found valid."""
        return PrizeValues(self.prize.data or "", self.rank.data or 1, self.reason.data or "")


class RevokeForm(Form):
    reason = area_field(
        _l("Warum wird der Preis zurückgenommen?"), help_text=_l("Steht im Protokoll."), low=REASON_MIN, high=2000
    )
