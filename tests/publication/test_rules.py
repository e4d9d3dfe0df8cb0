import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.clearances.rules import Cleared, Released
from app.core.errors import Refusal
from app.deliberation.models import Decision
from app.deliberation.rules import NOT_SELECTED, PRIZE, SHORTLIST, SPECIAL
from app.ideas.models import Idea, Submission
from app.publication import rules
from app.publication.models import Publication
from app.publication.rules import Bundle, CardRow, Element
from app.rounds.models import Phase, PhaseKind
from app.teams.models import Team
from tests.support.rounds import AFTERWARDS, JURY_CLOSES, JURY_OPENS, ONE_SECOND

JURY = Phase(kind=PhaseKind.JURY, opens_at=JURY_OPENS, closes_at=JURY_CLOSES, grace_minutes=0)
MOMENT = AFTERWARDS + timedelta(days=1)
FILE, PAPER = uuid.uuid4(), uuid.uuid4()
EVERYTHING = Released(
    frozenset({"title", "pitch", "problem"}),
    frozenset({str(FILE), str(PAPER)}),
    {str(FILE): "Eine Bank."},
    is_school_named=True,
)
SOME: Bundle = Bundle([{"kind": PRIZE}], [])


def a_decision(kind: str, rank: int | None, prize: str, title: str) -> Decision:
    idea = Idea(id=uuid.uuid4(), team_id=uuid.uuid4(), team=Team(name=f"Team {title}"))
    submission = Submission(id=uuid.uuid4(), idea_id=idea.id, title=title, idea=idea)
    return Decision(
        id=uuid.uuid4(), kind=kind, rank=rank, prize=prize, reason="Geheim.", submission_id=submission.id,
        submission=submission,
    )  # fmt: skip


def all_cleared(*decisions: Decision) -> dict[uuid.UUID, Cleared]:
    return {each.submission_id: Cleared(uuid.uuid4(), EVERYTHING) for each in decisions}


def a_card(decision: Decision, cleared: Cleared) -> dict[str, Any]:
    attachments = [{"file": str(PAPER)}, {"file": str(FILE)}, {"file": "x"}]
    row = CardRow(
        decision.submission_id, decision.submission.title, "Ein Satz.", attachments, uuid.uuid4(), uuid.uuid4(),
        "Sonnenkinder", "Schule am Park", "Klima", 2,
    )  # fmt: skip
    return rules.card_of(row, cleared)


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


# ---------------------------------------------------------------- what is prepared
def test_results_hold_the_decision_the_title_the_team_and_ids_and_nothing_else() -> None:
    decision = a_decision(PRIZE, 1, "1. Preis", "Solarbank")
    (result,) = rules.results_of([decision], all_cleared(decision))
    assert result == {
        "kind": PRIZE,
        "rank": 1,
        "prize": "1. Preis",
        "title": "Solarbank",
        "team": "Team Solarbank",
        "decision": str(decision.id),
        "submission": str(decision.submission_id),
        "idea": str(decision.submission.idea_id),
        "team_id": str(decision.submission.idea.team_id),
    }


@pytest.mark.parametrize(
    ("cleared", "expected"),
    [
        (None, ("", "")),
        (Cleared(None, Released()), ("", "Team Solarbank")),
        (Cleared(uuid.uuid4(), Released(frozenset({"pitch"}))), ("", "Team Solarbank")),
        (Cleared(uuid.uuid4(), Released(frozenset({"title"}))), ("Solarbank", "Team Solarbank")),
    ],
)
def test_without_papers_there_is_no_name_and_without_a_release_no_title(
    cleared: Cleared | None, expected: tuple[str, str]
) -> None:
    decision = a_decision(PRIZE, 1, "1. Preis", "Solarbank")
    known = {decision.submission_id: cleared} if cleared is not None else {}
    (result,) = rules.results_of([decision], known)
    assert (result["title"], result["team"]) == expected


