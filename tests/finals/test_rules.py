import uuid
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from app.deliberation.models import Decision
from app.finals import rules
from app.policies.rules import FAIR, MEAN, Terms
from tests.deliberation.test_rules import a_candidate, a_fair_entry
from tests.insights.test_rules import a_ranking
from tests.support.rounds import AFTERWARDS, ONE_SECOND

SHORT, PRIZE = (Decision(id=uuid.UUID(int=number), kind=kind) for number, kind in ((1, "shortlist"), (2, "prize")))


def test_only_the_short_list_goes_to_the_final() -> None:
    assert rules.finalists_among([PRIZE, SHORT]) == [SHORT]


@pytest.mark.parametrize(
    ("decisions", "has_final", "is_final", "code"),
    [
        ([SHORT], False, False, None),
        ([SHORT], True, False, "has_final"),
        ([SHORT], False, True, "is_final"),
        ([], False, False, "not_approved"),
        ([PRIZE], False, False, "no_finalists"),
    ],
)
def test_there_is_one_final_of_an_approved_short_list(
    decisions: list[Decision],
    has_final: bool,  # noqa: FBT001 # a case
    is_final: bool,  # noqa: FBT001 # as above
    code: str | None,
) -> None:
    refusal = rules.why_not_create(decisions, has_final=has_final, is_final=is_final)
    assert (refusal.code if refusal else None) == code


def test_the_jury_of_the_final_begins_later_to_the_second() -> None:
    assert rules.faults_of_phase(AFTERWARDS, AFTERWARDS).keys() == {"opens_at"}
    assert rules.faults_of_phase(AFTERWARDS + ONE_SECOND, AFTERWARDS) == {}
    assert rules.faults_of_phase(AFTERWARDS - timedelta(days=1), AFTERWARDS).keys() == {"opens_at"}


def test_an_idea_brings_along_its_official_value() -> None:
    place = replace(a_candidate(1, 70).place, fair=replace(a_fair_entry("in"), fairwert=66.666))
    assert rules.value_of(place, Terms(method=MEAN)) == Fraction(70)
    assert rules.value_of(place, Terms(method=FAIR)) == Fraction(6667, 100)
    assert rules.value_of(replace(place, fair=None), Terms(method=FAIR)) == Fraction(70)
    assert rules.value_of(a_candidate(2, None).place, Terms(method=MEAN)) == 0


def test_where_the_sheets_do_not_allow_the_fairwert_ideas_bring_along_their_mean() -> None:
    dealt = a_ranking()
    assert dealt.snapshot is not None
    by_hand = replace(dealt.snapshot, ranking=replace(dealt.snapshot.ranking, method_used="mean"))
    first, fair = dealt.places[0], dealt.places[0].fair
    assert fair is not None
    found = [
        rules.values_of(ranking)[first.entry.submission_id] for ranking in (dealt, replace(dealt, snapshot=by_hand))
    ]
    assert found == [Fraction(round((fair.fairwert or 0.0) * 100), 100), first.mean]
    assert found[0] != found[1]
