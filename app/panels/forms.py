"""Forms for a round's jury."""

import uuid
from collections.abc import Sequence

from werkzeug.datastructures import MultiDict
from wtforms import (  # type: ignore[attr-defined]  # newer than the stubs
    SelectChoice,
    SelectField,
    SelectMultipleField,
    SubmitField,
)
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import School
from app.core.forms import Form, VersionForm, choice_field, email_field, line_field, number_field
from app.core.i18n import _, _l, _n
from app.panels import rules
from app.panels.actions import JurorValues, SeatValues
from app.panels.models import PanelMember
from app.panels.queries import Choice, Offer, Pile

WANTED_MAX = 20
_JUROR, _CHAIR, _BOTH = "juror", "chair", "both"


class SeatForm(Form):
    """Where somebody in a jury works, and what they do in it."""

    school = SelectField(
        _l("Schule"), description=_l("Wo die Person arbeitet. Ideen von dieser Schule bekommt sie nie zu lesen.")
    )
    company = line_field(
        _l("Betrieb"),
        help_text=_l("Wo die Person arbeitet. Ideen von Teams, die diesen Betrieb nennen, bekommt sie nie zu lesen."),
        high=80,
        required=False,
    )
    part = choice_field(
        _l("Aufgabe in der Jury"),
        [
            (_JUROR, _l("liest und bewertet Ideen")),
            (_CHAIR, _l("leitet die Jury (Vorsitz), ohne selbst zu bewerten")),
            (_BOTH, _l("leitet die Jury und bewertet mit")),
        ],
    )

    def offer(self, schools: Sequence[School]) -> None:
        """Let one of these schools be chosen, or none."""
        self.school.choices = [
            SelectChoice("", _("keine")),
            *(SelectChoice(str(school.id), school.name) for school in schools),
        ]

    def seat(self) -> SeatValues:
        """What was entered; only after the form was found valid."""
        school_id = uuid.UUID(self.school.data) if self.school.data else None
        part = self.part.data
        return SeatValues(school_id, self.company.data or "", is_juror=part != _CHAIR, is_chair=part != _JUROR)


class JurorForm(SeatForm):
    email = email_field(
        _l("E-Mail-Adresse"),
        help_text=_l("Dorthin geht die Einladung. Wer schon in einer Jury ist, bekommt stattdessen eine Nachricht."),
    )
    name = line_field(_l("Name"), low=2, high=60)

    def values(self) -> JurorValues:
        """What was entered; only after the form was found valid."""
        seat = self.seat()
        return JurorValues(
            self.email.data or "", self.name.data or "", seat.school_id, seat.company, seat.is_juror, seat.is_chair
        )


def juror_form(schools: Sequence[School]) -> JurorForm:
    form = JurorForm(part=_JUROR)
    form.offer(schools)
    return form


class EditJurorForm(SeatForm, VersionForm):
    """The same for somebody who is in the jury."""


def edit_juror_form(member: PanelMember, schools: Sequence[School]) -> EditJurorForm:
    part = _BOTH if member.is_juror and member.is_chair else _CHAIR if member.is_chair else _JUROR
    company = member.company.name if member.company is not None else ""
    form = EditJurorForm(school=str(member.school_id or ""), company=company, part=part, version=member.version)
    form.offer(schools)
    return form


def _boxes(label: str, none_ticked: str) -> SelectMultipleField:
    """Boxes of which at least one has to be ticked."""
    return SelectMultipleField(
        label,
        validators=[InputRequired(none_ticked)],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class PileFilterForm(Form):
    """Which ideas are shown; it changes nothing, so it needs no token."""

    class Meta(Form.Meta):
        csrf = False

    wanted = number_field(_l("Jede Idee lesen"), help_text=_l("So viele Jurymitglieder."), low=1, high=WANTED_MAX)
    show = SelectField(
        _l("Welche Ideen"),
        choices=lambda: {"all": _("alle"), "few": _("mit zu wenigen"), "none": _("ohne Jurymitglied")},
        validators=[InputRequired()],
    )
    category = SelectField(_l("Themenfeld"), validators=[InputRequired()])

    def chosen(self, piles: Sequence[Pile], wanted: int) -> list[Pile]:
        """The piles that fit; a filter that is not on offer counts as none."""
        most = {"few": wanted - 1, "none": 0}.get(self.show.data)
        category = next((pile.category_id for pile in piles if str(pile.category_id) == self.category.data), None)
        return [
            pile
            for pile in piles
            if (most is None or pile.readings <= most) and (category is None or pile.category_id == category)
        ]


def pile_filter(values: MultiDict[str, str], piles: Sequence[Pile]) -> PileFilterForm:
    form = PileFilterForm(formdata=values, wanted=wanted_in(values), show="all", category="all")
    names = {str(pile.category_id): pile.category for pile in sorted(piles, key=lambda pile: pile.category_position)}
    form.category.choices = [SelectChoice("all", _("alle")), *(SelectChoice(id_, name) for id_, name in names.items())]
    return form


def wanted_in(values: MultiDict[str, str]) -> int:
    """How many readers each idea is to have, as an address says it."""
    wanted = values.get("wanted", rules.READINGS, type=int)
    return min(max(wanted, 1), WANTED_MAX)


class AssignForm(Form):
    jurors = _boxes(_l("Wer soll diese Idee lesen?"), _l("Bitte mindestens eine Person auswählen."))
    next = SubmitField()

    def member_ids(self) -> list[uuid.UUID]:
        """Who was chosen; only after the form was found valid."""
        return [uuid.UUID(value) for value in self.jurors.data or []]


def assign_form(choice: Choice, wanted: int) -> AssignForm:
    """Proposes as many as the idea still lacks. Biased ones may be asked for as well: the action says no in words."""
    free = [(each.juror.member.id, each.juror.readings) for each in choice.others if each.refusal is None]
    proposed = rules.suggested(free, wanted - len(choice.reading))
    form = AssignForm(jurors=[str(id_) for id_ in proposed])
    others = [other.juror.member for other in choice.others]
    form.jurors.choices = [SelectChoice(str(member.id), member.user.name) for member in others]
    return form


class DealForm(Form):
    ideas = _boxes(_l("Welche Ideen?"), _l("Bitte mindestens eine Idee auswählen."))

    def submission_ids(self) -> list[uuid.UUID]:
        """What was chosen; only after the form was found valid."""
        return [uuid.UUID(value) for value in self.ideas.data or []]


def deal_form(offers: Sequence[Offer]) -> DealForm:
    """`offers` are not the juror's yet."""
    form = DealForm()
    form.ideas.choices = [
        SelectChoice(str(pile.id), _("Idee %(number)s: %(title)s", number=pile.number, title=pile.title))
        for pile in (offer.pile for offer in offers)
    ]
    return form


def load_text(readings: int) -> str:
    """How much somebody has to read already, in words."""
    return _n("liest %(num)s Idee", "liest %(num)s Ideen", readings)


def readers_text(pile: Pile, wanted: int) -> str:
    """How many readers an idea has of those that it is to have, in words."""
    return _("hat %(readings)s von %(wanted)s", readings=pile.readings, wanted=wanted)
