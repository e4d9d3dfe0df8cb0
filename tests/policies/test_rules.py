"""What is laid down, in numbers and in words."""

import uuid
from datetime import UTC, datetime

import pytest

from app.policies import rules
from app.policies.rules import FAIR, MEAN, Policy, Terms

ROUND = uuid.UUID("00000000-0000-4000-8000-00000000002a")
NAMES = {"benefit": "Nutzen", "novelty": "Neuheit"}
LOCKED = datetime(2027, 4, 1, tzinfo=UTC)


def a_policy(terms: Terms, locked_at: datetime | None = None) -> Policy:
    return Policy(uuid.uuid4(), ROUND, terms, rules.digest_of(ROUND, terms), 1, locked_at)


def test_the_mathematics_get_what_is_laid_down() -> None:
    fair, mean = a_policy(Terms(places=5)).fairness, a_policy(Terms(method=MEAN, tie_rules=("novelty",))).fairness

    assert (fair.method, fair.ks, fair.min_readings, fair.seed) == ("fairwert", (5,), 2, 42)
    assert (fair.tie_rule, mean.method, mean.tie_rule) == (("p_top", "benefit", "novelty"), "mean", ("novelty",))


def test_every_term_and_the_round_change_the_digest() -> None:
    others = [
        Terms(method=MEAN),
        Terms(places=4),
        Terms(tie_rules=("p_top", "novelty", "benefit")),
        Terms(readings_min=3),
        Terms(readings_budget=31),
    ]
    digests = {rules.digest_of(ROUND, terms) for terms in (Terms(), *others)}
    assert len(digests | {rules.digest_of(uuid.uuid4(), Terms())}) == 7


@pytest.mark.parametrize(
    ("terms", "found"),
    [
        (Terms(), {}),
        (Terms(tie_rules=()), {}),
        (Terms(method=MEAN, tie_rules=("benefit",)), {}),
        (Terms(tie_rules=("benefit", "benefit")), {"tie_2": ["Diese Regel steht schon darüber."]}),
        (
            Terms(method=MEAN, tie_rules=("benefit", "p_top")),
            {"tie_2": ["Eine Chance auf einen Preis gibt es nur beim Fairwert, nicht beim Mittelwert."]},
        ),
        (Terms(tie_rules=("courage",)), {"tie_1": ["Dieses Kriterium steht nicht mehr im Raster."]}),
    ],
)
def test_tie_rules_must_be_such_as_can_tell_ideas_apart(terms: Terms, found: dict[str, list[str]]) -> None:
    assert rules.faults_of(terms, NAMES) == found


def test_a_policy_may_be_changed_until_it_is_locked() -> None:
    refusal = rules.why_not_change(a_policy(Terms(), LOCKED))

    assert rules.why_not_change(a_policy(Terms())) is None
    assert refusal is not None
    assert (refusal.code, refusal.since) == ("policy_locked", LOCKED)


def test_a_conflict_names_what_differs() -> None:
    found = rules.conflicts(Terms(), Terms(method=MEAN, places=4, tie_rules=("benefit",)), NAMES, 3)

    assert [(each.key, each.stored, each.offered, each.stored_version) for each in found] == [
        ("method", "Fairwert", "Mittelwert", 3),
        ("places", "3", "4", 3),
        ("tie_1", "die größere Chance auf einen Preis", "mehr Punkte bei „Nutzen“", 3),
        ("tie_2", "mehr Punkte bei „Nutzen“", "keine", 3),
        ("tie_3", "mehr Punkte bei „Neuheit“", "keine", 3),
    ]


def test_the_usual_policy_reads_as_whole_sentences() -> None:
    assert rules.sentences_of(Terms(), NAMES) == [
        "Es zählt der Fairwert: der Mittelwert der Bögen, um die Strenge der Jurymitglieder bereinigt.",
        "Es geht um 3 Preise.",
        (
            "Bei Gleichstand entscheidet: die größere Chance auf einen Preis, dann mehr Punkte bei „Nutzen“, dann mehr"
            " Punkte bei „Neuheit“. Sonst teilen sich die Ideen den Platz."
        ),
        "Einen Platz bekommt eine Idee ab 2 Bögen.",
        "Wo es knapp ist, werden höchstens 30 weitere Bewertungen verteilt.",
    ]


def test_so_does_the_plainest_one() -> None:
    terms = Terms(method=MEAN, places=1, tie_rules=(), readings_min=1, readings_budget=0)
    gone = rules.sentences_of(Terms(method=FAIR, tie_rules=("courage",), readings_budget=1), NAMES)

    assert rules.sentences_of(terms, NAMES) == [
        "Es zählt der Mittelwert der Bögen.",
        "Es geht um 1 Preis.",
        "Bei Gleichstand teilen sich die Ideen den Platz.",
        "Einen Platz bekommt eine Idee ab 1 Bogen.",
        "Weitere Bewertungen werden nicht verteilt.",
    ]
    tied = "Bei Gleichstand entscheidet: ein Kriterium, das nicht mehr im Raster steht."
    assert (gone[2], gone[4]) == (
        f"{tied} Sonst teilen sich die Ideen den Platz.",
        "Wo es knapp ist, wird höchstens 1 weitere Bewertung verteilt.",
    )
