"""Where the sheets do not tell who belongs to the best, the jury decides, with a reason for each idea."""

from dataclasses import replace

from app.deliberation import rules
from app.deliberation.rules import NOT_SELECTED, DecisionValues
from tests.deliberation.test_rules import NOT, a_candidate, a_fair_entry, a_prize, numbers


def test_inside_the_zone_the_jury_puts_ideas_in_any_order_and_says_why() -> None:
    better, worse = a_candidate(1, 80, NOT, zone="decision"), a_candidate(2, 70, zone="decision")
    sure, out = a_candidate(3, 90, NOT, zone="in"), a_candidate(4, 60, a_prize(1), zone="out")
    prize = a_prize(1)
    assert numbers(rules.turned_by([better, worse], worse, prize)) == []
    assert numbers(rules.turned_by([sure, better, worse], worse, prize)) == [3]
    assert numbers(rules.turned_by([better, worse, out], out, prize)) == [1, 2]
    assert rules.faults_of(DecisionValues(NOT_SELECTED), (), in_zone=True).keys() == {"reason"}
    assert rules.faults_of(DecisionValues(NOT_SELECTED), ()) == {}


def test_what_is_unexplained_is_so_beside_ideas_outside_the_zone_only() -> None:
    in_zone = [a_candidate(1, 80, NOT, zone="decision"), a_candidate(2, 70, a_prize(1), zone="decision")]
    assert rules.unexplained_among(in_zone) == []
    assert numbers(rules.unexplained_among([a_candidate(3, 90, NOT, zone="in"), *in_zone])) == [2]
    assert numbers(rules.unexplained_among([*in_zone, a_candidate(4, 60, a_prize(2), zone="out")])) == [4]


def test_what_the_jury_decides_is_never_among_the_rest() -> None:
    open_ = [a_candidate(1, 80, zone="in"), a_candidate(2, 70, zone="decision"), a_candidate(3, 60, zone="out")]
    assert numbers(rules.rest_of(open_)) == [1, 3]
    chosen = a_candidate(4, 65, a_prize(1), zone="decision")
    assert (numbers(rules.passed_over([*open_, chosen])), numbers(rules.rest_of([*open_, chosen]))) == ([1], [3])


def test_where_nothing_is_known_of_chances_the_ranking_stands() -> None:
    idea = a_candidate(1, 80, zone="decision")
    unknown = replace(idea, place=replace(idea.place, fair=replace(a_fair_entry("decision"), p_top={})))
    assert (idea.is_in_zone, unknown.is_in_zone, a_candidate(2, 80).is_in_zone) == (True, False, False)
