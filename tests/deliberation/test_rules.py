"""What may be decided and approved when, and what goes against the order of means; all without a database."""

import uuid
from datetime import datetime
from fractions import Fraction
from itertools import product

import pytest

from app.deliberation import rules
from app.deliberation.models import Approval, Decision
from app.deliberation.rules import NOT_SELECTED, PRIZE, SHORTLIST, SPECIAL, Candidate, DecisionValues
from app.fairness.snapshot import Entry as FairEntry
from app.ranking.rules import Entry, Place, Total
from app.rounds.models import Phase, PhaseKind
from tests.support.rounds import JURY_CLOSES, JURY_OPENS, ONE_SECOND

JURY = Phase(kind=PhaseKind.JURY, opens_at=JURY_OPENS, closes_at=JURY_CLOSES, grace_minutes=0)
WHY = "Weil es überzeugt."
NOT = DecisionValues(NOT_SELECTED)


def a_prize(rank: int, *, deviates: bool = False) -> DecisionValues:
    return DecisionValues(PRIZE, f"{rank}. Preis", rank, WHY, deviates)


def a_candidate(number: int, mean: int | None, values: DecisionValues | None = None, *, zone: str = "") -> Candidate:
    """An idea with a mean (None: too few sheets) and what was decided about it (None: nothing)."""
    entry = Entry(uuid.UUID(int=number), number, f"Idee {number}", "Klima", 1)
    totals = () if mean is None else (Total(Fraction(mean), is_filled_in=False),)
    place = Place(entry, totals, 0, 101 - mean if mean is not None else None, fair=a_fair_entry(zone) if zone else None)
    return Candidate(place, a_decision(number, values) if values is not None else None)


def a_fair_entry(zone: str) -> FairEntry:
    """What the fair ranking says, as far as it matters here: `zone` is in, decision or out."""
    return FairEntry(
        "", 3, Fraction(50), 50.0, 50.0, 5.0, 40.0, 60.0, 1, 1, 5, {3: 0.5},
        zone,  # type: ignore[arg-type]  # one of the three
        1,
    )  # fmt: skip


def a_decision(number: int, values: DecisionValues) -> Decision:
    return Decision(
        submission_id=uuid.UUID(int=number), kind=values.kind, prize=values.prize, rank=values.rank,
        reason=values.reason, deviates=values.deviates, version=1,
    )  # fmt: skip


def numbers(candidates: list[Candidate]) -> list[int]:
    return [each.number for each in candidates]


# ---------------------------------------------------------------- when
@pytest.mark.parametrize(("now", "code"), [(JURY_CLOSES - ONE_SECOND, "jury_open"), (JURY_CLOSES, None)])
def test_decisions_begin_in_the_second_in_which_the_jury_ends(now: datetime, code: str | None) -> None:
    refusal = rules.why_not_decide([JURY], now, "")
    assert (refusal.code if refusal else None) == code


def test_the_refusal_says_from_when_on_and_whom_to_ask() -> None:
    refusal = rules.why_not_decide([JURY], JURY_OPENS, "stadt.example")
    assert refusal is not None
    assert (refusal.since, refusal.ask) == (JURY_CLOSES, "stadt.example")


def test_a_round_without_a_jury_decides_nothing() -> None:
    refusal = rules.why_not_decide([], JURY_CLOSES, "")
    assert refusal is not None
    assert (refusal.code, refusal.since) == ("jury_open", None)


# ---------------------------------------------------------------- against the order of means
def test_whoever_follows_the_means_turns_nothing_round() -> None:
    order = [
        a_candidate(1, 90, a_prize(1)),
        a_candidate(2, 80, a_prize(2)),
        a_candidate(3, 70, DecisionValues(SHORTLIST, reason=WHY)),
        a_candidate(4, 60, NOT),
        a_candidate(5, None, NOT),
    ]
    assert [numbers(rules.turned_by(order, each, rules.said_in(each.decision))) for each in order if each.decision] == [
        []
    ] * 5
    assert rules.unexplained_among(order) == []


@pytest.mark.parametrize(
    ("values", "turned"),
    [
        (a_prize(1), [2, 3]),
        (a_prize(2), [3]),  # as high as the better one's
        (a_prize(3), [3]),
        (DecisionValues(SHORTLIST, reason=WHY), [3]),
        (NOT, [5]),  # passed over by one with a lower mean
        (DecisionValues(SPECIAL, "Sonderpreis Umwelt", 1, WHY), []),  # for something else than the order
    ],
)
def test_what_is_put_above_a_better_or_below_a_worse_one_is_named(values: DecisionValues, turned: list[int]) -> None:
    idea = a_candidate(4, 60)
    others = [
        a_candidate(1, 90, a_prize(1)),
        a_candidate(2, 80, a_prize(2)),
        a_candidate(3, 70, NOT),
        a_candidate(5, 50, DecisionValues(SHORTLIST, reason=WHY)),
        a_candidate(6, 40, NOT),
    ]
    assert numbers(rules.turned_by([*others, idea], idea, values)) == turned


