import uuid
from dataclasses import replace

from app.waves import rules
from app.waves.models import Wave
from app.waves.rules import Bench, Links, Proposal

PAIR = (uuid.UUID(int=1), uuid.UUID(int=2))
PROPOSAL = Proposal((PAIR,), "r", places=3, wrong=1.25, wrong_after=1.0, needed=7, left=12, is_enough=True)


def test_the_budget_lasts_for_about_four_waves() -> None:
    assert [rules.size_of_wave(30, left) for left in (30, 22, 5)] == [8, 8, 5]
    spent = [Wave(readings=8, purpose=rules.CLOSE), Wave(readings=3, purpose=rules.CLOSE)]
    assert rules.used_by([*spent, Wave(readings=5, purpose=rules.LINK)]) == 11


def test_nothing_is_dealt_without_budget_ranking_or_readers() -> None:
    nobody = replace(PROPOSAL, pairs=())
    found = [rules.why_not_wave(*case) for case in ((PROPOSAL, 12), (PROPOSAL, 0), (None, 12), (nobody, 12))]
    assert [each.code if each else None for each in found] == [None, "budget_used", "no_ranking", "nobody_left"]


def test_only_what_was_shown_is_dealt() -> None:
    refusal = rules.why_not_as_seen(PROPOSAL, "0")
    assert refusal is not None
    assert (refusal.code, rules.why_not_as_seen(PROPOSAL, PROPOSAL.digest)) == ("changed_meanwhile", None)


def test_a_proposal_says_what_it_would_clear_up() -> None:
    said = " ".join(rules.summary_of(PROPOSAL))
    for words in (
        "Noch etwa 7 Bewertungen würden klären, wer zu den ersten 3 gehört.",
        "von den ersten 3 Plätzen im Mittel 1,8 richtig besetzt, nach der einen Bewertung hier etwa 2",
        "noch 12 übrig",
        "kaum noch etwas ändern",
    ):
        assert words in said


def test_what_cannot_be_cleared_up_is_said_so() -> None:
    said = [rules.summary_of(replace(PROPOSAL, needed=needed))[0] for needed in (0, 1, None)]
    assert said[:2] == [
        "Wer zu den ersten 3 gehört, ist so gut wie geklärt.",
        "Noch etwa 1 Bewertung würde klären, wer zu den ersten 3 gehört.",
    ]
    assert said[2].startswith("Ganz klären lässt sich nicht, wer zu den ersten 3 gehört")


def test_links_are_dealt_as_long_as_something_falls_apart() -> None:
    apart, firm = Links((PAIR,), "r", parts=2), Links((PAIR,), "r", parts=1)
    cases = (apart, firm, replace(firm, pairs=()), replace(apart, pairs=()), None)
    found = [rules.why_not_link(case) for case in cases]
    assert [each.code if each else None for each in found] == [None, None, "all_linked", "nobody_left", "no_ranking"]
    assert rules.summary_of_links(apart).startswith("Die Bewertungen zerfallen in 2 Gruppen")
    assert rules.summary_of_links(firm) == (
        "Der Vergleich hängt an einzelnen Jurymitgliedern. 1 Bewertung macht ihn fest."
    )


def test_who_has_left_or_read_enough_can_read_nothing_more_and_an_idea_waits_for_its_reader() -> None:
    one, two = (uuid.UUID(int=number) for number in (1, 2))
    gone, full, free = (uuid.UUID(int=number) for number in (11, 12, 13))
    bench = Bench(
        submissions=frozenset({one, two}),
        caps={full: 1, free: 2},
        read=frozenset({(one, gone), (one, full)}),
        unread=frozenset({(two, free)}),
        late=frozenset(),
        barred=frozenset(),
    )
    assert bench.unable == {(idea, seat) for idea in (one, two) for seat in (gone, full)}
    assert bench.waiting == {(two, full), (two, free)}
