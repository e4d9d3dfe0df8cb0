"""The page of files in a real Chromium, while network and server come and go; and other clients of tus."""

import asyncio
import hashlib
import io
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

import aiohttp
import aiotus
import pytest
import yarl
from playwright.sync_api import Browser, Page, expect
from tusclient.client import TusClient

from app.ideas.rules import LIMITS
from tests.core.working import wait_until
from tests.support.browser import axe_of, opened
from tests.support.server import Server, serving
from tests.support.wire import Wire
from tests.uploads.conftest import kept_by

pytestmark = pytest.mark.browser
# A picture that is large because of what stands behind its end.
PICTURE = b"\xff\xd8\xff\xe0" + random.Random(7).randbytes(6_000_000)  # noqa: S311 # no secret


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("uploads")) as made:
        yield made


@pytest.fixture(scope="module")
def told(server: Server) -> dict[str, str]:
    return server.run("tests.uploads.opening")


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    made = Wire(server.port)
    yield made
    made.close()


@pytest.fixture
def page(chromium: Browser, wire: Wire, told: dict[str, str]) -> Iterator[Page]:
    context = chromium.new_context(base_url=wire.url, viewport={"width": 390, "height": 800}, locale="de-DE")
    context.add_cookies([{"name": "session", "value": told["cookie"], "url": wire.url}])
    yield opened(context.new_page(), f"{told['idea']}/files")
    context.close()


def files_in(server: Server) -> dict[str, tuple[str, int, str]]:
    """What the database says of every file that was not given up: state, size and hash by its name."""
    with server.database() as connection:
        rows = connection.execute("SELECT display_name, state, size, sha256 FROM media_files WHERE deleted_at IS NULL")
        return {name: (state, size, sha256) for name, state, size, sha256 in rows}


def choose(page: Page, *names: str, data: bytes = PICTURE) -> None:
    files: Any = [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name in names]
    page.locator("file-upload input[type=file]").set_input_files(files)


def has_arrived(server: Server, name: str, data: bytes = PICTURE) -> bool:
    _state, size, sha256 = files_in(server).get(name, ("", 0, ""))
    return (size, sha256) == (len(data), hashlib.sha256(data).hexdigest())


def wait_for(page: Page, server: Server, *names: str) -> None:
    """Until files have arrived and their page, which goes on with them by itself, has been loaded once more."""
    wait_until(lambda: all(has_arrived(server, name) for name in names))
    expect(page.locator(".file-upload__file")).to_have_count(0)


def test_several_files_are_sent_and_the_page_then_shows_them(page: Page, server: Server) -> None:
    choose(page, "eins.jpg", "zwei.jpg", "drei.jpg")
    for name in ("eins.jpg", "zwei.jpg", "drei.jpg"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        assert has_arrived(server, name)


def test_what_is_refused_says_why_and_can_be_put_away(page: Page) -> None:
    choose(page, "archiv.zip", data=b"PK\x03\x04" + bytes(1000))
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Möglich sind Bilder")
    page.get_by_role("button", name="Ausblenden: archiv.zip").click()
    expect(alert).to_have_count(0)


def test_by_keyboard_one_never_loses_ones_place(page: Page, wire: Wire) -> None:
    """A button that goes away hands its place on, whether a file was refused, put away or given up."""
    wire.bytes_per_second = 100_000
    # It keeps the scripts for a page without network.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.set_offline(True)
    choose(page, "archiv.zip", data=b"PK\x03\x04" + bytes(1000))
    choose(page, "lang.jpg")
    page.get_by_role("button", name="Pause: archiv.zip").focus()
    page.context.set_offline(False)
    away = page.get_by_role("button", name="Ausblenden: archiv.zip")
    expect(away).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Pause: lang.jpg")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Dateien wählen")).to_be_focused()
    expect(page.locator(".file-upload__file")).to_have_count(0)


