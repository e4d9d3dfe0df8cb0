"""Forms for objections of a team."""

from app.conflicts import rules
from app.core.forms import Form, area_field, choice_field, line_field
from app.core.i18n import _l


class ObjectionForm(Form):
    """Against whom: everybody of a company, or a person."""

    relation = choice_field(
        _l("Wer soll eure Idee nicht bewerten?"),
        [
            (rules.COMPANY, _l("alle, die in einem bestimmten Betrieb arbeiten")),
            (rules.PERSON, _l("eine bestimmte Person")),
        ],
    )
    company = line_field(
        _l("Name des Betriebs"),
        help_text=_l("Nur, wenn es um einen Betrieb geht. Zum Beispiel um eine Konkurrenz zu eurer Idee."),
        high=80,
        required=False,
    )
    note = area_field(
        _l("Warum?"),
        help_text=_l("Bei einer Person: Wer ist es, und woher kennt ihr sie? Das liest nur, wer die Runde leitet."),
        low=3,
        high=rules.NOTE_MAX,
    )
