from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select, update

from app.conflicts.actions import note_conflict
from app.conflicts.queries import present_conflict
from app.core import clock, db, invariants
from app.core.errors import InvalidError
from app.criteria.actions import add_criterion, add_version, use_version
from app.deliberation.rules import SHORTLIST, DecisionValues
from app.ideas.models import Idea, Submission
from app.ideas.queries import blind_entry, submissions_of_round
from app.messages.models import Message
from app.ranking.queries import kept_ranking_of
from app.rounds.actions import PhaseValues, add_phase
from app.rounds.models import PhaseKind, Round
from app.rounds.queries import categories_of
from app.rubrics.queries import criteria_of, newest_rubric_of, rubric_of
from app.rubrics.rules import COPIED, why_not_edit
from app.stages.models import CarryOver, Finalist
from app.teams.models import Team
from app.teams.queries import members_of, teams_of
from tests.criteria.conftest import criterion_values
from tests.deliberation.conftest import refused
from tests.finals.conftest import JURY, PITCHING, Semi
from tests.support.clearances import team_id_of
from tests.support.jury import a_decision, a_handed_in_sheet, a_juror, a_prize, an_assignment, approve_all
from tests.support.rounds import AFTERWARDS

DEALING = AFTERWARDS + timedelta(days=1)


def brought(final: Round) -> dict[str, Submission]:
    return {each.title: each for each in submissions_of_round(final.id)}


def test_the_short_list_comes_over_word_for_word_and_nobody_else(semi: Semi) -> None:
    final = semi.creates()
    there = brought(final)
    assert sorted(there) == ["Regentonne", "Solarbank"]
    for known in (semi.first, semi.second):
        ours, theirs = there[known.title], known
        assert ours.content["answers"] == theirs.content["answers"]
        assert blind_entry(ours.id).texts == blind_entry(theirs.id).texts
        assert sorted(each.id for each in members_of(team_id_of(ours))) == sorted(
            each.id for each in members_of(team_id_of(theirs))
        )
    assert (final.announced_at, final.competition_id) == (AFTERWARDS, semi.ground.round.competition_id)
    assert invariants.breaches() == {}


def test_its_value_is_the_share_of_both_rounds_as_an_exact_fraction(semi: Semi) -> None:
    final = semi.creates()
    for name, points in (("Carla", (3, 4)), ("Dana", (2, 5))):
        juror = a_juror(final, name=name)
        for title, given in zip(("Solarbank", "Regentonne"), points, strict=True):
            assignment = an_assignment(juror, brought(final)[title], at=DEALING)
            a_handed_in_sheet(juror, assignment, given, at=PITCHING)
    places = {each.entry.title: each for each in kept_ranking_of(final.id).places}
    solar, tonne = places["Solarbank"], places["Regentonne"]
    assert (solar.mean, tonne.mean) == (Fraction(50), Fraction(90))
    assert (solar.worth, tonne.worth) == (Fraction(62), Fraction(78))
    assert (solar.rank, tonne.rank) == (2, 1)
    assert invariants.breaches() == {}


def test_its_rubric_begins_as_a_copy_that_can_be_edited(open_semi: Semi) -> None:
    admin, (category, *_others) = open_semi.ground.admin, categories_of(open_semi.round_id)
    with clock.at(AFTERWARDS):
        add_version(admin, open_semi.round_id)
        add_criterion(admin, open_semi.round_id, criterion_values(category_ids=[str(category.id)]), "mut")
        use_version(admin, open_semi.round_id, newest_rubric_of(open_semi.round_id).content_hash)
    for submission in (open_semi.first, open_semi.second):
        a_decision(submission, DecisionValues(SHORTLIST, reason="Soll im Finale überzeugen.", deviates=True))
    a_prize(open_semi.winner)
    approve_all(open_semi.ground.round)
    final = open_semi.creates()

    first, copy = rubric_of(open_semi.round_id), rubric_of(final.id)
    known, there = criteria_of(first.id), criteria_of(copy.id)
    names = [name for name in COPIED if name != "category_ids"]
    assert [[getattr(each, name) for name in names] for each in there] == [
        [getattr(each, name) for name in names] for each in known
    ]
    (courage,) = (each for each in there if each.key == "mut")
    assert courage.category_ids == [str(each.id) for each in categories_of(final.id) if each.name == category.name]
    assert (copy.number, why_not_edit(copy)) == (1, None)
    assert invariants.breaches() == {}


@pytest.mark.parametrize("kind", [PhaseKind.REGISTER, PhaseKind.SUBMIT])
def test_nothing_is_handed_in_in_a_final(semi: Semi, kind: PhaseKind) -> None:
    final = semi.creates()
    values = PhaseValues(kind, AFTERWARDS + timedelta(days=1), AFTERWARDS + timedelta(days=2))
    with clock.at(AFTERWARDS), pytest.raises(InvalidError) as caught:
        add_phase(semi.ground.admin, final.id, values)
    assert list(caught.value.errors) == ["kind"]
    with clock.at(AFTERWARDS):
        later = PhaseValues(PhaseKind.PUBLISH, JURY.closes_at, JURY.closes_at + timedelta(days=9))
        assert add_phase(semi.ground.admin, final.id, later).kind == PhaseKind.PUBLISH


def test_the_finalists_are_told_and_find_their_team(semi: Semi) -> None:
    final = semi.creates()
    told = set(db.session().scalars(select(Message.user_id).where(Message.template == "finals.finalist")))
    members = {each.id for known in (semi.first, semi.second) for each in members_of(team_id_of(known))}
    assert told == members
    captain = members_of(team_id_of(semi.first))[0]
    assert {each.round_id for each in teams_of(captain)} == {semi.round_id, final.id}


def test_who_is_biased_about_a_team_is_so_in_the_final(semi: Semi) -> None:
    juror = a_juror(semi.ground.round, name="Mentorin")
    with clock.at(AFTERWARDS):
        note_conflict(semi.ground.admin, juror.id, team_id_of(semi.first), "mentor")
    final = semi.creates()
    assert present_conflict(juror.id, team_id_of(brought(final)["Solarbank"])) is not None
    assert invariants.breaches() == {}


def test_there_is_one_final_of_decisions_that_two_have_approved_and_somebody_has_seen(semi: Semi) -> None:
    with refused("changed_meanwhile"):
        semi.creates(digest="0" * 64)
    with pytest.raises(InvalidError):
        semi.creates(jury=replace(JURY, opens_at=AFTERWARDS))
    with pytest.raises(InvalidError):
        semi.creates(jury=replace(JURY, closes_at=JURY.opens_at))
    final = semi.creates()
    with refused("has_final"):
        semi.creates()
    query = select(Idea.id).where(Idea.round_id == final.id)
    assert len(list(db.session().scalars(query))) == 2


def test_before_the_approvals_there_is_none(open_semi: Semi) -> None:
    with refused("not_approved"):
        open_semi.creates()
    assert list(db.session().scalars(select(Team).where(Team.round_id != open_semi.round_id))) == []


def test_what_is_changed_by_hand_is_named(semi: Semi) -> None:
    semi.creates()

    @db.action
    def tamper() -> None:
        db.session().execute(update(Finalist).values(value="100/1"))
        db.session().execute(update(CarryOver).values(share=90))

    tamper()
    assert sorted(invariants.breaches()) == [
        "every finalist brings along what it was worth",
        "what counts over into a final is what was laid down",
    ]
