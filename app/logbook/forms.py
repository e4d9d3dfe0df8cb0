"""What of the log somebody asks for."""

from wtforms import SelectField
from wtforms.validators import InputRequired

from app.core.forms import Form
from app.core.i18n import _, _l
from app.logbook import rules

_ALL = "all"


def _kinds() -> dict[str, str]:
    return {_ALL: _("alle"), **rules.known_kinds()}


def _actions() -> dict[str, str]:
    return {_ALL: _("alle"), **rules.known_actions()}


class LogFilterForm(Form):
    """What of the log is shown; it changes nothing, so it needs no token."""

    class Meta(Form.Meta):
        csrf = False

    kind = SelectField(_l("Worum es geht"), choices=_kinds, default=_ALL, validators=[InputRequired()])
    action = SelectField(_l("Was geschehen ist"), choices=_actions, default=_ALL, validators=[InputRequired()])

    def chosen(self) -> dict[str, str]:
        """The code of each filter, "" for all; whatever is not on offer counts as all."""
        offered = {"kind": rules.known_kinds(), "action": rules.known_actions()}
        return {name: code if (code := self[name].data) in codes else "" for name, codes in offered.items()}
