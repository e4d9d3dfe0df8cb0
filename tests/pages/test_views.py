"""Home, start page, legal texts and language, asked over HTTP."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from app.accounts import queries as people
from app.core import clock, db
from app.rounds import actions as rounds
from app.rounds.actions import PhaseValues
from app.rounds.models import PhaseKind
from app.settings import Settings
from tests.support.browsers import Browser
from tests.support.people import a_class, a_school, a_student, a_teacher, an_admin
from tests.support.rounds import AFTERWARDS, WRITING, an_announced_round
from tests.support.statements import statements

ONE_DAY = timedelta(days=1)


def test_home_without_a_round_invites_to_collect_ideas(browser: Browser) -> None:
    assert "Bald geht es los" in browser.get("/").text


def test_home_shows_announced_rounds_with_their_next_deadline(browser: Browser) -> None:
    an_announced_round(an_admin(), title="Runde Frühjahr")
    with clock.at(WRITING):
        page = browser.get("/").text
    assert ["Runde Frühjahr" in page, "Einreichung endet" in page] == [True, True]


def test_home_says_what_comes_after_the_jury_and_when_a_round_is_over(browser: Browser) -> None:
    admin = an_admin()
    round_ = an_announced_round(admin)
    results = PhaseValues(PhaseKind.PUBLISH, AFTERWARDS + ONE_DAY, AFTERWARDS + 2 * ONE_DAY)
    rounds.add_phase(admin, round_.id, results)
    found = []
    for moment in (AFTERWARDS, AFTERWARDS + ONE_DAY, AFTERWARDS + 2 * ONE_DAY):
        with clock.at(moment):
            page = browser.get("/").text
        found.append(["Veröffentlichung: " in page, "Diese Runde ist vorbei." in page])
    assert found == [[True, False], [True, False], [False, True]]


def test_home_asks_the_database_as_often_for_one_round_as_for_three(browser: Browser) -> None:
    admin = an_admin()
    counts = []
    for number in range(3):
        an_announced_round(admin, title=f"Runde {number}")
        with statements() as asked:
            browser.get("/")
        counts.append(len(asked))
    assert (counts[0], counts[2], counts[0] <= 8) == (counts[0], counts[0], True)


def test_home_names_no_account_unless_there_is_a_demo(browser: Browser) -> None:
    an_admin("Ada Admin")
    assert "Ada Admin" not in browser.get("/").text


def test_the_start_page_offers_each_what_they_may_do(app: Flask) -> None:
    teacher = a_teacher(a_school())
    student = a_student(a_class(teacher), "Mia")
    pages = {person.name: Browser(app).sign_in(person).get("/start").text for person in (teacher, student, an_admin())}
    found = {
        name: [words in page for words in ("Klassen</a>", "Team und Idee</a>", "Runden</a>")]
        for name, page in pages.items()
    }
    assert found == {
        "Tarek Thal": [True, False, False],
        "Mia": [False, True, False],
        "Ada Admin": [False, False, True],
    }


def test_nobody_starts_without_signing_in(browser: Browser) -> None:
    assert browser.get("/start").headers["Location"] == "/sign-in?next=%2Fstart"


def test_legal_texts_come_from_the_operators_files(app: Flask, browser: Browser) -> None:
    settings: Settings = app.config["SETTINGS"]
    path = Path(settings.legal_dir) / "imprint.de.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# Impressum\n\nStadt **Muster** <script>x</script>", encoding="utf-8")
    page = browser.get("/legal/imprint").text
    path.unlink()
    assert ["<strong>Muster</strong>" in page, "<script>x" in page] == [True, False]


def test_placeholders_stand_where_nobody_wrote_a_text(browser: Browser) -> None:
    assert "PLATZHALTER" in browser.get("/legal/privacy").text


def test_a_language_chosen_by_somebody_signed_in_is_theirs_from_then_on(app: Flask) -> None:
    admin = an_admin()
    Browser(app).sign_in(admin).get("/language/en")
    db.close_session()
    assert people.person(admin.id).language == "en"


def test_a_ready_site_says_so(browser: Browser) -> None:
    assert [(browser.get(path).status_code, browser.get(path).text) for path in ("/healthz", "/readyz")] == [
        (200, "ok\n")
    ] * 2


def test_a_site_without_its_database_is_alive_but_not_ready(browser: Browser) -> None:
    url = db.engine().url.render_as_string(hide_password=False)
    db.disconnect()
    db.connect("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    answers = [browser.get(path).status_code for path in ("/healthz", "/readyz")]
    db.connect(url)
    assert (answers, browser.get("/readyz").status_code) == ([200, 503], 200)
