"""What is laid down before a jury judges, in numbers and in words, and until when it may be changed."""

import hashlib
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from fractions import Fraction
from functools import cache

from app.core.errors import Refusal, TextConflict
from app.core.i18n import _, _n
from app.fairness import cases as fairness
from app.fairness.words import CITY, FALLBACKS

MEAN, FAIR = "mean", "fair"
# A tie rule is the chance of one of the first places, or the key of a criterion.
CHANCE = "p_top"
TIE_RULES = (CHANCE, "benefit", "novelty")
TIES_MAX, PLACES_MAX, READINGS_MAX, BUDGET_MAX = 3, 100, 8, 10_000
_SEEDS = 2**31


@dataclass(frozen=True)
class Terms:
    """method: what orders the ideas, the plain mean or the Fairwert; places: how many of the first ones get a prize.

    tie_rules: what tells equal ideas apart, the first that can; readings_min: an idea with fewer sheets has no place;
    readings_budget: how many readings may be dealt beyond those that every idea gets, where it is close.
    """

    method: str = FAIR
    places: int = 3
    tie_rules: tuple[str, ...] = TIE_RULES
    readings_min: int = 2
    readings_budget: int = 30


@dataclass(frozen=True)
class Policy:
    """The policy of a round as it is stored."""

    id: uuid.UUID
    round_id: uuid.UUID
    terms: Terms
    digest: str
    version: int
    locked_at: datetime | None

    @property
    def seed(self) -> int:
        return seed_of(self.round_id)

    @property
    def fairness(self) -> fairness.Policy:
        """The same as the mathematics of the jury take it."""
        return fairness.Policy(
            method="fairwert" if self.terms.method == FAIR else "mean",
            ks=(self.terms.places,),
            min_readings=self.terms.readings_min,
            tie_rule=self.terms.tie_rules,
            seed=self.seed,
        )


def seed_of(round_id: uuid.UUID) -> int:
    """The seed of everything that chance decides in a round: known to all, and chosen by nobody, as its id is."""
    return round_id.int % _SEEDS


def digest_of(round_id: uuid.UUID, terms: Terms) -> str:
    """SHA-256 (hex) over the round, its seed and the terms, as canonical JSON."""
    said = {"round": str(round_id), "seed": seed_of(round_id), **asdict(terms)}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def faults_of(terms: Terms, criteria: Collection[str]) -> dict[str, list[str]]:
    """What is wrong with the tie rules for a rubric with these criteria, by the name of the field."""
    used = terms.tie_rules
    found = {tie_field(place): _fault_of(rule, terms, used[:place], criteria) for place, rule in enumerate(used)}
    return {name: [fault] for name, fault in found.items() if fault}


def _fault_of(rule: str, terms: Terms, before: Sequence[str], criteria: Collection[str]) -> str:
    if rule in before:
        return _("Diese Regel steht schon darüber.")
    if rule == CHANCE and terms.method == MEAN:
        return _("Eine Chance auf einen Preis gibt es nur beim Fairwert, nicht beim Mittelwert.")
    if rule != CHANCE and rule not in criteria:
        return _("Dieses Kriterium steht nicht mehr im Raster.")
    return ""


def tie_field(place: int) -> str:
    """The name of the field for the tie rule at this place, counted from 0."""
    return f"tie_{place + 1}"


def why_not_change(policy: Policy) -> Refusal | None:
    """Why the policy stays as it is."""
    if policy.locked_at is None:
        return None
    reason = _("Ein Jurymitglied hat schon mit einem Bogen begonnen. Seitdem stehen die Wertungsregeln fest, für alle.")
    return Refusal("policy_locked", reason, since=policy.locked_at)


def conflicts(stored: Terms, offered: Terms, names: Mapping[str, str], version: int) -> list[TextConflict]:
    """Where something else is stored than what is offered, by the name of the field."""
    pairs = zip(texts_of(stored, names).items(), texts_of(offered, names).values(), strict=True)
    return [TextConflict(name, name, text, other, version) for (name, text), other in pairs if text != other]


def texts_of(terms: Terms, names: Mapping[str, str]) -> dict[str, str]:
    """The terms as text by the name of their field; `names` are those of the criteria by key."""
    return {
        "method": method_text(terms.method),
        "places": str(terms.places),
        **{tie_field(place): tie_rule_text(rule, names) for place, rule in enumerate(_padded(terms.tie_rules))},
        "readings_min": str(terms.readings_min),
        "readings_budget": str(terms.readings_budget),
    }


