"""A certificate that is replaced by another, withdrawn, and given back."""

import pytest

from app.certificates import actions
from app.certificates.rules import ClassRun, MemberPaper
from app.core import clock, invariants
from app.core.errors import InvalidError
from tests.support.certificates import LATER, Stage, events, refused, stored
from tests.support.jury import a_publication
from tests.support.rounds import AFTERWARDS, ONE_SECOND
from tests.support.teams import a_ground


# ---------------------------------------------------------------- replacing
def publish_again(stage: Stage) -> None:
    with clock.at(AFTERWARDS + 40 * ONE_SECOND):
        a_publication(stage.ground.round, at=AFTERWARDS + 40 * ONE_SECOND)


def test_publishing_the_same_again_changes_no_certificate(stage: Stage) -> None:
    (first,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id), AFTERWARDS)
    stage.take_back()
    publish_again(stage)
    (second,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    assert (first.row.id, events()) == (second.row.id, ["issue_certificate"])


def test_another_prize_replaces_the_certificate_with_the_next_download(stage: Stage) -> None:
    (first,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id), AFTERWARDS)
    stage.take_back()
    stage.decide_anew("2. Preis")
    publish_again(stage)
    (second,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    assert second.facts.award.prize == "2. Preis"
    assert second.row.code != first.row.code
    assert [(row.prize, row.replaced_at) for row in stored()] == [("1. Preis", LATER), ("2. Preis", None)]
    assert events() == ["issue_certificate", "replace_certificate", "issue_certificate"]
    assert invariants.breaches() == {}


# ---------------------------------------------------------------- withdrawing
def test_a_withdrawn_certificate_is_not_printed_until_it_is_given_back(stage: Stage) -> None:
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    stage.withdraw(issued.row.code.lower())
    with refused("withdrawn"):
        stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    with refused("withdrawn"):
        stage.withdraw(issued.row.code)
    actions.give_back(stage.ground.admin, stage.ground.round.id, issued.row.code)
    (again,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    assert again.row.code == issued.row.code
    assert events() == ["issue_certificate", "withdraw_certificate", "give_back_certificate"]
    assert invariants.breaches() == {}


def test_a_print_run_goes_on_without_the_withdrawn_ones(stage: Stage) -> None:
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    stage.withdraw(issued.row.code)
    printed = stage.issue(stage.ground.teacher, ClassRun(stage.ground.round.id, stage.ground.school_class.id))
    assert len(printed) == 5
    assert issued.row.id not in {each.row.id for each in printed}


def test_only_codes_of_the_own_round_are_withdrawn(stage: Stage) -> None:
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    other = a_ground(title="Runde 2")
    for round_id, code in ((other.round.id, issued.row.code), (stage.ground.round.id, "ABCD" * 4)):
        with pytest.raises(InvalidError):
            actions.withdraw(stage.ground.admin, round_id, code, "Ein guter Grund.")
        with pytest.raises(InvalidError):
            actions.give_back(stage.ground.admin, round_id, code)