def test_results_come_by_kind_rank_prize_and_title_as_a_german_would_sort() -> None:
    decisions = [
        a_decision(SHORTLIST, None, "", "Zaun"),
        a_decision(SHORTLIST, None, "", "Öse"),
        a_decision(SPECIAL, 1, "Publikum", "Zelt"),
        a_decision(PRIZE, 2, "2. Preis", "Ölsperre"),
        a_decision(PRIZE, 2, "2. Preis", "Offline-Karte"),
        a_decision(PRIZE, 1, "1. Preis", "Wind"),
        a_decision(NOT_SELECTED, None, "", "Sonstiges"),
    ]
    titles = [each["title"] for each in rules.results_of(decisions, all_cleared(*decisions))]
    assert titles == ["Wind", "Offline-Karte", "Ölsperre", "Zelt", "Öse", "Zaun"]


def test_what_has_no_title_comes_last_so_that_its_place_tells_nothing() -> None:
    decisions = [a_decision(SHORTLIST, None, "", title) for title in ("Apfel", "Birne", "Zaun")]
    results = rules.results_of(decisions, all_cleared(*decisions[1:]))
    assert [each["title"] for each in results] == ["Birne", "Zaun", ""]


def test_everything_that_is_withheld_is_named_for_those_who_publish() -> None:
    first, second = a_decision(PRIZE, 1, "1. Preis", "Solarbank"), a_decision(SHORTLIST, None, "", "Zaun")
    cleared = {second.submission_id: Cleared(None, Released())}
    withheld = rules.withheld_of([first, second], rules.results_of([first, second], cleared))
    assert [element.key for element in withheld] == [f"team-{first.submission_id}", f"title-{second.submission_id}"]
    assert withheld[0].words.startswith("1. Preis, „Solarbank“: Unterlagen fehlen.")
    assert withheld[1].words.startswith("Auswahlliste, „Zaun“: Der Titel ist nicht freigegeben.")


def test_a_card_holds_only_what_is_released() -> None:
    decision, public_id = a_decision(PRIZE, 1, "1. Preis", "Solarbank"), uuid.uuid4()
    card = a_card(decision, Cleared(public_id, Released(frozenset({"title"}), frozenset({str(FILE)}))))
    shown = ("id", "title", "pitch", "school", "fields", "files")
    assert [card[name] for name in shown] == [
        str(public_id), "Solarbank", "", "", ["title"], [{"file": str(FILE), "alt": ""}],
    ]  # fmt: skip


def test_the_digest_tells_every_change() -> None:
    result, idea = {"rank": 1, "title": "Solarbank"}, {"pitch": "Ein Satz."}
    bundles = [
        Bundle([result], [idea]),
        Bundle([{**result, "rank": 2}], [idea]),
        Bundle([result], [{"pitch": "Ein anderer Satz."}]),
        Bundle([result, result], [idea]),
        Bundle([], [result, idea]),
    ]
    assert len({bundle.digest for bundle in bundles}) == 5


# ---------------------------------------------------------------- what is shown
def test_what_is_released_no_more_is_shown_no_more() -> None:
    decision = a_decision(PRIZE, 1, "1. Preis", "Solarbank")
    before = all_cleared(decision)
    results, ideas = rules.results_of([decision], before), [a_card(decision, before[decision.submission_id])]
    (idea,) = rules.shown_ideas(results, ideas, before)
    assert (idea.pitch, idea.school, idea.prize) == ("Ein Satz.", "Schule am Park", "1. Preis")
    assert (idea.picture, len(idea.files)) == ((FILE, "Eine Bank."), 2)
    less = {decision.submission_id: Cleared(None, Released(frozenset({"title"}), frozenset({str(PAPER)})))}
    (idea,) = rules.shown_ideas(results, ideas, less)
    assert (idea.pitch, idea.school, idea.picture, len(idea.files)) == ("", "", None, 1)
    for now in ({decision.submission_id: Cleared(None, Released())}, {}):
        assert rules.shown_ideas(results, ideas, now) == []
    assert [each.title for each in rules.shown_results(results, ideas, less)] == ["Solarbank"]
    assert [each.team for each in rules.shown_results(results, ideas, {})] == [""]


def test_what_was_not_prepared_is_not_shown_although_it_is_released_now() -> None:
    decision = a_decision(PRIZE, 1, "1. Preis", "Solarbank")
    before = {decision.submission_id: Cleared(uuid.uuid4(), Released(frozenset({"title"})))}
    results, ideas = rules.results_of([decision], before), [a_card(decision, before[decision.submission_id])]
    (idea,) = rules.shown_ideas(results, ideas, all_cleared(decision))
    assert (idea.pitch, idea.school, idea.files, idea.fields) == ("", "", (), frozenset({"title"}))