def _padded(tie_rules: Sequence[str]) -> list[str]:
    return [*tie_rules, *[""] * (TIES_MAX - len(tie_rules))]


def method_text(method: str) -> str:
    return _("Fairwert") if method == FAIR else _("Mittelwert")


def tie_rule_text(rule: str, names: Mapping[str, str]) -> str:
    if not rule:
        return _("keine")
    if rule == CHANCE:
        return _("die größere Chance auf einen Preis")
    if rule in names:
        return _("mehr Punkte bei „%(name)s“", name=names[rule])
    return _("ein Kriterium, das nicht mehr im Raster steht")


def sentences_of(terms: Terms, names: Mapping[str, str]) -> list[str]:
    """The terms in whole sentences, for everybody."""
    return [
        _("Es zählt der Fairwert: der Mittelwert der Bögen, um die Strenge der Jurymitglieder bereinigt.")
        if terms.method == FAIR
        else _("Es zählt der Mittelwert der Bögen."),
        _n("Es geht um %(num)s Preis.", "Es geht um %(num)s Preise.", terms.places),
        _ties_sentence(terms.tie_rules, names),
        _n(
            "Einen Platz bekommt eine Idee ab %(num)s Bogen.",
            "Einen Platz bekommt eine Idee ab %(num)s Bögen.",
            terms.readings_min,
        ),
        _n(
            "Wo es knapp ist, wird höchstens %(num)s weitere Bewertung verteilt.",
            "Wo es knapp ist, werden höchstens %(num)s weitere Bewertungen verteilt.",
            terms.readings_budget,
        )
        if terms.readings_budget
        else _("Weitere Bewertungen werden nicht verteilt."),
    ]


def _ties_sentence(tie_rules: Sequence[str], names: Mapping[str, str]) -> str:
    if not tie_rules:
        return _("Bei Gleichstand teilen sich die Ideen den Platz.")
    words = _(", dann ").join(tie_rule_text(rule, names) for rule in tie_rules)
    return _("Bei Gleichstand entscheidet: %(rules)s. Sonst teilen sich die Ideen den Platz.", rules=words)


# ---------------------------------------------------------------- an example
# What five jurors give six ideas, each read by three; the first is strict, the last one mild.
_EXAMPLE: Mapping[str, Sequence[int | None]] = {
    "A": (65, 73, 79, None, None),
    "B": (None, None, 73, 79, 87),
    "C": (None, 65, None, 72, 79),
    "D": (47, None, 63, 65, None),
    "E": (43, 51, None, None, 69),
    "F": (37, None, 49, None, 61),
}


@dataclass(frozen=True)
class ExampleLine:
    """An idea of the example: what each juror gave, and what became of it."""

    name: str
    given: Sequence[int | None]
    mean: float
    mean_place: int
    fairwert: float
    place: int
    chance: float


@dataclass(frozen=True)
class Example:
    """A small contest worked out by the very code that ranks every round; `mildness` is that of each juror."""

    lines: Sequence[ExampleLine]
    mildness: Sequence[float]


@cache
def example() -> Example:
    """Made once in the life of a process: it takes a second."""
    from app.fairness.ranking import rank  # noqa: PLC0415 # brings numpy and scipy, which no other page needs

    sheets = [
        fairness.Sheet(name, str(juror), {"whole": points})
        for name, given in _EXAMPLE.items()
        for juror, points in enumerate(given)
        if points is not None
    ]
    rubric = fairness.Rubric((fairness.Criterion("whole", Fraction(1), 100),))
    found = rank(sheets, rubric, fairness.Policy(ks=(1,), tie_rule=()))
    means = [entry.raw_mean for entry in found.entries]
    lines = [
        ExampleLine(
            str(entry.submission),
            _EXAMPLE[str(entry.submission)],
            float(entry.raw_mean),
            1 + sum(mean > entry.raw_mean for mean in means),
            entry.fairwert or 0.0,
            entry.place,
            100 * entry.p_top[1],
        )
        for entry in found.entries
    ]
    return Example(
        lines, [stat.severity or 0.0 for stat in sorted(found.juror_stats, key=lambda stat: str(stat.juror))]
    )


def remarks_in(language: str) -> list[str]:
    """What is said of a ranking if its sheets allow less than usual, each case once."""
    counts = {"n": 3, "m": 2}
    again = {"ISLANDS_DEALT", "WEAK_LINK_ALONE"}
    return [texts[language].format(**counts) for code, texts in FALLBACKS.items() if code not in again]


def model_in(language: str) -> str:
    """The model in a few sentences, for those who know such."""
    return CITY[language]