def test_equal_means_are_in_no_order() -> None:
    idea, equal = a_candidate(1, 80), a_candidate(2, 80, NOT)
    assert rules.turned_by([idea, equal], idea, a_prize(1)) == []
    assert rules.unexplained_among([a_candidate(1, 80, a_prize(1)), equal]) == []


def test_an_idea_that_too_few_have_read_comes_behind_all_others() -> None:
    unread, read = a_candidate(1, None), a_candidate(2, 0, NOT)
    assert numbers(rules.turned_by([unread, read], unread, a_prize(1))) == [2]


def test_what_is_open_counts_as_not_selected_and_says_nothing_itself() -> None:
    better, idea = a_candidate(1, 90), a_candidate(2, 80)
    turned = rules.turned_by([better, idea], idea, a_prize(1))
    assert (numbers(turned), rules.unexplained(turned)) == ([1], [])


def test_one_word_is_enough_for_two_ideas_that_changed_places() -> None:
    """Of all ways to mark three turned decisions, those pass in which one of each pair says why."""
    for first, second, third in product((False, True), repeat=3):
        order = [
            a_candidate(1, 90, DecisionValues(NOT_SELECTED, "", None, WHY, first)),
            a_candidate(2, 80, DecisionValues(SHORTLIST, "", None, WHY, second)),
            a_candidate(3, 70, a_prize(1, deviates=third)),
        ]
        pairs = [(first, second), (first, third), (second, third)]
        assert (rules.unexplained_among(order) == []) == all(any(pair) for pair in pairs)


def test_the_mark_is_kept_only_where_something_is_turned_round() -> None:
    idea, better = a_candidate(1, 80), a_candidate(2, 90, NOT)
    marked = a_prize(1, deviates=True)
    assert rules.settled(marked, rules.turned_by([idea, better], idea, marked)).deviates
    assert not rules.settled(marked, rules.turned_by([idea], idea, marked)).deviates


def test_only_awards_keep_a_name_and_a_place() -> None:
    typed = {kind: DecisionValues(kind, "1. Preis", 1, WHY) for kind in rules.NAMES}
    kept = {kind: (said.prize, said.rank) for kind, values in typed.items() for said in [rules.settled(values, [])]}
    named, bare = ("1. Preis", 1), ("", None)
    assert kept == {PRIZE: named, SPECIAL: named, SHORTLIST: bare, NOT_SELECTED: bare}


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        (a_prize(1), []),
        (DecisionValues(PRIZE, "", None, ""), ["prize", "rank", "reason"]),
        (DecisionValues(SPECIAL, "Sonderpreis", None, "zu kurz"), ["rank", "reason"]),
        (DecisionValues(SHORTLIST, reason="neun Zei."), ["reason"]),
        (DecisionValues(SHORTLIST, reason="zehn Zeic."), []),
        (NOT, []),
    ],
)
def test_everything_that_a_decision_lacks_is_told_at_once(values: DecisionValues, fields: list[str]) -> None:
    assert sorted(rules.faults_of(values, [])) == fields


def test_against_the_order_even_not_selected_needs_a_reason_and_a_mark() -> None:
    worse = a_candidate(1, 10, a_prize(1))
    assert sorted(rules.faults_of(NOT, [worse])) == ["deviates", "reason"]
    said = DecisionValues(NOT_SELECTED, reason=WHY, deviates=True)
    assert rules.faults_of(said, [worse]) == {}
    marked = a_candidate(1, 10, a_prize(1, deviates=True))
    assert rules.faults_of(NOT, [marked]) == {}


def test_the_rest_leaves_out_ideas_that_were_passed_over() -> None:
    order = [
        a_candidate(1, 90),
        a_candidate(2, 80, a_prize(1)),
        a_candidate(3, 80),
        a_candidate(4, 70, DecisionValues(SPECIAL, "Sonderpreis", 1, WHY)),
        a_candidate(5, 60, NOT),
        a_candidate(6, 50),
        a_candidate(7, None),
    ]
    assert numbers(rules.passed_over(order)) == [1]
    assert numbers(rules.rest_of(order)) == [3, 6, 7]
    assert numbers(rules.rest_of([a_candidate(1, 90), a_candidate(2, 80, a_prize(1, deviates=True))])) == [1]
    assert rules.why_not_decide_rest([order[2]]) is None


def test_nothing_is_left_where_everything_is_decided() -> None:
    refusal = rules.why_not_decide_rest(rules.rest_of([a_candidate(1, 90, NOT)]))
    assert refusal is not None
    assert refusal.code == "nothing_open"


