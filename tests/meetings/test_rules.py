import uuid
from collections.abc import Sequence
from dataclasses import replace

from app.deliberation.rules import Candidate
from app.meetings import rules
from tests.deliberation.test_rules import a_candidate, a_fair_entry

PLACES = 3


def with_chance(candidate: Candidate, chance: float) -> Candidate:
    fair = replace(a_fair_entry("decision" if 0.1 < chance < 0.9 else "out"), p_top={PLACES: chance})
    return Candidate(replace(candidate.place, fair=fair), candidate.decision)


def order_of(candidates: Sequence[Candidate]) -> list[int]:
    posts = {each.submission_id: 0 for each in candidates}
    return [point.candidate.number for point in rules.agenda_of(candidates, posts, PLACES)]


def test_the_zone_comes_first_and_in_it_what_is_nearest_to_even() -> None:
    chances = {1: 0.99, 2: 0.85, 3: 0.55, 4: 0.2, 5: 0.01}
    ideas = [with_chance(a_candidate(number, 90 - number), chance) for number, chance in chances.items()]
    assert order_of(ideas) == order_of(ideas[::-1]) == [3, 4, 2, 1, 5]


def test_without_chances_the_places_around_the_last_prize_come_first_and_what_has_none_last() -> None:
    ideas = [a_candidate(number, 101 - number) for number in range(1, 7)]
    assert order_of([a_candidate(7, None), *ideas]) == [3, 4, 2, 5, 1, 6, 7]


def test_an_idea_that_the_person_must_not_see_is_not_on_the_agenda() -> None:
    ideas = [a_candidate(1, 80), a_candidate(2, 70)]
    points = rules.agenda_of(ideas, {uuid.UUID(int=2): 4}, PLACES)
    assert [(each.number, each.candidate.number, each.posts) for each in points] == [(1, 2, 4)]


def test_the_neighbours_of_a_point_end_at_both_ends() -> None:
    ideas = [a_candidate(number, 101 - number) for number in range(1, 4)]
    first, middle, last = rules.agenda_of(ideas, {each.submission_id: 0 for each in ideas}, PLACES)
    points = [first, middle, last]
    assert [rules.neighbours_of(points, each) for each in points] == [(None, middle), (first, last), (middle, None)]


def test_a_point_says_why_it_is_there() -> None:
    even = with_chance(a_candidate(1, 80), 0.5)
    (point,) = rules.agenda_of([even], {even.submission_id: 0}, PLACES)
    assert (point.chance_text, len(point.reasons)) == ("50 %", 1)
    (unknown,) = rules.agenda_of([a_candidate(2, None)], {uuid.UUID(int=2): 0}, PLACES)
    assert (unknown.chance_text, unknown.reasons) == ("–", ["Zu wenige Bögen für einen Platz."])
