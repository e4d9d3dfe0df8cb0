"""Forms for plans: what is asked for, and the button that deals."""

import secrets

from wtforms import BooleanField

from app.core.forms import Form, number_field
from app.core.i18n import _l
from app.panels.rules import READINGS
from app.plans import rules
from app.plans.rules import Order

SEED_MAX = 999_999


class OrderForm(Form):
    readings = number_field(
        _l("Wie viele Jurymitglieder lesen jede Idee?"), low=1, high=rules.READINGS_MAX,
        help_text=_l("Mit drei Bewertungen je Idee hat sich die Mitte gut eingependelt, ohne die Jury zu überlasten."),
    )  # fmt: skip
    days = number_field(
        _l("Tage zum Annehmen oder Ablehnen"),
        help_text=_l("Wer danach weder zugesagt noch begonnen hat, gibt beim nächsten Verteilen ab. 0: ohne Frist."),
        low=0,
        high=30,
    )
    is_mixed = BooleanField(_l("Jede Idee soll aus Sicht von Schule, Betrieb und Stadt gelesen werden."))
    takes_back = BooleanField(_l("Was nicht rechtzeitig beantwortet wurde, neu verteilen."))
    seed = number_field(
        _l("Startzahl des Zufalls"),
        help_text=_l("Steht im Protokoll. Mit derselben Zahl lässt sich die Verteilung nachrechnen."),
        low=0,
        high=SEED_MAX,
    )

    def order(self) -> Order:
        """What was entered; only after the form was found valid."""
        return Order(
            self.readings.data or 0,
            self.seed.data or 0,
            self.days.data or 0,
            is_mixed=bool(self.is_mixed.data),
            takes_back=bool(self.takes_back.data),
        )


def order_form() -> OrderForm:
    return OrderForm(
        readings=READINGS, days=rules.DAYS_TO_REPLY, is_mixed=True, takes_back=True, seed=secrets.randbelow(SEED_MAX)
    )


class ApplyForm(Form):
    """The button below what will be dealt."""
