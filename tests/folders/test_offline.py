"""A juror's folder in a real Chromium: loaded with the network, used without it, gone with its owner."""

import io
import json
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import CDPSession, Page, expect

from tests.drafts.desks import SENT
from tests.folders.desks import OFFLINE, Juror, Panel
from tests.support.browser import axe_of
from tests.support.chaos import SAVED
from tests.support.server import Server

pytestmark = pytest.mark.browser
# Pixels; Chromium installs nothing with a smaller one.
ICON_LEAST = 144


@pytest.fixture
def carrier(panel: Panel, server: Server) -> Iterator[Juror]:
    """A juror on a train, whose folder is loaded."""
    del server
    with panel.juror(None) as (seat,):
        load(seat)
        yield seat


def load(seat: Juror) -> None:
    open_list(seat)
    take_along(seat)


def open_list(seat: Juror) -> None:
    seat.page.goto("/jury")
    expect(seat.page.locator("offline-folder[data-ready]")).to_be_attached()
    seat.page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def take_along(seat: Juror) -> None:
    seat.press("Mappe laden")
    expect(seat.page.locator(".folder__state")).to_contain_text("Auf diesem Gerät: Ideen: 3")


# How many bytes each file in the folder has.
SIZES = (
    "caches.open('folder').then(async (folder) => Promise.all((await folder.keys())"
    ".filter(({ url }) => url.includes('/files/')).map(async (key) => (await (await folder.match(key)).blob()).size)))"
)


def storage_of(seat: Juror) -> CDPSession:
    return seat.context.new_cdp_session(seat.page)


def limit_storage(seat: Juror, size: int) -> None:
    """Leave so many bytes for our pages on a device."""
    storage_of(seat).send("Storage.overrideQuotaForOrigin", {"origin": seat.server.url, "quotaSize": size})


def addresses(page: Page) -> list[str]:
    """What lies in the folder."""
    found: list[str] = page.evaluate(
        "caches.has('folder').then(async (has) => !has ? [] :"
        " (await (await caches.open('folder')).keys()).map(({ url }) => new URL(url).pathname))"
    )
    return found


def test_a_folder_says_what_is_there_and_holds_pages_and_pictures(carrier: Juror) -> None:
    found = addresses(carrier.page)
    sheets = {f"/jury/{id_}" for id_ in carrier.sheets}
    assert sheets <= set(found)
    assert {"/jury", f"/jury/rounds/{carrier.round_id}", f"/folder/{carrier.round_id}"} <= set(found)
    # Of each picture two sizes; of the film what stands there before it plays, and the smaller of its two sizes.
    assert sum(path.startswith("/files/") for path in found) == 8
    expect(carrier.page.locator(".folder__state")).to_contain_text("Bilder und PDFs: 7, Filme: 1")
    expect(carrier.page.locator(".folder__state")).not_to_contain_text("Nicht in der Mappe")


def test_without_network_ideas_are_read_with_their_pictures(carrier: Juror) -> None:
    carrier.context.set_offline(True)
    carrier.page.goto("/jury")
    carrier.page.get_by_role("link", name="Regentonne").click()
    expect(carrier.page.get_by_role("heading", name="Regentonne", level=1)).to_be_visible()
    picture = carrier.page.get_by_alt_text("Skizze: Regentonne").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert axe_of(carrier.page).violations == []


@pytest.mark.parametrize("width", [1280, 390])
def test_without_network_a_film_of_the_folder_plays(carrier: Juror, width: int) -> None:
    carrier.context.set_offline(True)
    carrier.page.set_viewport_size({"width": width, "height": 900})
    carrier.page.goto("/jury")
    carrier.page.get_by_role("link", name="Regentonne").click()
    player = carrier.page.locator("video")
    player.scroll_into_view_if_needed()
    player.evaluate("film => { film.muted = true; return film.play(); }")
    expect(player).to_have_js_property("ended", True)  # noqa: FBT003 # as Playwright calls it
    # The large size is for large screens with network; without it the one of the folder steps in.
    assert (player.evaluate("film => film.videoHeight"), player.evaluate("film => film.error")) == (480, None)
    player.evaluate("film => { film.currentTime = 0.5; }")
    expect(player).to_have_js_property("seeking", False)  # noqa: FBT003 # as above
    assert player.evaluate("film => film.currentTime") == 0.5


