import contextlib
import uuid
from collections.abc import Hashable, Iterator

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock, db, invariants
from app.core.errors import NotFoundError, RefusedError
from app.panels.models import Assignment
from app.policies.rules import FAIR, Terms
from app.recusals.actions import note_conflict
from app.rounds.models import Round
from app.snapshots.actions import make_snapshot
from app.snapshots.queries import snapshot_of
from app.waves import actions, queries
from app.waves.models import Wave
from app.waves.rules import Proposal
from tests.support.jury import a_chair, a_handed_in_sheet, a_juror, a_submission, an_assignment
from tests.support.people import an_admin
from tests.support.rounds import JUDGING, JURY_CLOSES, an_announced_round
from tests.support.teams import a_ground

TERMS = Terms(FAIR, places=1, tie_rules=(), readings_min=1, readings_budget=2)


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as error:
        yield
    assert error.value.refusal.code == code


@pytest.fixture
def close_round(app: object) -> Round:
    """Five ideas, the first two equally good, read by two of six jurors each; two further readings are allowed."""
    del app
    round_ = an_announced_round(an_admin(), policy=TERMS)
    ground = a_ground(round_=round_)
    jurors = [a_juror(round_, name=f"Jurorin {number}") for number in range(6)]
    points = ((5, 4), (4, 5), (3, 2), (2, 3), (1, 2))
    for number, (one, other) in enumerate(points):
        submission = a_submission(ground, f"Idee {number}")
        for juror, mark in ((jurors[number], one), (jurors[number + 1], other)):
            a_handed_in_sheet(juror, an_assignment(juror, submission), points=mark)
    make_snapshot(round_.id)
    return round_


@pytest.fixture
def split_round(app: object) -> Round:
    """Six ideas in two groups of three, each group read by two jurors of its own."""
    del app
    round_ = an_announced_round(an_admin(), policy=TERMS, title="Runde 2")
    ground = a_ground(round_=round_)
    jurors = [a_juror(round_, name=f"Jurorin {number}") for number in range(4)]
    for number, (one, other) in enumerate(((5, 4), (4, 3), (2, 2), (4, 5), (3, 3), (1, 2))):
        submission, group = a_submission(ground, f"Idee {number}"), number // 3 * 2
        for juror, mark in ((jurors[group], one), (jurors[group + 1], other)):
            a_handed_in_sheet(juror, an_assignment(juror, submission), points=mark)
    make_snapshot(round_.id)
    return round_


def proposed(round_: Round) -> Proposal:
    proposal, _left, _waves = queries.state_of(round_.id, JUDGING)
    assert proposal is not None
    return proposal


def deal(chair: User, round_: Round, digest: str) -> Wave:
    with clock.at(JUDGING):
        return actions.deal_wave(chair, round_.id, digest)


def test_the_next_reading_goes_where_it_is_close_and_to_somebody_new(close_round: Round) -> None:
    proposal, before = proposed(close_round), pairs_of(close_round)
    wave = deal(a_chair(close_round), close_round, proposal.digest)
    assert (wave.number, wave.readings, proposal.left) == (1, 1, 2)
    assert pairs_of(close_round) - before == set(proposal.pairs)
    assert proposal.pairs[0][0] in best_of(close_round)
    assert invariants.breaches() == {}


def pairs_of(round_: Round) -> set[tuple[uuid.UUID, uuid.UUID]]:
    rows = db.session().scalars(select(Assignment).where(Assignment.round_id == round_.id))
    return {(row.submission_id, row.panel_member_id) for row in rows}


def best_of(round_: Round) -> set[Hashable]:
    """The ids of the two first."""
    stored = snapshot_of(round_.id)
    assert stored is not None
    return {entry.submission for entry in stored.ranking.entries[:2]}


def test_an_idea_waits_for_what_was_dealt_and_the_budget_ends(close_round: Round) -> None:
    chair, first = a_chair(close_round), proposed(close_round)
    deal(chair, close_round, first.digest)
    second = proposed(close_round)
    assert second.pairs[0][0] != first.pairs[0][0]
    deal(chair, close_round, second.digest)
    with refused("budget_used"):
        deal(chair, close_round, second.digest)
    assert [wave.number for wave in queries.waves_of(close_round.id)] == [1, 2]


def test_only_what_was_shown_is_dealt_and_only_by_the_chair_in_time(close_round: Round) -> None:
    chair, proposal, before = a_chair(close_round), proposed(close_round), pairs_of(close_round)
    with refused("changed_meanwhile"):
        deal(chair, close_round, "0" * 64)
    with pytest.raises(NotFoundError):
        deal(an_admin(), close_round, proposal.digest)
    with clock.at(JURY_CLOSES), refused("phase_closed"):
        actions.deal_wave(chair, close_round.id, proposal.digest)
    assert pairs_of(close_round) == before


def test_what_fell_apart_is_linked_across_without_cost_to_the_budget(split_round: Round) -> None:
    chair, before = a_chair(split_round), pairs_of(split_round)
    links = queries.desk_of(split_round.id, queries.waves_of(split_round.id), JUDGING).links
    assert links is not None
    with clock.at(JUDGING), refused("changed_meanwhile"):
        actions.deal_links(chair, split_round.id, "0" * 64)
    with clock.at(JUDGING):
        wave = actions.deal_links(chair, split_round.id, links.digest)
    desk = queries.desk_of(split_round.id, queries.waves_of(split_round.id), JUDGING)

    assert (links.parts, len(links.pairs), wave.purpose, wave.readings) == (2, 1, "link", 1)
    assert pairs_of(split_round) - before == set(links.pairs)
    assert (desk.left, desk.links and desk.links.parts) == (2, 1)
    assert invariants.breaches() == {}


def test_nobody_is_asked_to_link_who_is_biased(split_round: Round) -> None:
    links = queries.desk_of(split_round.id, queries.waves_of(split_round.id), JUDGING).links
    assert links is not None
    ((submission_id, member_id),) = links.pairs
    chair = a_chair(split_round)
    with clock.at(JUDGING):
        note_conflict(chair, split_round.id, member_id, submission_id, "family", "Die Nichte.")
    other = queries.desk_of(split_round.id, queries.waves_of(split_round.id), JUDGING).links
    assert other is not None
    assert (len(other.pairs), other.pairs == links.pairs) == (1, False)


def test_without_sheets_nothing_is_known(app: object) -> None:
    del app
    round_ = an_announced_round(an_admin(), policy=TERMS)
    with refused("no_ranking"):
        deal(a_chair(round_), round_, "")
    assert queries.waves_of(round_.id) == []


def test_verify_names_a_wave_that_was_changed_by_hand(close_round: Round) -> None:
    wave = deal(a_chair(close_round), close_round, proposed(close_round).digest)
    _shrink(wave.id)
    assert invariants.breaches() == {
        "every wave of further readings is the one that the log tells of": [f"wave {wave.id}"]
    }


@db.action
def _shrink(wave_id: uuid.UUID) -> None:
    db.load(Wave, wave_id, to_change=True).readings = 0
