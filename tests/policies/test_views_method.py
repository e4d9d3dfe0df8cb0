"""The public page that says how points become an order."""

import re

from flask import Flask

from app.policies import actions, rules
from app.policies.rules import MEAN, Terms
from tests.policies.conftest import Desk
from tests.support.browsers import Browser
from tests.support.rounds import a_round

PATH = "/competitions/innovationswettbewerb-2027/runde-1"


def method_of(desk: Desk, language: str = "de") -> str:
    response = Browser(desk.app).get(f"{PATH}/method", headers={"Accept-Language": language})
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.text).split())


def test_the_example_is_worked_out_and_shows_whom_strictness_costs() -> None:
    found = rules.example()
    first, second = found.lines[:2]

    assert (first.name, first.mean_place, second.name, second.mean_place) == ("A", 2, "B", 1)
    assert [line.name for line in found.lines] == ["A", "B", "C", "D", "E", "F"]
    assert found.mildness[0] < -10 < 10 < found.mildness[4]
    # By the words of the page A is sure of the prize, and B is not.
    assert (first.chance > 90, second.chance < 10) == (True, True)


def test_everybody_reads_terms_example_and_every_sentence_for_less(desk: Desk) -> None:
    text = method_of(desk)

    assert desk.policy.digest in text
    assert "Jury 1 gibt etwa 12,5 Punkte weniger als der Durchschnitt, Jury 5 etwa 11,6 mehr." in text
    assert all(remark in text for remark in rules.remarks_in("de"))
    assert len(rules.remarks_in("de")) == 10
    assert str(desk.policy.seed) in text
    assert "spielt das 4.000-mal durch" in text


def test_the_page_says_what_is_laid_down_now(desk: Desk) -> None:
    before = method_of(desk)
    actions.change_policy(desk.admin, desk.round.id, Terms(MEAN, 1, ("novelty",), 3, 0), 1)
    after = method_of(desk)

    assert "Es zählt der Fairwert" in before
    assert "Es zählt der Mittelwert der Bögen. Es geht um 1 Preis." in after


def test_in_english_the_mathematics_speak_english(desk: Desk) -> None:
    assert all(remark in method_of(desk, "en") for remark in rules.remarks_in("en"))


def test_it_is_linked_from_the_rubric_and_hidden_with_its_round(app: Flask, desk: Desk) -> None:
    a_round(desk.admin, title="Runde 2")
    assert f"{PATH}/method" in Browser(app).get(f"{PATH}/rubric").text
    assert Browser(app).get(PATH.replace("runde-1", "runde-2") + "/method").status_code == 404
