"""The pages on which an admin changes a rubric."""

import re

import pytest

from app.criteria import actions
from app.rubrics import queries
from tests.criteria.conftest import Workshop, begin, criterion_fields, criterion_values
from tests.support.browsers import Browser
from tests.support.rounds import an_announced_round


def test_an_admin_adds_a_criterion(workshop: Workshop) -> None:
    browser = workshop.browser()
    page = browser.get(f"{workshop.path}/criteria/new")
    response = browser.post(f"{workshop.path}/criteria/new", criterion_fields())

    assert (page.status_code, response.status_code, response.location) == (200, 303, f"{workshop.path}/edit#mut")
    assert workshop.criterion("mut").levels == {"0": {"de": "Gar nicht.", "en": "Not at all."}, "3": {"de": "Sehr."}}
    assert "16,7 %" in browser.get(f"{workshop.path}/edit").text


def test_the_form_shows_what_is_stored_and_says_why_points_end_at_nine(workshop: Workshop) -> None:
    page = workshop.browser().get(f"{workshop.path}/criteria/{workshop.criterion('novelty').id}").text
    for words in ("Neuheit", "Novelty", "Die Idee gibt es dort schon so.", "Höchstens 9", 'max="9"'):
        assert words in page


def test_every_share_stands_with_its_categories_in_one_piece_so_that_no_phone_parts_them(workshop: Workshop) -> None:
    categories = queries.categories_by_id(workshop.round.id)
    own, *others = categories
    values = criterion_values(category_ids=[own])
    actions.add_criterion(workshop.admin, workshop.round.id, values, "wagnis")

    page = workshop.browser().get(f"{workshop.path}/edit").text
    (first, *_rest) = re.findall(r'data-label="Anteil">(.*?)</td>', page, re.DOTALL)
    pieces = [
        " ".join(re.sub("<[^>]+>", " ", piece).split()) for piece in re.findall(r"<div>(.*?)</div>", first, re.DOTALL)
    ]

    assert [piece.partition(" % ")[2] for piece in pieces] == [
        categories[own],
        " · ".join(categories[each] for each in others),
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name_de": "neuheit"}, "So heißt schon ein Kriterium."),
        ({"high": "10"}, "zwischen 1 und 9"),
        ({"high": "0"}, "zwischen 1 und 9"),
        ({"weight": "-1"}, "zwischen 0 und 1000"),
        ({"level_3_de": ""}, "Die niedrigste und die höchste Stufe brauchen eine Beschreibung."),
        ({"level_7_de": "Zu viel."}, "So viele Punkte gibt es hier nicht."),
        ({"question_de": ""}, "Dieses Feld ist noch leer."),
    ],
)
def test_what_is_wrong_is_told_and_all_that_was_typed_stays(
    workshop: Workshop, changes: dict[str, str], words: str
) -> None:
    fields = criterion_fields(question_en="Noch da?") | changes
    response = workshop.browser().post(f"{workshop.path}/criteria/new", fields)
    assert (response.status_code, words in response.text, "Noch da?" in response.text) == (422, True, True)
    assert len(workshop.criteria) == 7


def test_a_criterion_is_changed_and_a_stale_page_shows_both_sides(workshop: Workshop) -> None:
    novelty = workshop.criterion("novelty")
    path, browser = f"{workshop.path}/criteria/{novelty.id}", workshop.browser()
    saved = browser.post(path, criterion_fields())
    stale = browser.post(path, criterion_fields(name_de="Wagnis"))
    again = browser.post(path, criterion_fields(name_de="Wagnis", version="2"))

    assert (saved.status_code, stale.status_code, again.status_code) == (303, 409, 303)
    assert "Jemand anderes hat inzwischen gespeichert" in stale.text
    assert ("Mut" in stale.text, 'value="Wagnis"' in stale.text) == (True, True)
    assert workshop.criterion("novelty").name["de"] == "Wagnis"


