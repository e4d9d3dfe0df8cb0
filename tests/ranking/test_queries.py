import uuid
from fractions import Fraction

from sqlalchemy import update

from app.core import db, invariants
from app.ranking import queries
from app.scoring.models import ScoreSheet
from tests.ranking.conftest import Contest
from tests.support.jury import a_draft, a_juror, a_reading, a_submission, an_assignment, marks
from tests.support.statements import statements


def seen(contest: Contest) -> list[tuple[str, Fraction, int]]:
    places = queries.ranking_of(contest.ground.round.id).places
    return [(place.submission.title, place.mean, len(place.totals)) for place in places]


def test_ideas_come_by_their_mean_and_those_without_a_reading_apart(contest: Contest) -> None:
    assert seen(contest) == [("Solarbank", Fraction(90), 2), ("Regentonne", Fraction(60), 1)]
    ranking = queries.ranking_of(contest.ground.round.id)
    assert [each.submission.title for each in ranking.unranked] == ["Lernkiste"]


def test_a_draft_does_not_count(contest: Contest) -> None:
    juror = a_juror(contest.ground.round)
    assignment = an_assignment(juror, contest.fair)
    a_draft(juror, assignment, marks(juror, assignment, 5))
    assert seen(contest)[1] == ("Regentonne", Fraction(60), 1)


def test_gaps_are_filled_from_all_sheets_of_the_round_and_nothing_stored_is_wrong(contest: Contest) -> None:
    a_reading(contest.ground, contest.unread, 3, {"teamwork": None})
    (place,) = [p for p in queries.ranking_of(contest.ground.round.id).places if p.submission.id == contest.unread.id]
    others = {"novelty": 20, "benefit": 20, "feasibility": 15, "digital": 15, "sustainability": 10, "presentation": 10}
    # Four sheets say 4, 5, 3 and 3; of teamwork the three that judge it say 4, 5 and 3.
    mean_of_others, mean_of_teamwork = Fraction(15, 4), Fraction(4)
    above = sum(Fraction(weight, 5) * (3 - mean_of_others) for weight in others.values()) / 90
    level = (sum(Fraction(weight, 5) * mean_of_others for weight in others.values()) + 2 * mean_of_teamwork) / 100
    assert place.mean == 100 * (above + level)
    assert place.totals[0].is_filled_in
    assert invariants.breaches() == {}


def test_the_number_of_questions_to_the_database_does_not_grow(contest: Contest) -> None:
    with statements() as before:
        queries.ranking_of(contest.ground.round.id)
    for title in ("Idee 4", "Idee 5", "Idee 6"):
        a_reading(contest.ground, a_submission(contest.ground, title), 2)
    with statements() as after:
        queries.ranking_of(contest.ground.round.id)
    assert (len(before), len(after)) == (2, 2)


def test_verify_names_an_idea_whose_stored_total_differs_from_the_ranking(contest: Contest) -> None:
    assert invariants.breaches() == {}
    change_totals(contest.fair.round_id, "99/1")
    name = "a sheet without gaps is worth in the ranking what it was worth when it was handed in"
    assert f"submission {contest.fair.id}: 60/1" in invariants.breaches()[name]


@db.action
def change_totals(_round_id: uuid.UUID, total: str) -> None:
    db.session().execute(update(ScoreSheet).values(total=total))
