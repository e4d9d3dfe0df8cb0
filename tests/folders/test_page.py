"""Somebody judges, something breaks, and everything is there: in a real Chromium, with a network that goes."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Route, expect

from tests.folders.desks import OFFLINE, Juror, Panel
from tests.support.chaos import SAVED
from tests.support.server import Server
from tests.support.wire import Wire

pytestmark = pytest.mark.browser
A_LONG_TIME = timedelta(days=40)


def test_a_choice_is_saved_by_itself_and_ticked_when_the_server_has_it(juror: Juror) -> None:
    juror.choose("novelty", 4)
    expect(juror.state).to_have_text(SAVED)
    assert (juror.stored("points-novelty"), juror.sheet()) == ("4", ("draft", 1, False))
    expect(juror.page.locator(".score-criterion[data-stored]")).to_have_count(1)


def test_a_comment_is_saved_a_second_after_the_last_key(juror: Juror) -> None:
    juror.comment("novelty").press_sequentially("Das gibt es noch nirgends.")
    expect(juror.state).to_have_text(SAVED)
    assert juror.stored("comment-novelty") == "Das gibt es noch nirgends."


def test_leaving_the_page_within_the_second_saves_everything(juror: Juror) -> None:
    juror.choose("novelty", 5)
    juror.comment("novelty").fill("Bis zum letzten Zeichen")
    juror.page.goto("/jury")
    juror.wait_for("comment-novelty", "Bis zum letzten Zeichen")
    assert juror.stored("points-novelty") == "5"


def test_the_button_to_the_next_idea_saves_what_was_chosen_just_before(juror: Juror) -> None:
    juror.choose("benefit", 2)
    juror.press("Nächste Idee")
    expect(juror.page).not_to_have_url(f"/jury/{juror.idea_id}")
    assert juror.stored("points-benefit") == "2"


def test_a_network_that_is_away_keeps_the_marks_here_and_sends_them_once_when_it_is_back(
    juror: Juror, wire: Wire
) -> None:
    with wire.down():
        juror.choose("novelty", 3)
        expect(juror.state).to_have_text(OFFLINE)
        juror.comment("novelty").fill("Im Zug geschrieben")
        assert juror.sheet() == ("", 0, False)
    expect(juror.state).to_have_text(SAVED)
    juror.wait_for("comment-novelty", "Im Zug geschrieben")
    assert (juror.stored("points-novelty"), juror.sheet()[0]) == ("3", "draft")


def test_an_answer_that_is_lost_makes_no_second_version_and_no_conflict(juror: Juror) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        """The server gets the write, the page never hears of it."""
        lost.append(route.fetch().status)
        route.abort()

    juror.page.route("**/marks", lose, times=1)
    juror.choose("novelty", 3)
    # What the state says meanwhile is gone after two seconds, and a busy machine looks more seldom.
    juror.wait_until(lambda: lost, [200])
    expect(juror.state).to_have_text(SAVED)
    assert (lost, juror.sheet(), juror.page.locator(".conflict").count()) == ([200], ("draft", 1, False), 0)


def test_a_tab_that_is_closed_without_network_gives_everything_back_at_the_next_visit(juror: Juror, wire: Wire) -> None:
    with wire.down():
        juror.choose("novelty", 1)
        juror.comment("benefit").fill("Für alle im Betrieb")
        expect(juror.state).to_have_text(OFFLINE)
        juror.new_tab()
    juror.open()
    expect(juror.chosen("novelty")).to_have_value("1")
    juror.wait_for("comment-benefit", "Für alle im Betrieb")
    juror.wait_for("points-novelty", "1")


def test_what_was_left_on_another_sheet_is_sent_from_the_list(juror: Juror, wire: Wire) -> None:
    with wire.down():
        juror.choose("novelty", 4)
        expect(juror.state).to_have_text(OFFLINE)
        juror.new_tab()
    juror.page.goto("/jury")
    juror.wait_for("points-novelty", "4")
    expect(juror.state).to_have_text("Von diesem Gerät war noch etwas nicht gesendet; jetzt ist es gespeichert.")


def test_a_session_that_ended_asks_for_the_password_and_goes_on(juror: Juror) -> None:
    juror.end_sessions()
    juror.choose("novelty", 2)
    dialog = juror.page.get_by_role("dialog", name="Bitte neu anmelden")
    dialog.get_by_label("Anmeldename oder E-Mail").fill(juror.login_name)
    dialog.get_by_label("Passwort").fill(juror.password)
    dialog.get_by_role("button", name="Anmelden").click()
    expect(juror.state).to_have_text(SAVED)
    assert juror.stored("points-novelty") == "2"


def test_a_token_that_fits_no_longer_is_fetched_anew(juror: Juror) -> None:
    juror.page.evaluate("for (const t of document.querySelectorAll('[name=csrf_token]')) t.value = 'abgelaufen'")
    juror.choose("novelty", 2)
    expect(juror.state).to_have_text(SAVED)
    assert juror.stored("points-novelty") == "2"


def test_a_server_that_is_killed_while_one_judges_gets_everything_when_it_is_back(juror: Juror, server: Server) -> None:
    juror.choose("novelty", 2)
    server.kill()
    juror.comment("novelty").fill("Geschrieben, während nichts antwortet")
    expect(juror.state).to_have_text(OFFLINE)
    server.start()
    expect(juror.state).to_have_text(SAVED)
    juror.wait_for("comment-novelty", "Geschrieben, während nichts antwortet")


def test_a_jury_that_ends_while_one_judges_keeps_and_shows_everything(juror: Juror, server: Server) -> None:
    juror.choose("novelty", 2)
    expect(juror.state).to_have_text(SAVED)
    server.let_pass(A_LONG_TIME)
    try:
        juror.comment("novelty").fill("Zu spät gedacht")
        kept = juror.page.get_by_label("Alles von dieser Seite")
        expect(kept).to_have_value(re.compile("Zu spät gedacht"))
        expect(kept).to_have_value(re.compile("Neuheit\n2"))
        expect(juror.state).to_contain_text("Die Bewertung ist abgeschlossen.")
        juror.new_tab().open()
        expect(juror.page.get_by_label("Alles von dieser Seite")).to_have_value(re.compile("Zu spät gedacht"))
    finally:
        server.let_pass(-A_LONG_TIME)
    assert (juror.stored("comment-novelty"), juror.sheet()) == ("", ("draft", 1, False))


# ---------------------------------------------------------------- two devices
def test_of_two_devices_both_versions_are_shown_for_each_criterion(panel: Panel, wire: Wire) -> None:
    with panel.juror(wire, devices=2) as (laptop, phone):
        laptop.open()
        phone.open()
        laptop.choose("novelty", 4)
        laptop.comment("benefit").fill("Vom Laptop.")
        laptop.wait_for("comment-benefit", "Vom Laptop.")
        phone.choose("novelty", 1)
        phone.comment("benefit").fill("Vom Handy.")
        expect(phone.state).to_have_text("Konflikt: auf einem anderen Gerät geändert, bitte auswählen")
        points, comment = (
            phone.page.get_by_role("group").filter(has_text=name) for name in ("4 Punkte", "Vom Laptop.")
        )
        expect(points.get_by_role("button")).to_have_text(["Meine Fassung behalten", "Die andere übernehmen"])
        points.get_by_role("button", name="Die andere übernehmen").click()
        comment.get_by_role("button", name="Beide behalten").click()
        expect(phone.state).to_have_text(SAVED)
        expect(phone.chosen("novelty")).to_have_value("4")
        phone.wait_for("comment-benefit", "Vom Handy.\n\nVom Laptop.")
        assert phone.stored("points-novelty") == "4"


def test_what_another_device_changed_elsewhere_is_brought_here(panel: Panel, wire: Wire) -> None:
    with panel.juror(wire, devices=2) as (laptop, phone):
        laptop.open()
        phone.open()
        laptop.choose("novelty", 4)
        expect(laptop.state).to_have_text(SAVED)
        phone.choose("benefit", 1)
        expect(phone.chosen("novelty")).to_have_value("4")
        expect(phone.state).to_have_text(SAVED)
        assert (phone.stored("points-novelty"), phone.stored("points-benefit")) == ("4", "1")


def test_a_choice_taken_back_while_the_other_one_is_under_way_is_not_lost(juror: Juror, wire: Wire) -> None:
    juror.choose("novelty", 2)
    expect(juror.state).to_have_text(SAVED)

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    juror.page.route("**/marks", lose, times=1)
    juror.choose("novelty", 3)
    juror.wait_for("points-novelty", "3")
    with wire.down():
        juror.choose("novelty", 2)
        juror.wait_until(lambda: '"points-novelty":{"value":"2"' in juror.kept(), expected=True)
        juror.new_tab()
    juror.open()
    juror.wait_for("points-novelty", "2")
    expect(juror.chosen("novelty")).to_have_value("2")
