"""What a visitor of the gallery asks for."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from flask import request
from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]  # newer than the stubs

from app.core.forms import Form, line_field
from app.core.i18n import _, _l
from app.gallery.rules import Piece, options_of

QUERY_MAX = 80


class FilterForm(Form):
    """It changes nothing, so it needs no token. `all` stands for no choice."""

    class Meta(Form.Meta):
        csrf = False

    query = line_field(_l("Suche"), help_text=_l("Ein Wort aus Titel, Text oder Film."), high=QUERY_MAX, required=False)
    category = SelectField(_l("Themenfeld"), default="all")
    school = SelectField(_l("Schule"), default="all")
    round = SelectField(_l("Runde"), default="all")

    options: Mapping[str, Mapping[str, str]] = MappingProxyType({})

    def chosen(self) -> dict[str, str]:
        """The value of each filter that was set; whatever is not on offer counts as all."""
        entered = {field.name: str(field.data) for field in self.filters()}
        return {name: value for name, value in entered.items() if value in self.options[name]}

    def words(self) -> str:
        return str(self.query.data or "")[:QUERY_MAX]

    def wanted(self) -> dict[str, str]:
        """The same in words."""
        return {name: self.options[name][value] for name, value in self.chosen().items()}

    def filters(self) -> list[SelectField]:
        return [self.category, self.school, self.round]


def filter_form(pieces: Sequence[Piece]) -> FilterForm:
    """Offers what can be found among these."""
    form = FilterForm(formdata=request.args)
    # A search that is left empty is none; nobody need be told that it is free.
    form.query.flags.depends = True
    form.options = {field.name: options_of(pieces, field.name) for field in form.filters()}
    for field in form.filters():
        # Something is always chosen, so nobody need be told that the choice is free.
        field.flags.required = True
        offered = [("all", _("alle")), *form.options[field.name].items()]
        field.choices = [SelectChoice(value, words) for value, words in offered]
    return form
