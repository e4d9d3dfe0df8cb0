import uuid

from app.waves import rules
from app.waves.models import Wave
from app.waves.rules import Proposal

PAIR = (uuid.UUID(int=1), uuid.UUID(int=2))
PROPOSAL = Proposal((PAIR,), places=3, wrong=1.25, left=12, is_enough=True, result_digest="r")


def test_the_budget_lasts_for_about_four_waves() -> None:
    assert [rules.size_of_wave(30, left) for left in (30, 22, 5)] == [8, 8, 5]
    assert rules.used_by([Wave(readings=8), Wave(readings=3)]) == 11


def test_nothing_is_dealt_without_budget_ranking_or_readers() -> None:
    nobody = Proposal((), 3, 0.0, 12, is_enough=False, result_digest="r")
    found = [rules.why_not_wave(*case) for case in ((PROPOSAL, 12), (PROPOSAL, 0), (None, 12), (nobody, 12))]
    assert [each.code if each else None for each in found] == [None, "budget_used", "no_ranking", "nobody_left"]


def test_only_what_was_shown_is_dealt() -> None:
    refusal = rules.why_not_as_seen(PROPOSAL, "0")
    assert refusal is not None
    assert (refusal.code, rules.why_not_as_seen(PROPOSAL, PROPOSAL.digest)) == ("changed_meanwhile", None)


def test_a_proposal_says_what_it_would_clear_up() -> None:
    said = " ".join(rules.summary_of(PROPOSAL))
    for words in (
        "Noch 1 Bewertung würde am meisten klären",
        "im Mittel 1,",
        "noch 12 übrig",
        "kaum noch etwas ändern",
    ):
        assert words in said
