from datetime import datetime

import pytest

from app.core.errors import Refusal
from app.deliberation.models import Decision
from app.ideas.models import Idea, Submission
from app.publication import rules
from app.publication.models import Publication
from app.rounds.models import Phase, PhaseKind
from app.teams.models import Team
from tests.support.rounds import AFTERWARDS, JURY_CLOSES, JURY_OPENS, ONE_SECOND

JURY = Phase(kind=PhaseKind.JURY, opens_at=JURY_OPENS, closes_at=JURY_CLOSES, grace_minutes=0)
RESULTS = [{"rank": 1, "prize": "1. Preis", "title": "Solarbank", "team": "Sonnenkinder"}]


def a_decision(rank: int, prize: str, title: str, team: str) -> Decision:
    idea = Idea(team=Team(name=team))
    return Decision(rank=rank, prize=prize, reason="Geheim.", submission=Submission(title=title, idea=idea))


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


def test_results_hold_prize_title_and_team_and_nothing_else() -> None:
    assert rules.results_of([a_decision(1, "1. Preis", "Solarbank", "Sonnenkinder")]) == RESULTS


def test_results_come_by_rank_then_by_prize_and_title_as_a_german_would_sort() -> None:
    decisions = [
        a_decision(2, "2. Preis", "Ölsperre", "A"),
        a_decision(2, "2. Preis", "Zaun", "B"),
        a_decision(1, "1. Preis", "Wind", "C"),
        a_decision(2, "2. Preis", "Offline-Karte", "D"),
    ]
    assert [each["title"] for each in rules.results_of(decisions)] == ["Wind", "Offline-Karte", "Ölsperre", "Zaun"]


def test_the_digest_tells_every_change_of_the_results() -> None:
    changes: list[dict[str, object]] = [
        {},
        {"rank": 2},
        {"prize": "2. Preis"},
        {"title": "Solarbänke"},
        {"team": "Mondkinder"},
    ]
    assert len({rules.digest_of([{**RESULTS[0], **change}]) for change in changes}) == 5


def test_results_are_hidden_then_public_then_taken_back() -> None:
    states = [rules.state_of(each) for each in (None, Publication(), Publication(taken_back_at=AFTERWARDS))]
    assert states == ["hidden", "published", "taken_back"]


@pytest.mark.parametrize(("now", "expected"), [(JURY_CLOSES - ONE_SECOND, "jury_open"), (JURY_CLOSES, None)])
def test_nothing_is_published_before_the_jury_is_through(now: datetime, expected: str | None) -> None:
    assert code(rules.why_not_publish([JURY], RESULTS, None, now, "")) == expected


def test_nothing_is_published_without_a_prize_or_twice_but_again_after_it_was_taken_back() -> None:
    assert code(rules.why_not_publish([JURY], [], None, AFTERWARDS, "")) == "no_prizes"
    assert code(rules.why_not_publish([JURY], RESULTS, Publication(), AFTERWARDS, "")) == "published"
    back = Publication(taken_back_at=AFTERWARDS)
    assert code(rules.why_not_publish([JURY], RESULTS, back, AFTERWARDS, "")) is None


def test_only_what_was_previewed_becomes_public() -> None:
    assert code(rules.why_not_as_previewed(RESULTS, rules.digest_of(RESULTS))) is None
    assert code(rules.why_not_as_previewed(RESULTS, rules.digest_of([]))) == "changed_meanwhile"


def test_only_what_is_public_is_taken_back() -> None:
    assert code(rules.why_not_take_back(Publication())) is None
    assert code(rules.why_not_take_back(None)) == "not_published"
    assert code(rules.why_not_take_back(Publication(taken_back_at=AFTERWARDS))) == "not_published"
