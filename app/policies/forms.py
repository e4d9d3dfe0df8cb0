"""The form for the policy of a round."""

from collections.abc import Mapping

from wtforms import SelectField

from app.core.forms import VersionForm, choice_field, number_field
from app.core.i18n import _, _l
from app.policies import rules
from app.policies.rules import Policy, Terms


class PolicyForm(VersionForm):
    """What is laid down; made by `policy_form`, which knows the criteria that may tell equal ideas apart."""

    method = choice_field(_l("Was zählt?"), [(rules.FAIR, _l("Fairwert")), (rules.MEAN, _l("Mittelwert"))])
    places = number_field(
        _l("Zahl der Preise"),
        help_text=_l("Für so viele Plätze wird gesagt, wie sicher sie sind."),
        low=1,
        high=rules.PLACES_MAX,
    )
    tie_1 = SelectField(_l("Bei Gleichstand entscheidet zuerst"))
    tie_2 = SelectField(_l("Danach"))
    tie_3 = SelectField(_l("Zuletzt"))
    readings_min = number_field(
        _l("Bögen, ab denen eine Idee einen Platz bekommt"),
        help_text=_l("Eine Idee mit weniger Bögen steht für sich und bekommt keinen Platz."),
        low=1,
        high=rules.READINGS_MAX,
    )
    readings_budget = number_field(
        _l("Weitere Bewertungen, höchstens"),
        help_text=_l("So viele Bewertungen dürfen Sie zusätzlich verteilen, wo es knapp ist. 0 heißt: keine."),
        low=0,
        high=rules.BUDGET_MAX,
    )

    def values(self) -> Terms:
        """What was entered; only after the form was found valid."""
        ties = [self.tie_1.data, self.tie_2.data, self.tie_3.data]
        return Terms(
            method=self.method.data,
            places=self.places.data or 0,
            tie_rules=tuple(rule for rule in ties if rule),
            readings_min=self.readings_min.data or 0,
            readings_budget=self.readings_budget.data or 0,
        )


def policy_form(policy: Policy, names: Mapping[str, str]) -> PolicyForm:
    """The form filled with a policy; `names` are those of the criteria by key."""
    terms = policy.terms
    ties = {rules.tie_field(place): rule for place, rule in enumerate(terms.tie_rules)}
    form = PolicyForm(obj=terms, data={**ties, "version": policy.version})
    choices = {"": _("– keine weitere Regel –"), **{rule: rules.tie_rule_text(rule, names) for rule in _rules(names)}}
    # What is stored stays to be seen, even if its criterion is gone: the rule says so when it is saved.
    choices |= {rule: rules.tie_rule_text(rule, names) for rule in terms.tie_rules}
    for field in (form.tie_1, form.tie_2, form.tie_3):
        field.choices = list(choices.items())
    return form


def _rules(names: Mapping[str, str]) -> list[str]:
    return [rules.CHANCE, *names]
