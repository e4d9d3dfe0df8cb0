"""Somebody types, something breaks, and every character is there: in a real Chromium, with a network that goes."""

import re
import time

import pytest
from playwright.sync_api import Dialog, Route, expect

from tests.drafts.desks import Seat
from tests.support.browser import axe_of
from tests.support.chaos import SAVED
from tests.support.server import Server
from tests.support.wire import Wire

pytestmark = pytest.mark.browser
# The page has been read, and its scripts begin after this.
FASTER_THAN_SCRIPTS = """document.addEventListener("readystatechange", () => {
  if (document.readyState === "interactive") document.querySelector("[name=title]").value = "Auf dem Bahnsteig";
});"""
OFFLINE = "offline, auf diesem Gerät gespeichert"
# As a device without a battery begins, and as one notes that comes back after a long holiday.
_LONG_AGO = """async () => {
  const open = indexedDB.open("drafts", 1);
  await new Promise((resolve) => { open.onsuccess = resolve; });
  const store = open.result.transaction("drafts", "readwrite").objectStore("drafts");
  const all = store.getAll();
  await new Promise((resolve) => { all.onsuccess = resolve; });
  for (const row of all.result) store.put({ ...row, keptAt: Date.UTC(2026, 1) });
  await new Promise((resolve) => { store.transaction.oncomplete = resolve; });
}"""
FOUND = "Wir haben noch Text von dir gefunden und wieder eingesetzt."


def test_a_second_after_the_last_key_the_text_is_saved_and_the_page_says_so(mia: Seat) -> None:
    mia.type("Titel", "Solarbank")
    expect(mia.state).to_have_text(SAVED)
    assert mia.stored("title") == "Solarbank"


def test_leaving_a_field_saves_it_at_once(mia: Seat) -> None:
    mia.type("Titel", "Solarbank")
    mia.field("Die Idee in einem Satz").focus()
    mia.wait_for("title", "Solarbank")
    assert mia.version("title") == 1


def test_the_choice_of_a_category_is_saved_without_a_button(mia: Seat) -> None:
    mia.page.get_by_label("Klima und Umwelt").check()
    expect(mia.state).to_have_text(SAVED)
    mia.page.reload()
    expect(mia.page.get_by_label("Klima und Umwelt")).to_be_checked()


def test_leaving_the_page_within_the_second_saves_everything(mia: Seat) -> None:
    mia.type("Titel", "Bis zum letzten Zeichen")
    mia.page.goto("/start")
    mia.wait_for("title", "Bis zum letzten Zeichen")
    assert mia.version("title") == 1


def test_the_button_saves_what_was_typed_just_before_and_leads_on(mia: Seat) -> None:
    mia.type("Titel", "Mit dem Knopf")
    mia.page.get_by_role("button", name="Speichern und weiter").click()
    expect(mia.page.get_by_role("heading", name="Problem und Lösung", level=1)).to_be_visible()
    assert (mia.stored("title"), mia.texts_aside("conflict")) == ("Mit dem Knopf", [])


def test_a_network_that_is_away_keeps_the_text_here_and_sends_it_once_when_it_is_back(mia: Seat, wire: Wire) -> None:
    with wire.down():
        mia.type("Titel", "Ohne Netz geschrieben")
        expect(mia.state).to_have_text("offline, auf diesem Gerät gespeichert")
        assert mia.stored("title") == ""
    expect(mia.state).to_have_text(SAVED)
    assert (mia.stored("title"), mia.version("title")) == ("Ohne Netz geschrieben", 1)


def test_an_answer_that_is_lost_makes_no_second_version_and_no_conflict(mia: Seat) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        """The server gets the write, the page never hears of it."""
        if lost or "title=" not in (route.request.post_data or ""):
            route.continue_()
        else:
            lost.append(route.fetch().status)
            route.abort()

    mia.page.route("**/answers", lose)
    mia.type("Titel", "Sol")
    # What the state says meanwhile is gone after two seconds, and a busy machine looks more seldom.
    mia.wait_until(lambda: lost, [200])
    mia.type("Titel", "arbank")
    expect(mia.state).to_have_text(SAVED)
    mia.wait_for("title", "Solarbank")
    assert (lost, mia.version("title"), mia.texts_aside("conflict")) == ([200], 2, [])