def test_winners_hang_before_the_others_in_the_gallery() -> None:
    titles = ["Birne", "Öse"]
    decisions = [a_decision(PRIZE, 1, "1. Preis", "Zaun"), *(a_decision(NOT_SELECTED, None, "", t) for t in titles)]
    cleared = all_cleared(*decisions)
    ideas = [a_card(each, cleared[each.submission_id]) for each in reversed(decisions)]
    results = rules.results_of(decisions, cleared)
    shown = rules.shown_ideas(results, rules.in_order(ideas, results), cleared)
    assert [(each.title, each.prize) for each in shown] == [("Zaun", "1. Preis"), ("Birne", ""), ("Öse", "")]


# ---------------------------------------------------------------- how far it is
@pytest.mark.parametrize(
    ("taken_back_at", "now", "has_lapsed", "expected"),
    [
        (None, MOMENT - ONE_SECOND, False, "planned"),
        (None, MOMENT, False, "published"),
        (None, MOMENT - ONE_SECOND, True, "lapsed"),
        (None, MOMENT, True, "lapsed"),
        (MOMENT - ONE_SECOND, MOMENT, False, "hidden"),
        (MOMENT, MOMENT, False, "taken_back"),
    ],
)
def test_what_is_taken_back_before_its_moment_never_was_public(
    taken_back_at: datetime | None,
    now: datetime,
    has_lapsed: bool,  # noqa: FBT001 # a parameter of the test
    expected: str,
) -> None:
    row = Publication(published_at=MOMENT, taken_back_at=taken_back_at)
    assert rules.state_of(row, now, has_lapsed=has_lapsed) == expected
    assert rules.state_of(None, now) == "hidden"


@pytest.mark.parametrize(("now", "expected"), [(JURY_CLOSES - ONE_SECOND, "jury_open"), (JURY_CLOSES, None)])
def test_nothing_is_published_before_the_jury_is_through(now: datetime, expected: str | None) -> None:
    assert code(rules.why_not_publish([JURY], SOME, "hidden", now, "")) == expected


@pytest.mark.parametrize(
    ("state", "expected"),
    [("published", "published"), ("planned", "planned"), ("lapsed", None), ("taken_back", None), ("hidden", None)],
)
def test_what_is_public_or_planned_is_not_published_again(state: str, expected: str | None) -> None:
    assert code(rules.why_not_publish([JURY], SOME, state, AFTERWARDS, "")) == expected


def test_nothing_is_published_without_approved_decisions() -> None:
    assert code(rules.why_not_publish([JURY], Bundle([], []), "hidden", AFTERWARDS, "")) == "not_approved"


def test_only_what_was_previewed_becomes_public() -> None:
    assert code(rules.why_not_as_previewed(SOME, SOME.digest)) is None
    assert code(rules.why_not_as_previewed(SOME, Bundle([], []).digest)) == "changed_meanwhile"


def test_each_element_that_is_withheld_needs_a_word_of_its_own() -> None:
    bundle = Bundle([], [], [Element("a", "A fehlt."), Element("b", "B fehlt.")])
    assert code(rules.why_not_without(bundle, ["a", "b"])) is None
    refusal = rules.why_not_without(bundle, ["a"])
    assert refusal is not None
    assert (refusal.code, "B fehlt." in refusal.reason, "A fehlt." in refusal.reason) == ("not_confirmed", True, False)


@pytest.mark.parametrize(
    ("at", "expected"), [(None, None), (AFTERWARDS, "moment_past"), (AFTERWARDS + ONE_SECOND, None)]
)
def test_a_moment_has_to_come_still(at: datetime | None, expected: str | None) -> None:
    assert code(rules.why_not_at(at, AFTERWARDS)) == expected


def test_only_what_is_public_is_taken_back_and_only_what_is_planned_given_up() -> None:
    states = ("hidden", "planned", "lapsed", "published", "taken_back")
    assert [state for state in states if rules.why_not_take_back(state) is None] == ["published"]
    assert [state for state in states if rules.why_not_end_plan(state) is None] == ["planned", "lapsed"]