# ---------------------------------------------------------------- two people, two tabs
def test_what_was_seen_last_may_be_changed_and_anything_else_is_a_conflict() -> None:
    newest = a_decision(1, a_prize(1))
    assert rules.conflicts(newest, NOT, 1) == []
    (conflict,) = rules.conflicts(newest, NOT, 0)
    assert (conflict.stored, conflict.offered, conflict.stored_version) == (
        "1. Preis – Weil es überzeugt.", "Nicht ausgewählt", 1,
    )  # fmt: skip


def test_taken_back_meanwhile_is_a_conflict_too() -> None:
    newest = a_decision(1, a_prize(1))
    newest.revoked_at, newest.version = JURY_CLOSES, 2
    (conflict,) = rules.conflicts(newest, NOT, 1)
    assert conflict.stored == "noch nichts"


def test_the_reason_for_a_change_is_a_sentence() -> None:
    assert list(rules.faults_of_change("kurz")) == ["change_reason"]
    assert rules.faults_of_change("Beim Zählen verrutscht.") == {}


# ---------------------------------------------------------------- approval
ANNA, BELA = uuid.UUID(int=1), uuid.UUID(int=2)
DECIDED = [a_candidate(1, 90, a_prize(1)), a_candidate(2, 80, NOT)]


def an_approval(person_id: uuid.UUID, role: str) -> Approval:
    return Approval(approved_by_id=person_id, role=role, digest="d")


@pytest.mark.parametrize(
    ("candidates", "approvals", "code"),
    [
        ([], [], "no_ideas"),
        ([*DECIDED, a_candidate(3, 70)], [], "open_ideas"),
        ([a_candidate(1, 90, NOT), a_candidate(2, 80, a_prize(1))], [], "unexplained"),
        (DECIDED, [], None),
        (DECIDED, [an_approval(ANNA, "chair")], "same_person"),
        (DECIDED, [an_approval(BELA, "admin")], "role_taken"),
        (DECIDED, [an_approval(BELA, "chair")], None),
    ],
)
def test_why_anna_cannot_approve_as_admin(
    candidates: list[Candidate], approvals: list[Approval], code: str | None
) -> None:
    refusal = rules.why_not_approve(ANNA, "admin", approvals, candidates)
    assert (refusal.code if refusal else None) == code


def test_somebody_with_two_roles_may_approve_as_long_as_one_of_them_is_free() -> None:
    taken = [an_approval(BELA, "chair")]
    assert rules.why_not_approve_any(ANNA, ["chair", "admin"], taken, DECIDED) is None
    refusal = rules.why_not_approve_any(BELA, ["chair", "admin"], taken, DECIDED)
    assert refusal is not None
    assert refusal.code == "same_person"


@pytest.mark.parametrize(
    ("approvals", "is_approved"),
    [
        ([], False),
        ([an_approval(ANNA, "chair")], False),
        ([an_approval(ANNA, "chair"), an_approval(BELA, "admin")], True),
        ([an_approval(ANNA, "chair"), an_approval(ANNA, "admin")], False),
        ([an_approval(ANNA, "chair"), an_approval(BELA, "chair")], False),
    ],
)
def test_approved_is_what_a_chair_and_another_person_as_admin_said_yes_to(
    approvals: list[Approval],
    is_approved: bool,  # noqa: FBT001 # a case
) -> None:
    assert rules.is_approved(approvals) == is_approved


def test_the_digest_tells_every_change_of_a_decision() -> None:
    plain = DecisionValues(PRIZE, "1. Preis", 1, WHY)
    others = [
        DecisionValues(PRIZE, "2. Preis", 1, WHY),
        DecisionValues(PRIZE, "1. Preis", 2, WHY),
        DecisionValues(PRIZE, "1. Preis", 1, "Anders."),
        DecisionValues(SPECIAL, "1. Preis", 1, WHY),
        DecisionValues(PRIZE, "1. Preis", 1, WHY, deviates=True),
    ]
    found = {rules.digest_of(a_decision(1, values)) for values in (plain, *others)} | {
        rules.digest_of(a_decision(2, plain))
    }
    assert len(found) == 7


def test_a_plain_prize_keeps_the_digest_of_the_time_before_there_were_kinds() -> None:
    digest = rules.digest_of(a_decision(1, DecisionValues(PRIZE, "1. Preis", 1, "Gut gemacht.")))
    assert digest == "20eec2d62db7b01112b4c40105a62ecf958458922d88c65fdacc78c8c2e72e15"


def test_the_digest_of_all_knows_no_order_but_every_decision() -> None:
    one, other = a_decision(1, a_prize(1)), a_decision(2, NOT)
    assert rules.digest_of_all([one, other]) == rules.digest_of_all([other, one])
    assert rules.digest_of_all([one]) != rules.digest_of_all([one, other])
