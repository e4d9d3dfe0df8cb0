"""Forms for decisions and their approval."""

from dataclasses import asdict
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    BooleanField,
    HiddenField,
    IntegerField,
    SelectChoice,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from app.core.errors import InvalidError
from app.core.forms import Form, VersionForm, area_field, choice_field, line_field
from app.core.i18n import _l
from app.deliberation.models import Decision
from app.deliberation.rules import (
    NAMES,
    RANK_MAX,
    REASON_MIN,
    DecisionValues,
    faults_of,
    name_of_part,
    said_in,
    version_of,
)

_RANK = _l("Bitte eine ganze Zahl zwischen %(low)s und %(high)s eintragen.", low=1, high=RANK_MAX)


class DecisionForm(VersionForm):
    """What becomes of an idea. Name and place are asked of awards only, a reason of everything but "not selected"."""

    kind = choice_field(_l("Was wird aus der Idee?"), list(NAMES.items()))
    prize = line_field(
        _l("Name des Preises"),
        help_text=_l("So steht er auf der Ergebnisseite, zum Beispiel „1. Preis“."),
        high=80,
        required=False,
    )
    rank = IntegerField(
        _l("Platz in der Liste"),
        description=_l("1 steht oben. Zwei Ideen dürfen denselben Platz haben."),
        validators=[Optional(), NumberRange(1, RANK_MAX, _RANK)],
    )
    reason = area_field(
        _l("Begründung"),
        help_text=_l(
            "Bleibt intern und steht im Protokoll der Entscheidung. Freiwillig nur bei „Nicht ausgewählt“, wenn die "
            "Rangfolge sicher ist."
        ),
        high=2000,
        required=False,
    )
    deviates = BooleanField(_l("Weicht von der Rangfolge ab; die Begründung sagt, warum."))
    change_reason = area_field(
        _l("Warum ändert sich die Entscheidung?"),
        help_text=_l("Steht im Protokoll."),
        high=2000,
        required=False,
    )

    @classmethod
    def of(cls, decision: Decision | None, newest: Decision | None) -> "DecisionForm":
        """The form for an idea with the decision that holds, if any."""
        said = asdict(said_in(decision)) if decision is not None else {}
        form = cls(data={"version": version_of(newest), **said})
        for field in (form.prize, form.rank, form.reason, form.change_reason):
            field.flags.depends = True
        return form

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 # as WTForms says
        """Everything that is missing is told at once, whether a field alone shows it or the choice above."""
        is_valid = bool(super().validate(extra_validators))
        faults = faults_of(self.values(), ()) if self.kind.data in NAMES else {}
        self.take_errors(InvalidError({name: texts for name, texts in faults.items() if not self[name].errors}))
        return is_valid and not faults

    def values(self) -> DecisionValues:
        """What was entered; only after the form was found valid."""
        return DecisionValues(
            self.kind.data or "",
            self.prize.data or "",
            self.rank.data,
            self.reason.data or "",
            deviates=bool(self.deviates.data),
        )


class RevokeForm(Form):
    reason = area_field(
        _l("Warum wird die Entscheidung zurückgenommen?"),
        help_text=_l("Steht im Protokoll."),
        low=REASON_MIN,
        high=2000,
    )


class RestForm(Form):
    """One reason, or none, for everything that is still open; `seen` is the digest of the decisions shown."""

    seen = HiddenField()
    reason = area_field(
        _l("Begründung für alle"), help_text=_l("Steht im Protokoll."), low=REASON_MIN, high=2000, required=False
    )


class ApproveForm(Form):
    """A yes to the decisions shown, whose digest is `seen`, in one of the person's roles."""

    seen = HiddenField()
    role = choice_field(_l("In welcher Rolle geben Sie frei?"), [])
    is_checked = BooleanField(
        _l("Ich habe alle Entscheidungen geprüft und gebe sie so frei."),
        validators=[InputRequired(_l("Bitte zuerst prüfen und hier bestätigen."))],
    )

    @classmethod
    def of(cls, digest: str, parts: list[str]) -> "ApproveForm":
        form = cls(data={"seen": digest, "role": parts[0] if len(parts) == 1 else None})
        form.role.choices = [SelectChoice(part, name_of_part(part)) for part in parts]
        return form
