"""A design as it is typed."""

from collections.abc import Mapping

from app.core.forms import Form, number_field
from app.core.i18n import _l
from app.designs import rules
from app.designs.rules import Design


class DesignForm(Form):
    """What a jury is made of, and what is to be reached."""

    ideas = number_field(_l("Ideen"), low=2, high=rules.IDEAS_MAX)
    jurors = number_field(_l("Jurymitglieder"), low=2, high=rules.JURORS_MAX)
    readings = number_field(
        _l("Bewertungen je Idee"),
        help_text=_l("So viele verschiedene Jurymitglieder lesen jede Idee."),
        low=1,
        high=rules.READINGS_MAX,
    )
    places = number_field(
        _l("Preise"), help_text=_l("So viele erste Plätze sollen stimmen."), low=1, high=rules.PLACES_MAX
    )
    severity = number_field(
        _l("Wie verschieden streng die Jury ist"),
        help_text=_l("So viele Punkte von 100 weichen Jurymitglieder im Schnitt voneinander ab. Üblich sind 4 bis 8."),
        low=0,
        high=rules.SEVERITY_MAX,
    )
    minutes = number_field(
        _l("Minuten für eine Bewertung"), help_text=_l("Lesen und Bewerten zusammen."), low=1, high=rules.MINUTES_MAX
    )
    goal = number_field(
        _l("Ziel in Prozent"),
        help_text=_l("So viele der wirklich besten Ideen sollen auf den ersten Plätzen stehen."),
        low=10,
        high=99,
    )

    def design(self) -> Design:
        """What was entered; only after the form was found valid."""
        numbers = {name: field.data or 0 for name, field in self._fields.items()}
        return Design(**numbers, contests=rules.contests_for(numbers["ideas"]))


_USUAL = {"ideas": 60, "jurors": 12, "readings": 3, "places": 3, "severity": 6, "minutes": 15, "goal": 70}


def design_form(known: Mapping[str, str]) -> DesignForm:
    """A form with what is known already, by the name of the field, and usual numbers for the rest."""
    numbers = {name: int(text) for name, text in known.items() if name in _USUAL and text.isdecimal()}
    return DesignForm(data=_USUAL | numbers)
