"""What scripts add to a page, in a real Chromium under the real policy; and that nothing is lost without them."""

import base64

import pytest
from flask import Flask
from playwright.sync_api import Browser, FilePayload, Page, expect

from app.core.text import clean_text
from tests.frontend.pages import Site, gallery, served

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("text", ["", "äöü", "🦦🦦", "e\u0301", "eins\nzwei\n", "👩🏽‍🔧"])
def test_the_live_count_counts_as_the_server_does(page: Page, text: str) -> None:
    page.get_by_label("In einem Satz").fill(text)

    expect(page.locator("#pitch-count")).to_have_text(f"{len(clean_text(text))} von 160 Zeichen")


def test_a_text_that_is_too_long_is_kept_and_the_count_says_by_how_much(page: Page) -> None:
    field = page.get_by_label("In einem Satz")

    field.fill("x" * 165)

    expect(field).to_have_value("x" * 165)
    expect(page.locator("#pitch-count")).to_have_text("165 von 160 Zeichen – 5 zu viel")


def test_a_phone_with_a_wrong_clock_counts_down_by_the_time_of_the_server(page: Page, site: Site) -> None:
    page.clock.install(time="2031-01-01T00:00:00Z")
    page.goto(site.url)
    days, hours, minutes = (page.locator(f'[data-unit="{unit}"]') for unit in ("days", "hours", "minutes"))
    expect(minutes).to_have_text("4")

    page.clock.run_for(31_000)

    expect(days).to_have_text("2")
    expect(hours).to_have_text("3")
    expect(minutes).to_have_text("3")


def test_a_single_day_is_called_a_day(page: Page, site: Site) -> None:
    page.clock.install()
    page.goto(site.url)
    unit = page.locator('[data-unit="days"] + .countdown__unit')
    expect(unit).to_have_text("Tage")

    page.clock.fast_forward("20:00:00")

    expect(unit).to_have_text("Tag")


def test_a_countdown_ends_by_itself(page: Page, site: Site) -> None:
    page.clock.install()
    page.goto(site.url)

    page.clock.fast_forward("51:04:31")

    expect(page.locator(".countdown__ended")).to_have_text("vorbei")


def test_a_kept_text_can_be_copied_and_saved(page: Page, site: Site) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.url)
    kept = page.locator(".kept-text")

    kept.get_by_role("button", name="Text kopieren").click()
    expect(kept.get_by_role("button", name="Kopiert")).to_be_visible()
    with page.expect_download() as download:
        kept.get_by_role("button", name="Als Datei sichern").click()

    assert page.evaluate("navigator.clipboard.readText()") == "Zeile 1\nZeile 2 <b>"
    assert download.value.suggested_filename == "Dein Text.txt"
    assert download.value.path().read_text(encoding="utf-8") == "Zeile 1\nZeile 2 <b>"


def test_a_question_is_asked_as_text_and_no_means_no(page: Page, site: Site) -> None:
    page.get_by_role("button", name="Löschen").click()
    expect(page.get_by_role("dialog")).to_contain_text("Wirklich <b>löschen</b>?")

    page.get_by_role("dialog").get_by_role("button", name="Abbrechen").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert site.requests == []


def test_a_question_answered_with_yes_sends_the_form_with_its_fields(page: Page, site: Site) -> None:
    page.get_by_role("button", name="Löschen").click()
    page.get_by_role("dialog").get_by_role("button", name="Löschen").click()
    page.wait_for_url("**/posted")

    [(path, _, body)] = site.requests
    assert path == "/posted"
    assert b"&what=idea" in body


def test_a_form_sent_twice_at_once_arrives_once(page: Page, site: Site) -> None:
    page.evaluate(
        """() => {
            const buttons = [...document.querySelectorAll("button")];
            const save = buttons.find((button) => button.textContent.includes("Speichern"));
            save.click();
            save.click();
        }""",
    )
    page.wait_for_url("**/posted")

    assert [path for path, _, _ in site.requests] == ["/posted"]


def test_the_button_that_was_pressed_says_its_name(page: Page, site: Site) -> None:
    page.get_by_role("button", name="Prüfen", exact=True).click()
    page.wait_for_url("**/posted")

    [(_, _, body)] = site.requests
    assert body.endswith(b"&check=yes")


def test_digit_keys_choose_the_level_with_that_many_points(page: Page) -> None:
    page.locator("level-picker").get_by_label("in Ansätzen").focus()

    page.keyboard.press("0")

    expect(page.locator("level-picker").get_by_label("nicht erkennbar")).to_be_checked()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(page: Page, site: Site) -> None:
    upload = page.locator("file-upload")

    upload.locator("input[type=file]").set_input_files(_file("Otter.jpg", 1001))

    expect(upload.get_by_role("alert")).to_contain_text("„Otter.jpg“ ist")
    assert site.requests == []


def test_a_small_file_goes_by_tus_in_one_piece_with_its_name_and_the_page_loads_again(page: Page, site: Site) -> None:
    with page.expect_navigation():
        page.locator("file-upload input[type=file]").set_input_files(_file("Öl & Otter.jpg", 500))

    [(path, headers, body)] = site.requests
    assert (path, body) == ("/uploads", b"x" * 500)
    assert headers["Content-Type"] == "application/offset+octet-stream"
    assert (headers["Tus-Resumable"], headers["Upload-Length"]) == ("1.0.0", "500")
    assert base64.b64encode("Öl & Otter.jpg".encode()).decode() in headers["Upload-Metadata"]
    assert len(headers["Idempotency-Key"]) == 32
    assert headers["X-Csrftoken"] != ""