def test_a_tab_that_is_closed_without_network_gives_its_text_back_at_the_next_visit(mia: Seat, wire: Wire) -> None:
    with wire.down():
        mia.type("Titel", "Zug im Tunnel")
        mia.type("Die Idee in einem Satz", "Ein ganzer Satz.")
        expect(mia.state).to_have_text("offline, auf diesem Gerät gespeichert")
        mia.new_tab()
    mia.open()
    expect(mia.field("Titel")).to_have_value("Zug im Tunnel")
    mia.wait_for("title", "Zug im Tunnel")
    mia.wait_for("pitch", "Ein ganzer Satz.")


def test_what_was_kept_by_a_device_whose_clock_was_wrong_is_put_back(mia: Seat, wire: Wire) -> None:
    with wire.down():
        mia.type("Titel", "Vor langer Zeit")
        expect(mia.state).to_have_text(OFFLINE)
        mia.page.evaluate(_LONG_AGO)
        mia.new_tab()
    mia.open()
    expect(mia.field("Titel")).to_have_value("Vor langer Zeit")
    mia.wait_for("title", "Vor langer Zeit")


def test_a_database_that_the_device_closed_is_opened_again(mia: Seat, wire: Wire) -> None:
    with wire.down():
        mia.type("Titel", "Vor dem Schlaf")
        expect(mia.state).to_have_text(OFFLINE)
        session = mia.context.new_cdp_session(mia.page)
        origin = mia.page.evaluate("location.origin")
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
        mia.type("Titel", " und danach")
        mia.wait_until(lambda: "Vor dem Schlaf und danach" in mia.kept(), expected=True)
        mia.new_tab()
    mia.open()
    mia.wait_for("title", "Vor dem Schlaf und danach")


def test_what_another_tab_kept_since_then_is_not_thrown_away_with_what_was_sent(mia: Seat, wire: Wire) -> None:
    with wire.down():
        mia.type("Titel", "Eins")
        expect(mia.state).to_have_text(OFFLINE)
    mia.wait_for("title", "Eins")
    mia.wait_until(mia.kept, "[]")
    mia.page.route("**/answers", lambda route: route.abort())
    mia.type("Titel", " und zwei")
    mia.wait_until(lambda: "Eins und zwei" in mia.kept(), expected=True)
    other = mia.context.new_page()

    def meanwhile(route: Route) -> None:
        """The first tab keeps more while the second one sends what it found."""
        mia.type("Titel", " und drei")
        mia.wait_until(lambda: "Eins und zwei und drei" in mia.kept(), expected=True)
        route.continue_()

    other.route("**/answers", meanwhile, times=1)
    other.goto(f"/ideas/{mia.idea_id}")
    mia.wait_for("title", "Eins und zwei")
    expect(other.locator("auto-save [data-part=state]")).to_have_text(
        "Wir haben noch Text von dir gefunden und gespeichert."
    )
    assert "Eins und zwei und drei" in mia.kept()


def test_a_page_that_can_keep_nothing_asks_before_it_goes(mia: Seat, wire: Wire) -> None:
    mia.page.add_init_script("indexedDB.open = () => { throw new DOMException('', 'SecurityError'); };")
    mia.open()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    mia.page.on("dialog", stay)
    with wire.down():
        mia.type("Titel", "Nirgends sonst")
        expect(mia.state).to_have_text("keine Verbindung – bitte die Seite offen lassen, bis gespeichert ist")
        mia.page.close(run_before_unload=True)
        mia.wait_until(lambda: asked, ["beforeunload"])
    mia.wait_for("title", "Nirgends sonst")


def test_a_tablet_that_cannot_end_requests_by_itself_saves_all_the_same(mia: Seat) -> None:
    mia.page.add_init_script("delete AbortSignal.timeout;")
    mia.open()
    mia.type("Titel", "Auf dem alten Tablet")
    mia.wait_for("title", "Auf dem alten Tablet")
    assert mia.version("title") == 1