def test_taking_a_criterion_out_is_asked_before(workshop: Workshop) -> None:
    novelty = workshop.criterion("novelty")
    path, browser = f"{workshop.path}/criteria/{novelty.id}/remove", workshop.browser()
    asked = browser.get(path)
    assert (asked.status_code, "Neuheit" in asked.text, len(workshop.criteria)) == (200, True, 7)
    assert browser.post(path, {"version": "1"}).status_code == 303
    assert (len(workshop.criteria), browser.get(path).status_code) == (6, 404)


def test_a_criterion_moves_by_a_button(workshop: Workshop) -> None:
    path = f"{workshop.path}/criteria/{workshop.criterion('benefit').id}"
    response = workshop.browser().post(f"{path}/up")
    assert (response.status_code, workshop.keys[:2]) == (303, ["benefit", "novelty"])


def test_the_points_that_need_a_sentence_are_chosen(workshop: Workshop) -> None:
    browser, path = workshop.browser(), f"{workshop.path}/scale"
    assert "5 Punkte heißen, deutsch" in browser.get(path).text
    response = browser.post(path, {"version": "1", "comment_for": ["0", "1"], "label_0_de": "nein"})
    rubric = workshop.rubric
    assert (response.status_code, rubric.comment_for) == (303, [0, 1])
    assert rubric.labels["0"] == {"de": "nein", "en": "not evident"}
    assert browser.post(path, {"version": "2", "comment_for": ["9"]}).status_code == 422
    assert browser.post(path, {"version": "1", "comment_for": ["5"]}).status_code == 409


def test_who_comes_too_late_is_told_why_and_keeps_what_was_typed(workshop: Workshop) -> None:
    browser = workshop.browser()
    paths = [f"{workshop.path}/criteria/new", f"{workshop.path}/criteria/{workshop.criterion('novelty').id}"]
    begin(workshop)
    for path in paths:
        response = browser.post(path, criterion_fields(name_de="Ganz etwas Neues"))
        assert (response.status_code, "Ganz etwas Neues" in response.text) == (409, True)
        assert "schon 1 Bogen begonnen" in response.text
        assert browser.get(path).status_code == 409
    page = browser.get(f"{workshop.path}/edit").text
    assert ("Neue Version anlegen" in page, "Kriterium hinzufügen" in page) == (True, False)


def test_a_new_version_is_made_changed_and_brought_into_use(workshop: Workshop) -> None:
    begin(workshop)
    browser = workshop.browser()
    browser.post(f"{workshop.path}/versions")
    browser.post(f"{workshop.path}/criteria/new", criterion_fields())
    before = browser.get(workshop.path).text
    asked = browser.get(f"{workshop.path}/use")
    response = browser.post(f"{workshop.path}/use", {"seen": workshop.rubric.content_hash})

    assert ("Mut" in before, "Mut" in browser.get(workshop.path).text) == (False, True)
    assert "1 Bogen ist nach Version 1 begonnen" in asked.text
    assert (response.status_code, browser.post(f"{workshop.path}/use", {"seen": "x"}).status_code) == (303, 409)


def test_a_version_in_preparation_can_be_dropped(workshop: Workshop) -> None:
    begin(workshop)
    browser = workshop.browser()
    browser.post(f"{workshop.path}/versions")
    asked, dropped = browser.get(f"{workshop.path}/give-up"), browser.post(f"{workshop.path}/give-up")
    closed, refused = browser.get(f"{workshop.path}/give-up"), browser.post(f"{workshop.path}/give-up")

    assert (asked.status_code, dropped.status_code, refused.status_code) == (200, 303, 409)
    assert "Nach Version 1 wird schon bewertet." in closed.text
    assert workshop.rubric.number == 1


