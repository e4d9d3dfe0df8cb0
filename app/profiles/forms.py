"""The form in which a juror says what they read best."""

import uuid
from collections.abc import Sequence

from wtforms import (  # type: ignore[attr-defined]  # newer than the stubs
    IntegerField,
    SelectChoice,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.models import School
from app.core.forms import VersionForm
from app.core.i18n import _l
from app.profiles import rules
from app.profiles.rules import Profile
from app.rounds.models import Category


def _boxes(label: str, help_text: str, *validators: object) -> SelectMultipleField:
    return SelectMultipleField(
        label,
        description=help_text,
        validators=[*validators],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


class ProfileForm(VersionForm):
    languages = _boxes(
        _l("In welchen Sprachen lesen Sie?"),
        _l("Ideen werden nur zugeteilt, wenn Sie sie lesen können."),
        InputRequired(_l("Bitte mindestens eine Sprache auswählen.")),
    )
    fields = _boxes(
        _l("Worin kennen Sie sich aus?"),
        _l("Die meisten Ihrer Ideen kommen von dort, einige absichtlich aus anderen Themenfeldern."),
        Optional(),
    )
    load = IntegerField(
        _l("Wie viele Ideen schaffen Sie höchstens?"),
        description=_l("Leer heißt: so viele wie die anderen. Eine Idee dauert etwa 15 Minuten."),
        validators=[
            Optional(),
            NumberRange(
                0,
                rules.LOAD_MAX,
                _l("Bitte eine ganze Zahl zwischen %(low)s und %(high)s eintragen.", low=0, high=rules.LOAD_MAX),
            ),
        ],
    )
    schools = _boxes(
        _l("An welchen Schulen unterrichten Sie oder haben es kürzlich getan?"),
        _l("Ideen von dort bekommen Sie nie zu lesen."),
        Optional(),
    )

    def profile(self) -> Profile:
        """What was entered; only after the form was found valid."""
        fields, schools = (tuple(map(uuid.UUID, each.data or [])) for each in (self.fields, self.schools))
        return Profile(tuple(self.languages.data or []), fields, self.load.data, schools)


def profile_form(
    profile: Profile, version: int, categories: Sequence[Category], schools: Sequence[School]
) -> ProfileForm:
    form = ProfileForm(
        languages=list(profile.languages),
        fields=[str(id_) for id_ in profile.fields],
        load=profile.load,
        schools=[str(id_) for id_ in profile.school_ids],
        version=version,
    )
    form.languages.choices = [SelectChoice(code, name) for code, name in rules.languages().items()]
    form.fields.choices = [SelectChoice(str(each.id), each.name) for each in categories]
    form.schools.choices = [SelectChoice(str(each.id), each.name) for each in schools]
    return form