def test_a_folder_says_what_did_not_fit_onto_the_device(carrier: Juror, panel: Panel) -> None:
    film = max(carrier.page.evaluate(SIZES))
    whole = storage_of(carrier).send("Storage.getUsageAndQuota", {"origin": carrier.server.url})["usage"]
    with panel.juror(None) as (seat,):
        limit_storage(seat, whole - film // 2)
        load(seat)
        said = seat.page.locator(".folder__state")
        expect(said).to_contain_text("Bilder und PDFs: 7, Filme: 0")
        expect(said).to_contain_text("Nicht in der Mappe: Bilder und PDFs: 0, Filme: 1. Dafür reichte der Platz")
        assert sum(path.startswith("/files/") for path in addresses(seat.page)) == 7
        assert axe_of(seat.page).violations == []
        seat.context.set_offline(True)
        seat.open(0)


def test_a_device_without_room_for_pages_says_what_to_do(panel: Panel) -> None:
    with panel.juror(None) as (seat,):
        open_list(seat)
        limit_storage(seat, 1000)
        seat.press("Mappe laden")
        expect(seat.page.locator(".folder__state")).to_contain_text("zu wenig Platz")


def test_sheets_are_filled_in_and_handed_in_without_network_and_arrive_exactly_once(carrier: Juror) -> None:
    carrier.context.set_offline(True)
    carrier.open(0)
    carrier.fill_in(3)
    expect(carrier.state).to_have_text(OFFLINE)
    carrier.press("Prüfen und abgeben")
    dialog = carrier.page.get_by_role("dialog", name="Prüfen und abgeben")
    expect(dialog.locator("dt")).to_have_count(7)
    expect(dialog).to_contain_text("Neuheit")
    assert carrier.sheet() == ("", 0, False)
    dialog.get_by_role("button", name="Abgeben, sobald es geht").click()
    carrier.press("Nächste Idee")
    expect(carrier.page).to_have_url(f"{carrier.server.url}/jury/{carrier.sheets[1]}")
    carrier.choose("novelty", 2)
    expect(carrier.state).to_have_text(OFFLINE)
    carrier.context.set_offline(False)
    expect(carrier.state).to_have_text(SENT)
    carrier.page.goto("/jury")
    carrier.wait_for_sheet(0, "final")
    assert [carrier.sheet(number)[0] for number in (0, 1)] == ["final", "draft"]
    assert carrier.times_handed_in(0) == 1


def test_a_sheet_with_something_open_says_so_before_it_waits(carrier: Juror) -> None:
    carrier.context.set_offline(True)
    carrier.open(0)
    carrier.fill_in(3)
    carrier.choose("novelty", 0)
    expect(carrier.state).to_have_text(OFFLINE)
    carrier.press("Prüfen und abgeben")
    dialog = carrier.page.get_by_role("dialog", name="Prüfen und abgeben")
    expect(dialog.get_by_role("alert")).to_have_text("Neuheit: Hier fehlt noch der Satz, der die Punkte begründet.")
    expect(dialog.get_by_role("button", name="Abgeben, sobald es geht")).to_be_hidden()


def test_a_page_of_the_folder_knows_what_was_saved_after_it_was_loaded(carrier: Juror) -> None:
    carrier.open(0)
    carrier.choose("novelty", 4)
    expect(carrier.state).to_have_text(SAVED)
    carrier.context.set_offline(True)
    carrier.open(0)
    expect(carrier.chosen("novelty")).to_have_value("4")
    carrier.choose("benefit", 2)
    expect(carrier.state).to_have_text(OFFLINE)
    carrier.context.set_offline(False)
    carrier.wait_for("points-benefit", "2")
    assert (carrier.stored("points-novelty"), carrier.page.locator(".conflict").count()) == ("4", 0)


def test_with_the_server_killed_the_folder_answers_and_buttons_lead_on(carrier: Juror, server: Server) -> None:
    carrier.open(0)
    server.kill()
    try:
        carrier.page.reload()
        expect(carrier.page.locator("auto-save[data-ready]")).to_be_attached()
        carrier.press("Nächste Idee")
        expect(carrier.page).to_have_url(f"{server.url}/jury/{carrier.sheets[1]}")
        carrier.open(2)
        carrier.press("Nächste Idee")
        expect(carrier.page).to_have_url(f"{server.url}/jury/{carrier.sheets[0]}")
        carrier.press("Prüfen und abgeben")
        expect(carrier.page.get_by_role("dialog", name="Prüfen und abgeben")).to_be_visible()
    finally:
        server.start()


def test_going_back_to_the_answer_of_a_form_reads_the_page_anew(carrier: Juror) -> None:
    """No browser keeps such an answer; that is not a missing network, and nothing is sent once more."""
    page = carrier.page
    page.goto("/account/password")
    for field in page.locator("main input[type=password]").all():
        field.fill("zu kurz")
    page.get_by_role("button", name="Passwort speichern").click()
    expect(page.get_by_text("Das stimmt noch nicht ganz")).to_be_visible()
    page.goto("/jury")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Neues Passwort wählen")
    expect(page.get_by_text("Das stimmt noch nicht ganz")).to_have_count(0)


def test_what_was_filled_in_before_the_end_arrives_within_the_grace(carrier: Juror, server: Server) -> None:
    carrier.context.set_offline(True)
    carrier.open(0)
    carrier.fill_in(4)
    expect(carrier.state).to_have_text(OFFLINE)
    over = server.let_jury_end()
    try:
        carrier.context.set_offline(False)
        expect(carrier.state).to_have_text(SENT)
    finally:
        server.let_pass(-over)
    assert carrier.sheet() == ("draft", 1, True)


def test_signing_out_takes_the_folder_away(carrier: Juror) -> None:
    carrier.page.goto("/account")
    carrier.page.get_by_role("main").get_by_role("button", name="Abmelden").click()
    expect(carrier.page.get_by_role("link", name="Anmelden").first).to_be_visible()
    assert addresses(carrier.page) == []
    carrier.context.set_offline(True)
    carrier.page.goto(f"/jury/{carrier.sheets[0]}")
    expect(carrier.page.get_by_role("heading", name="Gerade keine Verbindung")).to_be_visible()


def test_a_folder_is_gone_as_soon_as_somebody_else_is_signed_in(carrier: Juror, panel: Panel) -> None:
    other = panel.told[f"juror {panel.taken}"].split()[0]
    panel.taken += 1
    carrier.context.clear_cookies()
    carrier.login_name = other
    carrier.sign_in()
    carrier.wait_until(lambda: addresses(carrier.page), [])
    carrier.context.set_offline(True)
    carrier.page.goto(f"/jury/{carrier.sheets[0]}")
    expect(carrier.page.get_by_role("heading", name="Gerade keine Verbindung")).to_be_visible()


def test_whoever_has_no_folder_is_told_what_still_works(panel: Panel) -> None:
    with panel.juror(None) as (seat,):
        seat.page.goto("/start")
        seat.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        seat.context.set_offline(True)
        seat.page.goto("/start")
        expect(seat.page.get_by_role("heading", name="Gerade keine Verbindung")).to_be_visible()
        assert axe_of(seat.page).violations == []


def test_a_form_that_cannot_be_sent_keeps_its_page_and_everything_typed(panel: Panel) -> None:
    with panel.juror(None) as (seat,):
        page = seat.page
        page.goto("/account/password")
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        fields = page.locator("main input[type=password]").all()
        for field in fields:
            field.fill("zu kurz")
        seat.context.set_offline(True)
        page.get_by_role("button", name="Passwort speichern").click()
        expect(page.get_by_role("dialog")).to_contain_text("Alles Eingegebene steht noch hier")
        found = axe_of(page)
        assert (found.violations, found.incomplete) == ([], [])
        page.get_by_role("button", name="Schließen").click()
        for field in fields:
            expect(field).to_have_value("zu kurz")
        seat.context.set_offline(False)
        page.get_by_role("button", name="Passwort speichern").click()
        expect(page.get_by_text("Das stimmt noch nicht ganz")).to_be_visible()


def test_the_application_can_be_installed(panel: Panel) -> None:
    with panel.juror(None) as (seat,):
        seat.page.goto("/start")
        seat.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        told = seat.context.new_cdp_session(seat.page).send("Page.getAppManifest")
        assert (told["errors"], told["url"]) == ([], f"{seat.server.url}/manifest.webmanifest")
        # What browsers ask of a page before they offer to install it.
        manifest = json.loads(told["data"])
        assert manifest["name"]
        assert manifest["display"] == "standalone"
        assert seat.page.request.get(manifest["start_url"]).ok
        (icon,) = (icon for icon in manifest["icons"] if icon["type"] == "image/png")
        assert icon["src"] == seat.page.locator('link[rel="apple-touch-icon"]').get_attribute("href")
        with Image.open(io.BytesIO(seat.page.request.get(icon["src"]).body())) as image:
            assert f"{image.width}x{image.height}" == icon["sizes"]
            assert min(image.size) >= ICON_LEAST
