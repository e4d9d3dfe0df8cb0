"""The juror's answer to a question about a sheet."""

from app.core.forms import Form, area_field, choice_field
from app.core.i18n import _l
from app.questions.rules import KEPT, REOPENED


class AnswerForm(Form):
    choice = choice_field(
        _l("Soll Ihr Bogen so bleiben?"),
        [(KEPT, _l("Ja, er bleibt so.")), (REOPENED, _l("Nein, ich öffne ihn wieder und sehe noch einmal hin."))],
    )
    reason = area_field(
        _l("Warum?"),
        help_text=_l("Bleibt der Bogen, genügt ein Satz. Ihn liest der Juryvorsitz, das Team nie."),
        high=2000,
        required=False,
    )
