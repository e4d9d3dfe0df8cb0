from app.cast import queries as cast
from app.incidents import rules
from app.judgement.rules import Seat, seats_of
from app.rubrics.rules import default_rubric
from app.samples.queries import ideas


def test_the_exception_is_for_somebody_of_the_company_of_a_team() -> None:
    seats = seats_of(cast.showcase(), cast.jurors(), set())
    published = [idea for idea in ideas() if idea.round == "published"]
    found = rules.exception_among(published, seats)
    assert found is not None
    place, juror = found
    assert (published[place].title, seats[juror].company) == ("Der Becher, der mitzählt", "Seniorenzentrum Lindenhof")
    assert rules.exception_among(published, [Seat("it", "")]) is None


def test_what_is_worded_anew_is_a_criterion_of_every_round() -> None:
    (known,) = (each for each in default_rubric()["criteria"] if each["key"] == rules.REWORDED)
    assert [known["question"][code] != text for code, text in rules.QUESTION.items()] == [True] * 3


def test_half_of_the_jury_has_confirmed() -> None:
    assert [rules.confirms(juror) for juror in range(4)] == [False, True, False, True]
