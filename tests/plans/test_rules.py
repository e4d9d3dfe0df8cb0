import uuid
from collections import Counter
from dataclasses import replace

from app.panels.models import PanelMember
from app.plans import rules
from app.plans.rules import CITY, COMPANY, SCHOOL, Order, Pool, Seat

IDEAS = [uuid.UUID(int=number) for number in range(1, 6)]
SEATS = [Seat(uuid.UUID(int=100 + number), f"J{number}", CITY, frozenset(), None) for number in range(4)]
FIELD = uuid.UUID(int=50)
POOL = Pool(dict.fromkeys(IDEAS, FIELD), {}, SEATS, frozenset(), frozenset(), frozenset())


def test_where_somebody_looks_from() -> None:
    member = PanelMember(company_id=IDEAS[0])
    assert [rules.kind_of(member, teaches=teaches) for teaches in (True, False)] == [SCHOOL, COMPANY]
    assert rules.kind_of(PanelMember(), teaches=False) == CITY
    assert rules.kind_text(CITY) == "Stadt und andere"


def test_loads_differ_by_one_at_most_before_they_grow_looser() -> None:
    even, level, more, own = (problem.loads for problem in rules.problems_of(POOL, Order(2, seed=3)))
    assert Counter(even.values()) == {3: 2, 2: 2}
    assert [set(each.values()) for each in (level, more, own)] == [{3}, {4}, {5}]


def test_who_said_how_much_reads_no_more_and_keeps_what_is_dealt() -> None:
    few = replace(POOL, seats=[SEATS[0]._replace(load=1), *SEATS[1:]], held=frozenset({(IDEAS[0], SEATS[1].id)}))
    problem = rules.problems_of(few, Order(2, seed=3))[0]
    assert (problem.loads[SEATS[0].id], sum(problem.loads.values())) == (1, 10)
    assert problem.fixed == {(IDEAS[0], SEATS[1].id)}


def test_what_came_late_is_given_up_only_if_that_is_asked_for() -> None:
    pair = (IDEAS[0], SEATS[1].id)
    late = replace(POOL, late=frozenset({pair}))
    back, stays = (rules.problems_of(late, Order(2, 3, takes_back=takes))[0] for takes in (True, False))
    assert (pair in back.conflicts, back.fixed, stays.fixed) == (True, set(), {pair})


def test_the_digest_of_a_pool_changes_with_everything_in_it() -> None:
    pair = frozenset({(IDEAS[0], SEATS[0].id)})
    others = [
        replace(POOL, held=pair),
        replace(POOL, late=pair),
        replace(POOL, barred=pair),
        replace(POOL, seats=SEATS[:3]),
    ]
    assert len({POOL.digest, *(each.digest for each in others)}) == 5
    assert POOL.digest == replace(POOL, seats=SEATS[::-1]).digest


def test_nothing_is_drawn_from_nothing_and_a_stale_plan_is_none() -> None:
    codes = [rules.why_not_propose(pool) for pool in (POOL, replace(POOL, seats=[]), replace(POOL, categories={}))]
    assert [each.code if each else None for each in codes] == [None, "no_jurors", "nothing_to_deal"]
    states = [("ready", "a"), ("ready", "b"), ("applied", "a"), ("waiting", "a")]
    found = [rules.why_not_apply(state, digest, "a") for state, digest in states]
    assert [each.code if each else None for each in found] == [
        None,
        "changed_meanwhile",
        "already_applied",
        "not_ready",
    ]
    assert [rules.is_left_to_job(size) for size in (rules.FAST_MAX, rules.FAST_MAX + 1)] == [False, True]


def test_a_plan_is_put_into_sentences() -> None:
    figures = {"low": 2, "high": 3, "components": 2, "cuts": [], "meetings": 1, "inside": 80, "unmixed": 1}
    said = " ".join(rules.explanation_of({"pairs": [["a", "b"]], "figures": figures}, 7))
    for words in ("1 Bewertung wird neu verteilt.", "zwischen 2 und 3 Ideen", "2 Gruppen", "80 %", "Startzahl 7"):
        assert words in said
    assert "J0 liest 2 Ideen mehr" in rules.relaxation_text({"kind": "load", "name": "J0", "by": 2})
    named: list[dict[str, object]] = [
        {"kind": "load", "name": "J0", "by": 2},
        {"kind": "readings", "name": "12", "by": 1},
        {"name": "13"},
    ]
    assert rules.spoken_of(named, [12]) == [named[0], named[2]]
    lack = {"name": "12", "by": 2, "possible": 1, "full": 1}
    assert rules.lack_text(lack).startswith("Idee 12 fehlen 2 Jurymitglieder; infrage kommen 1")
