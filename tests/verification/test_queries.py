import pytest

from app.certificates.rules import MemberPaper
from app.core import clock
from app.core.errors import NotFoundError
from app.verification import queries
from tests.support.certificates import LATER, Stage
from tests.support.statements import statements


def test_a_check_takes_four_queries_at_the_most(stage: Stage) -> None:
    codes = [
        stage.issue(person, MemberPaper(team.id))[0].row.code
        for person, team in (("Mia Sommer", stage.sun), ("Ben Herbst", stage.rain))
    ]
    with clock.at(LATER):
        for code in codes:
            with statements() as sent:
                queries.check_of(code)
            assert len(sent) <= 4


def test_a_code_that_leads_nowhere_costs_one_query(stage: Stage) -> None:
    del stage
    with clock.at(LATER), statements() as sent, pytest.raises(NotFoundError):
        queries.check_of("ABCD" * 4)
    assert len(sent) == 1


def test_only_a_certificate_that_holds_can_be_compared(stage: Stage) -> None:
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    with clock.at(LATER):
        assert queries.valid_check_of(issued.row.code).state == "valid"
        stage.take_back()
        with pytest.raises(NotFoundError):
            queries.valid_check_of(issued.row.code)
