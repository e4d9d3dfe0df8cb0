"""Forms for setting up a round."""

from datetime import datetime
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.fields import Field
from wtforms.validators import InputRequired, NumberRange, Optional

from app.core import clock
from app.core.forms import (
    Form,
    VersionForm,
    area_field,
    choice_of_fold,
    is_twice,
    line_field,
    moment_field,
    moment_of,
    number_field,
)
from app.core.i18n import _l
from app.rounds import rules
from app.rounds.actions import PhaseValues, RoundValues
from app.rounds.models import Phase, PhaseKind, Round

_DAYS = _l("Bitte eine ganze Zahl zwischen %(low)s und %(high)s eintragen.", low=1, high=90)
_GIGABYTES = _l("Bitte eine ganze Zahl zwischen %(low)s und %(high)s eintragen.", low=1, high=1000)


class CompetitionForm(Form):
    title = line_field(
        _l("Name des Wettbewerbs"),
        help_text=_l("Zum Beispiel „Innovationswettbewerb 2027“. Daraus entsteht die Adresse im Netz."),
        low=3,
        high=80,
        is_counted=True,
    )


class RoundForm(Form):
    title = line_field(_l("Name der Runde"), help_text=_l("Zum Beispiel „Runde 1“ oder „Frühjahr“."), low=3, high=80)
    lead = area_field(
        _l("Worum geht es?"),
        help_text=_l("Ein, zwei Sätze für die Startseite, die Lust aufs Mitmachen machen."),
        high=400,
        required=False,
    )
    team_min = number_field(_l("Mitglieder mindestens"), low=1, high=20)
    team_max = number_field(_l("Mitglieder höchstens"), low=1, high=20)
    teams_per_person = number_field(_l("Teams je Person"), low=1, high=5)
    contact = line_field(
        _l("Wen kann man fragen?"),
        help_text=_l(
            "Steht überall dort, wo etwas nicht geht, etwa nach einer Frist. Ein Postfach ist besser als eine Person."
        ),
        low=3,
    )
    appeal_days = IntegerField(
        _l("Tage für Einsprüche"),
        description=_l("So lange nach der Veröffentlichung können Teams Einspruch einlegen."),
        default=RoundValues.appeal_days,
        validators=[Optional(), NumberRange(1, 90, _DAYS)],
    )
    school_gigabytes = IntegerField(
        _l("Platz je Schule in GB"),
        description=_l("So viel dürfen die Dateien aller Teams einer Schule in dieser Runde brauchen."),
        default=RoundValues.school_gigabytes,
        validators=[Optional(), NumberRange(1, 1000, _GIGABYTES)],
    )
    has_auto_submit = BooleanField(
        _l("Vollständige Ideen am Ende der Frist von selbst einreichen"),
        description=_l("Die Teams lesen es von Anfang an. Was unvollständig ist, bleibt ein Entwurf."),
        default=True,
    )

    def values(self) -> RoundValues:
        """What was entered; only after the form was found valid."""
        return RoundValues(
            title=self.title.data or "",
            lead=self.lead.data or "",
            team_min=self.team_min.data or 1,
            team_max=self.team_max.data or 1,
            teams_per_person=self.teams_per_person.data or 1,
            contact=self.contact.data or "",
            has_auto_submit=bool(self.has_auto_submit.data),
            appeal_days=self.appeal_days.data or RoundValues.appeal_days,
            school_gigabytes=self.school_gigabytes.data or RoundValues.school_gigabytes,
        )


class EditRoundForm(RoundForm, VersionForm):
    """The same for a round that exists."""

    @classmethod
    def of(cls, round_: Round) -> "EditRoundForm":
        return cls(obj=round_)


def _kinds() -> dict[str, str]:
    return {kind.value: rules.name_of(kind) for kind in PhaseKind}


class PhaseForm(Form):
    """Times are those on Berlin's clocks; an hour that exists twice a year is asked for only then."""

    kind = SelectField(_l("Art der Phase"), choices=_kinds, validators=[InputRequired()])
    opens_at = moment_field(_l("Beginn"), help_text=_l("Datum und Uhrzeit in München."))
    opens_fold = choice_of_fold(_l("Welcher Beginn ist gemeint?"))
    closes_at = moment_field(_l("Ende"), help_text=_l("Um diese Uhrzeit ist Schluss, keine Sekunde später."))
    closes_fold = choice_of_fold(_l("Welches Ende ist gemeint?"))
    grace_minutes = number_field(
        _l("Nachfrist in Minuten"),
        help_text=_l("Gilt nur für Dateien, deren Hochladen vor dem Ende begonnen hat. Meistens 0."),
        low=0,
        high=24 * 60,
    )

    def validate_opens_at(self, field: Field) -> None:
        _check(field, self.opens_fold)

    def validate_closes_at(self, field: Field) -> None:
        _check(field, self.closes_fold)

    @property
    def asks_opens_fold(self) -> bool:
        return is_twice(self.opens_at.data)

    @property
    def asks_closes_fold(self) -> bool:
        return is_twice(self.closes_at.data)

    def values(self) -> PhaseValues:
        """What was entered; only after the form was found valid."""
        return PhaseValues(
            kind=self.kind.data,
            opens_at=moment_of(given(self.opens_at), self.opens_fold.data),
            closes_at=moment_of(given(self.closes_at), self.closes_fold.data),
            grace_minutes=self.grace_minutes.data or 0,
        )


def _check(field: Field, fold: Field) -> None:
    if field.data is not None:
        moment_of(field.data, fold.data)


def given(field: Field) -> datetime:
    """The wall time of a field that was found valid."""
    wall: datetime = field.data
    return wall


class EditPhaseForm(PhaseForm, VersionForm):
    """The same for a phase that exists."""

    @classmethod
    def of(cls, phase: Phase) -> "EditPhaseForm":
        return cls(
            kind=phase.kind,
            grace_minutes=phase.grace_minutes,
            version=phase.version,
            **wall_time("opens_at", "opens_fold", phase.opens_at),
            **wall_time("closes_at", "closes_fold", phase.closes_at),
        )


def wall_time(name: str, fold_name: str, moment: datetime) -> dict[str, Any]:
    """The values of a field of time and of its question that stand for a moment."""
    there = clock.local(moment)
    shown = there.replace(tzinfo=None, fold=0)
    return {name: shown, fold_name: str(there.fold) if is_twice(shown) else None}


class CategoryForm(Form):
    name = line_field(_l("Name des Themenfelds"), low=2, high=40)