def test_what_is_typed_before_the_scripts_are_there_stays_beside_what_was_left_behind(mia: Seat, wire: Wire) -> None:
    with wire.down():
        mia.type("Titel", "Im Tunnel")
        expect(mia.state).to_have_text("offline, auf diesem Gerät gespeichert")
        mia.new_tab()
    mia.page.add_init_script(FASTER_THAN_SCRIPTS)
    mia.open()
    expect(mia.state).to_have_text(re.compile(f"{FOUND}|{SAVED.pattern}"))
    expect(mia.field("Titel")).to_have_value("Im Tunnel Auf dem Bahnsteig")
    mia.wait_for("title", "Im Tunnel Auf dem Bahnsteig")


def test_what_was_left_on_another_page_is_sent_from_the_page_of_the_idea(mia: Seat, wire: Wire) -> None:
    with wire.down():
        mia.type("Titel", "Liegen geblieben")
        expect(mia.state).to_have_text("offline, auf diesem Gerät gespeichert")
        mia.new_tab()
    mia.page.goto(f"/ideas/{mia.idea_id}")
    expect(mia.state).to_have_text("Wir haben noch Text von dir gefunden und gespeichert.")
    assert mia.stored("title") == "Liegen geblieben"


def test_a_session_that_ended_asks_for_the_password_and_goes_on(mia: Seat) -> None:
    mia.end_sessions()
    mia.type("Titel", "Trotzdem da")
    dialog = mia.page.get_by_role("dialog", name="Bitte neu anmelden")
    expect(dialog).to_be_visible()
    # What lies behind the dialog keeps axe from being sure about colours, which are those of every other dialog.
    assert axe_of(mia.page).violations == []
    dialog.get_by_label("Anmeldename oder E-Mail").fill(mia.login_name)
    dialog.get_by_label("Passwort").fill("falsch-falsch-falsch-falsch")
    dialog.get_by_role("button", name="Anmelden").click()
    expect(dialog.get_by_role("alert")).to_have_text("Name oder Passwort stimmt nicht.")
    dialog.get_by_label("Passwort").fill(mia.password)
    dialog.get_by_role("button", name="Anmelden").click()
    expect(mia.state).to_have_text(SAVED)
    assert mia.stored("title") == "Trotzdem da"


def test_a_token_that_fits_no_longer_is_fetched_anew(mia: Seat) -> None:
    mia.page.evaluate("for (const t of document.querySelectorAll('[name=csrf_token]')) t.value = 'abgelaufen'")
    mia.type("Titel", "Mit neuem Token")
    expect(mia.state).to_have_text(SAVED)
    assert mia.stored("title") == "Mit neuem Token"


def test_a_brake_is_waited_for_as_long_as_it_says(mia: Seat) -> None:
    braked: list[float] = []

    def brake(route: Route) -> None:
        if "title=" not in (route.request.post_data or ""):
            route.continue_()
            return
        braked.append(time.monotonic())
        body = '{"code": "too_many", "message": "Kurze Pause"}'
        route.fulfill(status=429, headers={"Retry-After": "2"}, body=body)

    mia.page.route("**/answers", brake)
    mia.type("Titel", "Nach der Pause")
    expect(mia.state).to_have_text(re.compile("^kurze Pause"))
    mia.wait_until(lambda: len(braked) > 1, expected=True)
    assert (mia.stored("title"), braked[1] - braked[0] > 1.9) == ("", True)
    mia.page.unroute("**/answers")
    expect(mia.state).to_have_text(SAVED)
    assert mia.stored("title") == "Nach der Pause"


def test_a_server_that_is_killed_while_one_types_gets_everything_when_it_is_back(mia: Seat, server: Server) -> None:
    mia.type("Titel", "Vor dem Ende")
    server.kill()
    mia.type("Titel", " und danach")
    expect(mia.state).to_have_text("offline, auf diesem Gerät gespeichert")
    server.start()
    expect(mia.state).to_have_text(SAVED)
    assert (mia.stored("title"), mia.texts_aside("conflict")) == ("Vor dem Ende und danach", [])