def test_the_public_page_tells_of_the_points_as_they_are_now(browser: Browser, workshop: Workshop) -> None:
    round_ = an_announced_round(workshop.admin, title="Runde 2")
    path = "/competitions/innovationswettbewerb-2027/runde-2/rubric"
    before = browser.get(path).text
    criterion = queries.criteria_of(queries.rubric_of(round_.id).id)[0]
    actions.edit_criterion(workshop.admin, round_.id, criterion.id, criterion_values(), 1)
    actions.edit_scale(workshop.admin, round_.id, actions.ScaleValues({}, []), 1)
    after = browser.get(path).text

    assert ("0 bis 5 Punkte" in before, "Wer 0 oder 5 Punkte gibt" in before) == (True, True)
    assert ("0 bis 5 Punkte" in after, "steht bei jedem Kriterium" in after) == (False, True)
    assert ("muss in einem Satz sagen" in after, "3 Punkte</strong>" in after) == (False, True)


def test_the_form_asks_for_the_ends_and_calls_only_what_is_so_voluntary(workshop: Workshop) -> None:
    text = " ".join(re.sub(r"<[^>]+>", " ", workshop.browser().get(f"{workshop.path}/criteria/new").text).split())
    for words in ("0 Punkte, deutsch 0 von", "1 Punkt, deutsch (freiwillig) 0 von", "5 Punkte, deutsch 0 von"):
        assert words in text


def test_an_admin_sees_the_newest_version_as_the_jury_will(workshop: Workshop) -> None:
    begin(workshop)
    browser = workshop.browser()
    browser.post(f"{workshop.path}/versions")
    browser.post(f"{workshop.path}/criteria/new", criterion_fields())
    page = browser.get(f"{workshop.path}/preview/1").text
    assert ("Wie mutig ist die Idee?" in page, "Gar nicht." in page, page.count("<level-picker>")) == (True, True, 8)


def test_a_criterion_with_a_hundred_points_for_one_category_is_added_in_all_languages(workshop: Workshop) -> None:
    (category_id, *_others) = queries.categories_by_id(workshop.round.id)
    browser, path = workshop.browser(), f"{workshop.path}/criteria/new?points=100"
    fields = {"version": "0", "name_de": "Messbare Wirkung", "question_de": "Wie viel wird gespart?", "weight": "20"}
    fields |= {"kind": "judgement", "comments": "ends", "category_ids": category_id, "key": "wirkung"}
    fields |= {"question_plain": "Wie viel spart die Idee?", "level_0_de": "Nichts.", "level_50_plain": "Die Hälfte."}
    page, refused = browser.get(path).text, browser.post(path, fields)
    saved = browser.post(path, fields | {"level_100_de": "Alles.", "level_50_de": "Halb so viel."})

    assert ("100 Punkte, in einfacher Sprache" in page, "Niedrigste Punktzahl" in page) == (True, False)
    assert (refused.status_code, refused.text.count("brauchen eine Beschreibung"), saved.status_code) == (422, 2, 303)
    assert 'value="Messbare Wirkung"' in refused.text
    added = workshop.criterion("wirkung")
    assert (added.low, added.high, added.category_ids, added.is_required) == (0, 100, [category_id], False)
    assert added.levels["50"] == {"de": "Halb so viel.", "plain": "Die Hälfte."}
    edit = " ".join(browser.get(f"{workshop.path}/edit").text.split())
    assert ("nur für Arbeit erleichtern" in edit, "16,7 %" in edit) == (True, True)


def test_weights_are_given_together_and_a_stale_page_changes_nothing(workshop: Workshop) -> None:
    browser, path = workshop.browser(), f"{workshop.path}/weights"
    page, seen = browser.get(path), workshop.rubric.content_hash
    fields = {f"weight_{key}": "10" for key in workshop.keys} | {"seen": seen}
    none = browser.post(path, {**fields, **{f"weight_{key}": "0" for key in workshop.keys}})
    saved, stale = browser.post(path, fields), browser.post(path, fields)

    assert ("Neuheit" in page.text, "20,0 %" in page.text or "20 %" in page.text) == (True, True)
    assert (none.status_code, "Die Gewichte ergeben zusammen nichts." in none.text) == (422, True)
    assert (saved.status_code, stale.status_code) == (303, 409)
    assert {each.weight for each in workshop.criteria} == {10}
    assert "14,3 %" in browser.get(f"{workshop.path}/edit").text
