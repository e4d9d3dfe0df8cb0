"""When a final is made of a round, and what its ideas bring along."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from app.core.errors import Refusal
from app.core.i18n import _
from app.deliberation.models import Decision
from app.deliberation.rules import SHORTLIST
from app.policies.rules import FAIR, MEAN, Terms
from app.ranking.rules import Place, Ranking


def finalists_among(decisions: Iterable[Decision]) -> list[Decision]:
    """The short list: whoever has a prize already does not compete for it again."""
    return [each for each in decisions if each.kind == SHORTLIST]


def why_not_create(decisions: Sequence[Decision], *, has_final: bool, is_final: bool) -> Refusal | None:
    """Why no final is made of a round; `decisions` are those that two people have approved."""
    if has_final:
        return Refusal("has_final", _("Zu dieser Runde gibt es schon ein Finale."))
    if is_final:
        return Refusal("is_final", _("Diese Runde ist selbst ein Finale."))
    if not decisions:
        reason = _(
            "Ein Finale entsteht aus der engeren Wahl, sobald zwei Personen die Entscheidungen freigegeben haben."
        )
        return Refusal("not_approved", reason)
    if not finalists_among(decisions):
        reason = _("Niemand ist in der engeren Wahl. Wer ins Finale soll, bekommt diese Entscheidung.")
        return Refusal("no_finalists", reason)
    return None


def faults_of_phase(opens_at: datetime, now: datetime) -> dict[str, list[str]]:
    """What is wrong with the time of the jury: nobody can be dealt anything once it is over."""
    if now < opens_at:
        return {}
    return {"opens_at": [_("Der Beginn muss in der Zukunft liegen, damit Sie vorher Jury und Raster vorbereiten.")]}


def value_of(place: Place, terms: Terms) -> Fraction:
    """What an idea is worth in its first round: the official value, the Fairwert to two decimals, which tell ties."""
    fair = place.fair
    if terms.method == FAIR and fair is not None and fair.fairwert is not None:
        return Fraction(round(fair.fairwert * 100), 100)
    return place.mean or Fraction(0)


def values_of(ranking: Ranking) -> dict[object, Fraction]:
    """The same for every idea of a round, by submission."""
    # Where the terms say Fairwert and the sheets do not allow it, the mean is official.
    terms = ranking.terms if ranking.is_by_fairwert else replace(ranking.terms, method=MEAN)
    return {place.entry.submission_id: value_of(place, terms) for place in ranking.everything}
