import uuid
from fractions import Fraction

from sqlalchemy import update

from app.confirmations.actions import ask_again
from app.core import clock, db, invariants
from app.ranking import queries
from app.rounds import actions as rounds
from app.rubrics.queries import rubric_of
from app.scoring import actions as scoring
from app.scoring.models import ScoreSheet
from tests.ranking.conftest import Contest
from tests.support.browsers import Browser
from tests.support.jury import (
    a_draft,
    a_handed_in_sheet,
    a_juror,
    a_reading,
    a_submission,
    an_assignment,
    marks,
    some_admin,
)
from tests.support.rounds import JUDGING, an_announced_round
from tests.support.statements import statements
from tests.support.teams import a_ground
from tests.support.versions import a_new_version


def seen(contest: Contest) -> list[tuple[str, Fraction | None, int]]:
    places = queries.ranking_of(contest.ground.round.id).places
    return [(place.entry.title, place.mean, len(place.totals)) for place in places]


def test_ideas_come_by_their_mean_and_those_without_a_reading_apart(contest: Contest) -> None:
    assert seen(contest) == [("Solarbank", Fraction(90), 2), ("Regentonne", Fraction(60), 1)]
    ranking = queries.ranking_of(contest.ground.round.id)
    assert [(each.entry.title, each.rank) for each in ranking.apart] == [("Lernkiste", None)]


def test_a_draft_does_not_count(contest: Contest) -> None:
    juror = a_juror(contest.ground.round)
    assignment = an_assignment(juror, contest.fair)
    a_draft(juror, assignment, marks(juror, assignment, 5))
    assert seen(contest)[1] == ("Regentonne", Fraction(60), 1)


def test_gaps_are_filled_from_all_sheets_of_the_round_and_nothing_stored_is_wrong(contest: Contest) -> None:
    a_reading(contest.ground, contest.unread, 3, {"teamwork": None})
    (place,) = [
        p for p in queries.ranking_of(contest.ground.round.id).places if p.entry.submission_id == contest.unread.id
    ]
    others = {"novelty": 20, "benefit": 20, "feasibility": 15, "digital": 15, "sustainability": 10, "presentation": 10}
    # Four sheets say 4, 5, 3 and 3; of teamwork the three that judge it say 4, 5 and 3.
    mean_of_others, mean_of_teamwork = Fraction(15, 4), Fraction(4)
    above = sum(Fraction(weight, 5) * (3 - mean_of_others) for weight in others.values()) / 90
    level = (sum(Fraction(weight, 5) * mean_of_others for weight in others.values()) + 2 * mean_of_teamwork) / 100
    assert place.mean == 100 * (above + level)
    assert place.totals[0].is_filled_in
    assert invariants.breaches() == {}


def test_the_number_of_questions_to_the_database_does_not_grow(contest: Contest) -> None:
    round_id = contest.ground.round.id
    with statements() as before:
        queries.ranking_of(round_id)
    for title in ("Idee 4", "Idee 5", "Idee 6"):
        a_reading(contest.ground, a_submission(contest.ground, title), 2)
    with statements() as after:
        queries.ranking_of(round_id)
    assert (len(before), len(after)) == (4, 4)


def test_what_is_kept_is_the_same_until_something_of_it_changes(contest: Contest) -> None:
    round_id = contest.ground.round.id
    kept = queries.kept_ranking_of(round_id)
    with statements() as asked:
        assert queries.kept_ranking_of(round_id) is kept
    assert len(asked) == 1
    Browser(contest.app).sign_in(contest.ground.admin)
    assert queries.kept_ranking_of(round_id) is kept


def test_what_is_kept_follows_every_change_at_once(contest: Contest) -> None:
    round_ = contest.ground.round
    juror = a_juror(round_, name="Judith Spät")
    assert kept(contest)["Lernkiste"] == (None, 0, 0)
    assignment = an_assignment(juror, contest.unread)
    assert kept(contest)["Lernkiste"] == (None, 0, 1)
    a_handed_in_sheet(juror, assignment, 5)
    assert kept(contest)["Lernkiste"] == (Fraction(100), 1, 1)
    with clock.at(JUDGING):
        scoring.reopen_sheet(juror, assignment.id)
    assert kept(contest)["Lernkiste"] == (None, 0, 1)
    with clock.at(JUDGING):
        rounds.rename_category(contest.ground.admin, round_.id, contest.good.category_id, "Arbeit und Leben")
    assert {place.entry.category for place in queries.kept_ranking_of(round_.id).everything} == {"Arbeit und Leben"}


def kept(contest: Contest) -> dict[str, tuple[Fraction | None, int, int]]:
    """Mean, sheets and readings of each idea by its title."""
    places = queries.kept_ranking_of(contest.ground.round.id).everything
    return {place.entry.title: (place.mean, len(place.totals), place.entry.readings) for place in places}


def test_a_round_knows_how_many_of_its_own_sheets_wait_to_be_confirmed(contest: Contest) -> None:
    other = a_ground(title="Eine andere Runde")
    a_reading(other, a_submission(other))
    a_new_version(other)
    with clock.at(JUDGING):
        ask_again(some_admin(), other.round.id, rubric_of(other.round.id).content_hash)
    rounds = (contest.ground.round, other.round)
    assert [queries.frame_of(some_admin(), round_.id).unconfirmed for round_ in rounds] == [0, 1]


def test_the_order_in_which_sheets_came_moves_nothing(contest: Contest) -> None:
    """The same sheets in a second round, the other way round; ids are random in both."""
    ground = contest.ground
    other = a_ground(round_=an_announced_round(ground.admin, title="Runde 2"))
    unread, fair, good = (a_submission(other, title) for title in ("Lernkiste", "Regentonne", "Solarbank"))
    for submission, points in ((fair, 3), (good, 5), (good, 4)):
        a_reading(other, submission, points)
    places = [
        {
            place.entry.title: (place.rank, place.totals, place.median, place.spread)
            for place in queries.ranking_of(round_id).everything
        }
        for round_id in (ground.round.id, unread.round_id)
    ]
    assert places[0] == places[1]


def test_verify_names_an_idea_whose_stored_total_differs_from_the_ranking(contest: Contest) -> None:
    assert invariants.breaches() == {}
    change_totals(contest.fair.round_id, "99/1")
    name = "a sheet without gaps is worth in the ranking what it was worth when it was handed in"
    assert f"submission {contest.fair.id}: 60/1" in invariants.breaches()[name]


@db.action
def change_totals(_round_id: uuid.UUID, total: str) -> None:
    db.session().execute(update(ScoreSheet).values(total=total))