def test_the_reason_why_a_file_is_refused_is_the_one_of_the_server(page: Page) -> None:
    upload = page.locator("file-upload")

    upload.locator("input[type=file]").set_input_files(_file("Otter.txt", 501))

    expect(upload.get_by_role("alert")).to_have_text("Das ist kein Bild.")


def test_a_page_that_waits_loads_again_as_soon_as_the_server_is_done(app: Flask, chromium: Browser) -> None:
    waiting = gallery(app).replace("</main>", '<poll-state data-url="/state"></poll-state></main>')
    with served(waiting) as site:
        page = chromium.new_page()
        page.clock.install()
        page.goto(site.url)
        with page.expect_response("**/state"):
            page.clock.fast_forward(2000)

        site.is_settled = True
        with page.expect_navigation():
            page.clock.fast_forward(2000)
        arrived = page.title()
        page.context.close()

    assert arrived.startswith("Alle Bausteine")


def test_a_page_that_shows_how_far_something_is_follows_it(app: Flask, chromium: Browser) -> None:
    waiting = gallery(app).replace("</main>", '<poll-state data-url="/state" data-progress="0"></poll-state></main>')
    with served(waiting) as site:
        page = chromium.new_page()
        page.clock.install()
        page.goto(site.url)
        with page.expect_response("**/state"):
            page.clock.fast_forward(2000)

        site.progress = 1
        with page.expect_navigation():
            page.clock.fast_forward(2000)
        arrived = page.title()
        page.context.close()

    assert arrived.startswith("Alle Bausteine")


def test_a_page_that_waits_does_not_throw_away_what_is_being_typed(app: Flask, chromium: Browser) -> None:
    waiting = gallery(app).replace("</main>", '<poll-state data-url="/state"></poll-state></main>')
    with served(waiting) as site:
        site.is_settled = True
        page = chromium.new_page()
        page.clock.install()
        page.goto(site.url)
        field = page.get_by_label("In einem Satz")
        field.fill("Halb getippt")
        with page.expect_response("**/state"):
            page.clock.fast_forward(2000)
        with page.expect_response("**/state"):
            page.clock.fast_forward(2000)
        kept = field.input_value()

        field.fill("Ein Satz")
        with page.expect_navigation():
            page.clock.fast_forward(2000)
        page.context.close()

    assert kept == "Halb getippt"


def test_both_texts_of_a_conflict_stand_there_and_the_third_field_only_counts_for_both(page: Page) -> None:
    together = page.get_by_label("Zusammengeführter Text")
    expect(together).to_have_value("Mein Text\n\nIhr Text")

    page.get_by_label("Meine Fassung behalten").check()
    expect(together).to_be_hidden()
    page.get_by_label("Beide zusammenführen").check()

    expect(together).to_be_visible()


def test_a_passphrase_can_be_seen_and_is_hidden_again_when_it_is_sent(page: Page) -> None:
    field = page.locator("#password")

    page.get_by_role("button", name="Zeigen", exact=True).click()

    expect(field).to_have_attribute("type", "text")
    page.evaluate(
        "document.querySelector('#password').form.addEventListener('submit', (event) => event.preventDefault())"
    )
    page.get_by_role("button", name="Speichern").click()
    expect(field).to_have_attribute("type", "password")


def test_without_scripts_the_menu_opens_and_files_are_sent_as_forms(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url)
    page.locator("summary").click()
    expect(page.get_by_role("navigation", name="Menü").get_by_role("link").first).to_be_visible()
    upload = page.locator("file-upload")
    upload.locator("input[type=file]").set_input_files(_file("Otter.jpg", 100))
    upload.get_by_role("button", name="Hochladen").click()
    context.close()

    [(path, headers, body)] = site.requests
    assert path == "/uploads"
    assert headers["Content-Type"].startswith("multipart/form-data")
    assert b'name="photo"; filename="Otter.jpg"' in body


def test_sparks_stand_still_for_those_who_want_it(chromium: Browser, site: Site) -> None:
    assert not _moves(chromium, site, reduced_motion=True)
    assert _moves(chromium, site, reduced_motion=False)


def _moves(chromium: Browser, site: Site, *, reduced_motion: bool) -> bool:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 600}, reduced_motion="reduce" if reduced_motion else "no-preference"
    )
    page = context.new_page()
    page.goto(site.url)
    sparks = page.locator(".hero__sparks")
    first = sparks.screenshot()
    page.wait_for_timeout(500)
    second = sparks.screenshot()
    context.close()
    return first != second


def _file(name: str, size: int) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": b"x" * size}


def test_a_page_that_waits_does_not_throw_away_why_a_file_was_refused(app: Flask, chromium: Browser) -> None:
    waiting = gallery(app).replace("</main>", '<poll-state data-url="/state"></poll-state></main>')
    with served(waiting) as site:
        site.is_settled = True
        page = chromium.new_page()
        page.clock.install()
        page.goto(site.url)
        upload = page.locator("file-upload")
        upload.locator("input[type=file]").set_input_files(_file("Otter.txt", 501))
        expect(upload.get_by_role("alert")).to_be_visible()
        with page.expect_response("**/state"):
            page.clock.fast_forward(2000)
        expect(upload.get_by_role("alert")).to_be_visible()

        upload.get_by_role("button", name="Ausblenden").click()
        expect(upload).to_have_attribute("aria-busy", "false")
        with page.expect_navigation():
            page.clock.fast_forward(2000)
        page.context.close()
