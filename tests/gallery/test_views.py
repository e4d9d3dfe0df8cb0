import re
import uuid

import pytest

from app.core import clock, db
from app.media.models import MediaFile
from app.publication import actions
from tests.gallery.conftest import RESULTS, Hall, an_entry
from tests.gallery.test_views_embargo import pictures_in
from tests.support.browsers import Browser
from tests.support.clearances import cleared, withdrawn
from tests.support.ideas import TEXTS
from tests.support.jury import a_publication
from tests.support.people import a_school_admin
from tests.support.rounds import AFTERWARDS
from tests.support.statements import statements


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def titles_of(html: str) -> list[str]:
    """The titles of all pieces on show, in their order."""
    return re.findall(r'class="exhibit__link" href="[^"]+">([^<]+)<', html)


def test_before_anything_is_published_the_gallery_invites(hall: Hall) -> None:
    page = hall.get("/gallery")
    assert (page.status_code, "Hier wird es bald bunt" in page.text, titles_of(page.text)) == (200, True, [])


def test_the_gallery_shows_pictures_prizes_teams_and_only_named_schools(hall: Hall) -> None:
    a_publication(hall.ground.round)
    html = hall.get("/gallery").text
    assert titles_of(html) == ["Solarbank", "Regentonne"]
    text = words_of(html)
    assert f"2. Preis Klima und Umwelt Regentonne {TEXTS['pitch']} Team „Team Regentonne“ · " in text
    assert (hall.second_school.name in html, hall.ground.school.name in html) == (True, False)
    assert [hall.get(path).content_type for path in pictures_in(html)] == ["image/webp", "image/webp"]
    assert re.findall(r'alt="(Ein Bild: [^"]+)"', html) == ["Ein Bild: Solarbank", "Ein Bild: Regentonne"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("category=arbeit-erleichtern", ["Solarbank"]),
        ("category=klima-und-umwelt", ["Regentonne"]),
        ("category=alles&school=nichts&round=quatsch", ["Solarbank", "Regentonne"]),
        ("round=innovationswettbewerb-2027-runde-1", ["Solarbank", "Regentonne"]),
        ("page=99", ["Solarbank", "Regentonne"]),
        ("page=-1", ["Solarbank", "Regentonne"]),
        ("page=viel", ["Solarbank", "Regentonne"]),
    ],
)
def test_a_visitor_finds_ideas_by_category_and_whatever_else_is_asked_shows_all(
    hall: Hall, query: str, expected: list[str]
) -> None:
    a_publication(hall.ground.round)
    assert titles_of(hall.get(f"/gallery?{query}").text) == expected


def test_a_visitor_searches_in_what_is_released_and_in_what_is_said_in_films(hall: Hall) -> None:
    _say_in_the_first_picture("Wir trinken Tee\nund bauen eine Überdachung.", hall)
    withdrawn(hall.second, "solution")
    a_publication(hall.ground.round)
    found = {
        query: titles_of(hall.get("/gallery", query_string={"query": query}).text)
        for query in (
            "OLARB", "bild regen", "uberdachung", "tee wir", "tee kaffee", TEXTS["solution"][:20],
            hall.second_school.name, hall.ground.school.name, "Kim", " ", "x" * 5000,
        )
    }  # fmt: skip
    both, first, second = ["Solarbank", "Regentonne"], ["Solarbank"], ["Regentonne"]
    assert list(found.values()) == [first, second, first, first, [], first, second, [], [], both, []]
    assert titles_of(hall.get("/gallery?query=bild&category=klima-und-umwelt").text) == second


def _say_in_the_first_picture(words: str, hall: Hall) -> None:
    @db.action
    def say() -> None:
        file_id = uuid.UUID(hall.first.content["attachments"][0]["file"])
        db.load(MediaFile, file_id, to_change=True).transcript = words

    say()


def test_a_search_costs_two_queries_however_many_ideas_hang(hall: Hall) -> None:
    a_publication(hall.ground.round)
    hall.get("/gallery")
    with statements() as plain:
        hall.get("/gallery")
    with statements() as searched:
        hall.get("/gallery?query=bild")
    assert len(searched) == len(plain) + 2


def test_only_schools_that_are_named_can_be_looked_for(hall: Hall) -> None:
    a_publication(hall.ground.round)
    own, other = ("-".join(s.name.lower().split()) for s in (hall.ground.school, hall.second_school))
    assert titles_of(hall.get(f"/gallery?school={other}").text) == ["Regentonne"]
    assert titles_of(hall.get(f"/gallery?school={own}").text) == ["Solarbank", "Regentonne"]