def test_a_file_is_paused_resumed_and_its_page_is_readable_for_everybody(
    page: Page, server: Server, wire: Wire
) -> None:
    wire.bytes_per_second = 300_000
    choose(page, "pause.jpg")
    expect(page.get_by_role("status").filter(has_text="Wird hochgeladen")).to_be_visible()
    page.get_by_role("button", name="Pause: pause.jpg").click()
    expect(page.get_by_role("status").filter(has_text="Angehalten")).to_be_visible()
    found = axe_of(page)
    assert (found.violations, found.incomplete) == ([], [])
    assert not has_arrived(server, "pause.jpg")
    wire.bytes_per_second = None
    page.get_by_role("button", name="Weiter: pause.jpg").press("Enter")
    expect(page.get_by_role("heading", name="pause.jpg")).to_be_visible()
    assert has_arrived(server, "pause.jpg")


def test_a_network_that_goes_and_comes_is_waited_for(page: Page, server: Server, wire: Wire) -> None:
    wire.bytes_per_second = 600_000
    choose(page, "netz.jpg")
    wire.let_pass(1_000_000)
    with wire.down():
        expect(page.get_by_role("status").filter(has_text="Verbindung weg")).to_be_visible()
    wire.bytes_per_second = None
    expect(page.get_by_role("heading", name="netz.jpg")).to_be_visible()
    assert has_arrived(server, "netz.jpg")


def test_a_file_chosen_without_network_waits_for_what_sends_it(
    chromium: Browser, server: Server, told: dict[str, str]
) -> None:
    """The script that sends is loaded with the first file; without a service worker nobody kept it."""
    with chromium.new_context(base_url=server.url, service_workers="block", locale="de-DE") as context:
        context.add_cookies([{"name": "session", "value": told["cookie"], "url": server.url}])
        page = opened(context.new_page(), f"{told['idea']}/files")
        context.set_offline(True)
        choose(page, "funkloch.jpg")
        expect(page.get_by_role("status").filter(has_text="Verbindung weg")).to_be_visible()
        context.set_offline(False)
        expect(page.get_by_role("heading", name="funkloch.jpg")).to_be_visible()
    assert has_arrived(server, "funkloch.jpg")


def test_a_file_arrives_over_a_network_that_breaks_again_and_again(page: Page, server: Server, wire: Wire) -> None:
    # Slow enough for a busy machine: half of the file must still be on its way after the last cut.
    wire.bytes_per_second = 1_500_000
    before = wire.passed
    choose(page, "stueck.jpg", data=PICTURE * 2)
    for _cut in range(6):
        wire.let_pass(1_000_000)
        wire.cut()
    wire.bytes_per_second = None
    expect(page.get_by_role("heading", name="stueck.jpg")).to_be_visible()
    assert has_arrived(server, "stueck.jpg", PICTURE * 2)
    # Who began anew after each cut would send it almost twice.
    assert wire.passed - before < 1.5 * len(PICTURE * 2)


def test_a_small_file_survives_a_cut_of_the_only_request_that_it_needs(page: Page, server: Server, wire: Wire) -> None:
    wire.bytes_per_second = 300_000
    choose(page, "klein.jpg", data=PICTURE[:800_000])
    wire.let_pass(500_000)
    wire.cut()
    wire.bytes_per_second = None
    expect(page.get_by_role("heading", name="klein.jpg")).to_be_visible()
    assert has_arrived(server, "klein.jpg", PICTURE[:800_000])


def test_a_page_that_is_loaded_again_goes_on_by_itself(page: Page, server: Server, wire: Wire) -> None:
    wire.bytes_per_second = 600_000
    choose(page, "neu.jpg")
    wire.let_pass(1_000_000)
    assert "neu.jpg" in files_in(server)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    wire.bytes_per_second = None
    wait_for(page, server, "neu.jpg")
    assert len([name for name in files_in(server) if name == "neu.jpg"]) == 1


def test_files_that_wait_for_their_turn_are_still_there_when_the_page_was_killed(
    page: Page, server: Server, wire: Wire, told: dict[str, str]
) -> None:
    names = [f"foto {number}.jpg" for number in range(4)]
    wire.bytes_per_second = 100_000
    choose(page, *names)
    expect(page.get_by_role("status").filter(has_text="Wartet")).to_have_count(2)
    wait_until(lambda: kept_by(page) == names)
    context = page.context
    page.close(run_before_unload=False)
    wire.bytes_per_second = None
    wait_for(opened(context.new_page(), f"{told['idea']}/files"), server, *names)


