from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import select, update

from app.conflicts.actions import note_conflict
from app.conflicts.queries import present_conflict
from app.core import clock, db, invariants
from app.core.errors import InvalidError
from app.ideas.models import Idea, Submission
from app.ideas.queries import blind_entry, submissions_of_round
from app.messages.models import Message
from app.ranking.queries import kept_ranking_of
from app.rounds.models import Round
from app.stages.models import CarryOver, Finalist
from app.teams.models import Team
from app.teams.queries import members_of, teams_of
from tests.deliberation.conftest import refused
from tests.finals.conftest import JURY, PITCHING, Semi
from tests.support.clearances import team_id_of
from tests.support.jury import a_handed_in_sheet, a_juror, an_assignment
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