def test_the_page_of_an_idea_shows_what_is_released_and_nothing_else(hall: Hall) -> None:
    withdrawn(hall.first, "problem")
    a_publication(hall.ground.round)
    html = hall.get(hall.first_path).text
    text = words_of(html)
    assert [TEXTS[key] in text for key in ("pitch", "solution", "benefit")] == [True] * 3
    # Not released, and never for everybody.
    assert [TEXTS[key] in text for key in ("problem", "progress", "sources")] == [False] * 3
    assert ("1. Preis" in text, "Team „Team Solarbank“" in text) == (True, True)
    assert [hall.get(path).status_code for path in pictures_in(html)] == [200]


def test_no_page_tells_a_person_a_number_or_an_id_of_ours(hall: Hall) -> None:
    a_publication(hall.ground.round)
    secrets = [
        "Kim", "Mitglied", "von-Kim", hall.ground.school.name, hall.ground.school_class.name, str(hall.first.id),
        str(hall.first.idea_id), str(hall.first.content["number"]), hall.first.receipt_number,
    ]  # fmt: skip
    secrets += [each["file"] for each in hall.first.content["attachments"]]
    for path in ("/gallery", hall.first_path, RESULTS):
        answer = hall.get(path)
        said = answer.text + str(answer.headers)
        assert [secret for secret in secrets if secret in said] == []
        assert ("Set-Cookie" in answer.headers, answer.headers["Cache-Control"]) == (False, "no-cache")


def test_pictures_go_out_without_the_name_the_team_gave_and_cannot_run_anything(hall: Hall) -> None:
    a_publication(hall.ground.round)
    answer = hall.get(pictures_in(hall.get(hall.first_path).text)[0])
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "bild-1.webp" in answer.headers["Content-Disposition"]


def test_the_results_lead_to_the_pages_of_ideas(hall: Hall) -> None:
    a_publication(hall.ground.round)
    html = hall.get(RESULTS).text
    assert re.findall(r'class="exhibit__link" href="([^"]+)"', html) == [hall.first_path, hall.second_path]


@pytest.mark.parametrize("path", ["/gallery/kein-code", f"/gallery/{uuid.UUID(int=1)}"])
def test_what_is_not_there_is_missing(hall: Hall, path: str) -> None:
    a_publication(hall.ground.round)
    assert hall.get(path).status_code == 404


def test_the_preview_is_what_everybody_sees_later(hall: Hall) -> None:
    browser, base = Browser(hall.app), f"/rounds/{hall.ground.round.id}/gallery"
    with clock.at(AFTERWARDS):
        browser.sign_in(hall.ground.admin)
        previews = [browser.get(base).text, browser.get(f"{base}/{hall.first.id}").text]
        missing = browser.get(f"{base}/{uuid.uuid4()}").status_code
    a_publication(hall.ground.round)
    pages = [hall.get("/gallery").text, hall.get(hall.first_path).text]
    assert missing == 404
    assert titles_of(previews[0]) == titles_of(pages[0])
    assert pictures_in(previews[0]) == pictures_in(pages[0])
    texts = [re.findall(r'class="written">([^<]+)<', page) for page in (previews[1], pages[1])]
    assert texts[0] == texts[1] != []


def test_only_admins_see_the_preview(hall: Hall) -> None:
    path = f"/rounds/{hall.ground.round.id}/gallery"
    people = [hall.ground.teacher, hall.ground.student("Ole"), a_school_admin(hall.ground.school)]
    with clock.at(AFTERWARDS):
        found = [Browser(hall.app).sign_in(person).get(path).status_code for person in people]
        assert (found, Browser(hall.app).get(path).status_code) == ([403] * 3, 303)


def test_pages_ask_as_often_for_three_ideas_as_for_two(hall: Hall) -> None:
    a_publication(hall.ground.round)

    def counts() -> list[int]:
        found = []
        for path in ("/gallery", hall.first_path):
            hall.get("/")
            with statements() as sent:
                hall.get(path)
            found.append(len(sent))
        return found

    counts()  # so that the round is known
    before = counts()
    publish_again(hall)
    assert (counts(), max(before) <= 8) == (before, True)


def publish_again(hall: Hall) -> None:
    """A third idea hangs beside the two."""
    cleared(an_entry(hall.ground, "Lernkiste", "teal", 1))
    with clock.at(AFTERWARDS):
        actions.take_back(hall.ground.admin, hall.ground.round.id, "Es fehlt eine Idee.")
    a_publication(hall.ground.round)