def test_what_another_one_left_on_this_device_is_neither_sent_nor_thrown_away(
    page: Page, server: Server, wire: Wire, told: dict[str, str]
) -> None:
    wire.bytes_per_second = 100_000
    choose(page, "von tamara.jpg")
    wait_until(lambda: "von tamara.jpg" in files_in(server))
    context = page.context
    page.close(run_before_unload=False)
    wire.bytes_per_second = None
    context.add_cookies([{"name": "session", "value": told["cookie of ben"], "url": wire.url}])
    other = opened(context.new_page(), f"{told['idea']}/files")
    choose(other, "von ben.jpg")
    expect(other.get_by_role("heading", name="von ben.jpg")).to_be_visible()
    assert kept_by(other) == ["von tamara.jpg"]
    other.close()
    context.add_cookies([{"name": "session", "value": told["cookie"], "url": wire.url}])
    wait_for(opened(context.new_page(), f"{told['idea']}/files"), server, "von tamara.jpg")


@pytest.mark.parametrize("passed", [100_000, 500_000], ids=["before the server has answered", "after it has"])
def test_a_cancelled_file_leaves_nothing(page: Page, server: Server, wire: Wire, passed: int) -> None:
    wire.bytes_per_second = 100_000
    choose(page, "weg.jpg")
    wire.let_pass(passed)
    wait_until(lambda: "weg.jpg" in files_in(server))
    page.get_by_role("button", name="Abbrechen: weg.jpg").click()
    expect(page.get_by_text("weg.jpg")).to_have_count(0)
    wait_until(lambda: "weg.jpg" not in files_in(server))


def test_a_server_that_is_killed_in_the_middle_loses_nothing(page: Page, server: Server, wire: Wire) -> None:
    wire.bytes_per_second = 600_000
    choose(page, "kill.jpg")
    wire.let_pass(1_000_000)
    assert "kill.jpg" in files_in(server)
    server.kill()
    server.start()
    wire.bytes_per_second = None
    expect(page.get_by_role("heading", name="kill.jpg")).to_be_visible()
    wait_until(lambda: has_arrived(server, "kill.jpg"))


def test_a_small_file_without_room_reads_why(page: Page, server: Server, wire: Wire, told: dict[str, str]) -> None:
    uploads = f"{server.url}{told['idea']}/uploads"
    headers, begun, size = {**headers_of(page), "Tus-Resumable": "1.0.0"}, [], LIMITS.largest
    while size > 100_000:
        answer = page.request.post(uploads, headers={**headers, "Upload-Length": str(size)})
        if answer.status == HTTPStatus.CREATED:
            begun.append(answer.headers["location"])
        else:
            size //= 2
    wire.bytes_per_second = 300_000
    choose(page, "zuviel.jpg", data=PICTURE[:900_000])
    expect(page.get_by_role("alert")).to_contain_text("Platz")
    for address in begun:
        page.request.delete(address, headers=headers)


# ---------------------------------------------------------------- other clients
def headers_of(page: Page) -> dict[str, str]:
    """What a program needs to speak for the person on the page."""
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
    token = page.locator("file-upload input[name=csrf_token]").get_attribute("value") or ""
    return {"Cookie": cookies, "X-CSRFToken": token}


def test_tuspy_sends_a_file(page: Page, server: Server, told: dict[str, str]) -> None:
    client = TusClient(f"{server.url}{told['idea']}/uploads", headers=headers_of(page))
    metadata = {"filename": "tuspy.jpg"}
    client.uploader(
        file_stream=io.BytesIO(PICTURE), chunk_size=1_000_000, metadata=metadata, upload_checksum=True
    ).upload()
    wait_until(lambda: has_arrived(server, "tuspy.jpg"))


def test_aiotus_sends_a_file(page: Page, server: Server, told: dict[str, str]) -> None:
    endpoint, headers = yarl.URL(f"{server.url}{told['idea']}/uploads"), headers_of(page)

    async def send() -> object:
        async with aiohttp.ClientSession(headers=headers) as session:
            metadata = {"filename": b"aiotus.jpg"}
            file = io.BytesIO(PICTURE)
            return await aiotus.upload(endpoint, file, metadata, client_session=session, chunksize=700_000)

    # Playwright keeps a loop of its own in this thread.
    with ThreadPoolExecutor() as pool:
        assert pool.submit(asyncio.run, send()).result() is not None
    wait_until(lambda: has_arrived(server, "aiotus.jpg"))
