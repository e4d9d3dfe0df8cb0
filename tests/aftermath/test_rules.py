from dataclasses import replace

from app.aftermath import rules
from app.judgement.rules import quality_of
from app.rubrics.rules import Mark
from app.samples.queries import ideas


def test_the_odd_one_has_no_prize() -> None:
    found = [idea for idea in ideas() if idea.round == "published"]
    place = rules.odd_one_of(found)
    assert place is not None
    assert found[place].prize is None
    winners = [idea for idea in found if idea.prize is not None]
    assert rules.odd_one_of(winners) is None


def test_the_best_of_several_is_the_odd_one() -> None:
    (first, *_rest) = [idea for idea in ideas() if idea.prize is None]
    named = [replace(first, answers={**first.answers, "title": f"Idee {number}"}) for number in range(9)]
    place = rules.odd_one_of(named)
    assert place is not None
    assert quality_of(named[place]) == max(map(quality_of, named))


def test_one_point_everywhere_says_nothing_else() -> None:
    assert rules.low_marks(["novelty", "benefit"]) == {"novelty": Mark(1), "benefit": Mark(1)}
