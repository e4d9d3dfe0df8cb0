"""Forms for appealing and for answering."""

from app.appeals.rules import GROUNDS, REJECTED, TEXT_MAX, TEXT_MIN, UPHELD
from app.core.forms import Form, area_field, choice_field
from app.core.i18n import _l


class AppealForm(Form):
    ground = choice_field(_l("Worum geht es?"), list(GROUNDS.items()))
    text = area_field(
        _l("Was genau ist passiert?"),
        help_text=_l("Schreibt, woran ihr es gemerkt habt. Lesen können es nur Juryvorsitz und Wettbewerbsleitung."),
        low=TEXT_MIN,
        high=TEXT_MAX,
    )


class AnswerForm(Form):
    state = choice_field(
        _l("Wie entscheiden Sie?"),
        [(UPHELD, _l("Stattgegeben: Das Team hat recht.")), (REJECTED, _l("Zurückgewiesen"))],
    )
    answer = area_field(
        _l("Antwort an das Team"),
        help_text=_l("In einfachen Worten: Was haben Sie geprüft, was kam heraus, was passiert jetzt?"),
        low=TEXT_MIN,
        high=TEXT_MAX,
    )
