"""What a visitor of the gallery asks for."""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from flask import request
from wtforms import SelectChoice, SelectField  # type: ignore[attr-defined]  # newer than the stubs

from app.core.forms import Form
from app.core.i18n import _, _l
from app.gallery.rules import Piece, options_of


class FilterForm(Form):
    """It changes nothing, so it needs no token. `all` stands for no choice."""

    class Meta(Form.Meta):
        csrf = False

    category = SelectField(_l("Themenfeld"), default="all")
    school = SelectField(_l("Schule"), default="all")
    round = SelectField(_l("Runde"), default="all")

    offered: Mapping[str, Collection[str]] = MappingProxyType({})

    def chosen(self) -> dict[str, str]:
        """The value of each filter, "" for all; whatever is not on offer counts as all."""
        entered = {field.name: str(field.data) for field in self.filters()}
        return {name: value if value in self.offered[name] else "" for name, value in entered.items()}

    def filters(self) -> list[SelectField]:
        return [self.category, self.school, self.round]


def filter_form(pieces: Sequence[Piece]) -> FilterForm:
    """Offers what can be found among these."""
    form = FilterForm(formdata=request.args)
    options = {field.name: options_of(pieces, field.name) for field in form.filters()}
    for field in form.filters():
        # Something is always chosen, so nobody need be told that the choice is free.
        field.flags.required = True
        field.choices = [SelectChoice(value, words) for value, words in [("all", _("alle")), *options[field.name]]]
    form.offered = {name: [value for value, _words in found] for name, found in options.items()}
    return form
