"""What becomes of files: proven by decoding, drawn anew, or rejected with a reason; never half."""

import io
import os
import signal
import subprocess
import sys
import textwrap
import time
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
import typst
from PIL import Image
from sqlalchemy import delete

from app.core import clock, db, jobs, storage
from app.core.decoding import running
from app.core.errors import NotFoundError
from app.media import actions
from app.media.jobs import process_file, sweep
from app.media.models import MediaFile
from app.media.rules import Measures
from tests.media import films, papers, pictures
from tests.media.conftest import PIECES, Team, bytes_of, renditions_of, reread


def piece(file: MediaFile, name: str) -> Image.Image:
    return Image.open(io.BytesIO(bytes_of(renditions_of(file)[name])))


def colour(picture: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = picture.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def is_dark(picture: Image.Image, x: float, y: float) -> bool:
    """Whether the picture is dark at these shares of its width and height."""
    return sum(colour(picture, int(x * picture.width), int(y * picture.height))) < 150


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_whatever_its_orientation_says(orientation: int, team: Team) -> None:
    turned = pictures.drawn(400, 200)
    inverse = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    if orientation > 1:
        turned = turned.transpose(Image.Transpose(inverse[orientation]))

    file = team.hand_in(pictures.saved(turned, "JPEG", quality=95, exif=pictures.exif(orientation)))

    assert (file.width, file.height) == (400, 200)
    for name in PIECES["image"]:
        shown = piece(file, name)
        right, bottom = shown.width - 5, shown.height - 5
        corners = [colour(shown, x, y) for x, y in ((5, 5), (right, 5), (5, bottom))]
        assert [tuple(round(value / 255) for value in corner[:2]) for corner in corners] == [(0, 0), (1, 0), (0, 1)]


def test_a_picture_of_an_iphone_is_turned_upright(team: Team) -> None:
    file = team.hand_in(pictures.HEIC, "IMG_0417.HEIC")

    assert (file.state, file.kind, file.content_type) == ("ready", "image", "image/heic")
    assert (file.width, file.height) == (144, 192)


def test_a_large_picture_comes_in_three_sizes(team: Team) -> None:
    file = team.hand_in(pictures.saved(pictures.drawn(4000, 1000), "JPEG"))

    sizes = {name: (found.width, found.height) for name, found in renditions_of(file).items()}
    assert sizes == {"large": (1920, 480), "medium": (960, 240), "thumb": (320, 80), "jpeg": (1920, 480)}
    assert (file.width, file.height) == (4000, 1000)


def test_what_is_transparent_becomes_white(team: Team) -> None:
    file = team.hand_in(pictures.saved(Image.new("RGBA", (50, 50), (255, 0, 0, 0)), "PNG"))

    assert colour(piece(file, "jpeg"), 25, 25) == (255, 255, 255)


def test_a_form_that_was_filled_in_keeps_its_look(team: Team) -> None:
    file = team.hand_in(papers.paper(papers.with_form), "formular.pdf")

    assert is_dark(piece(file, "preview"), 140 / 200, 1 - 120 / 300)


def test_the_preview_shows_the_first_page(team: Team) -> None:
    file = team.hand_in(papers.paper(pages=3), "drei seiten.pdf")

    preview = piece(file, "preview")
    assert (file.pages, preview.size) == (3, (854, 1280))
    assert is_dark(preview, 50 / 200, 1 - 50 / 300)
    assert not is_dark(preview, 150 / 200, 1 - 200 / 300)


def test_pages_inherit_what_stood_above_them(team: Team) -> None:
    tree = "<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 100 400] /Rotate 90 >>"
    file = team.hand_in(papers.written(papers.CATALOGUE, tree, "<< /Type /Page /Parent 2 0 R >>"))

    assert piece(file, "preview").size == (1280, 320)


def test_the_same_pdf_is_cleaned_to_the_same_bytes(team: Team) -> None:
    first, second = (team.hand_in(papers.paper(papers.with_info)) for _number in range(2))

    assert renditions_of(first)["clean"].sha256 == renditions_of(second)["clean"].sha256


def test_a_file_is_processed_once_however_often_its_job_runs(team: Team) -> None:
    file = team.hand_in(pictures.jpeg())
    before = set(storage.keys())

    process_file(str(file.id))

    assert set(storage.keys()) == before
    assert len(before) == 5


def test_of_two_that_process_the_same_file_the_first_counts(team: Team) -> None:
    file = team.upload(pictures.jpeg())
    process_file(str(file.id))
    before = set(storage.keys())
    with storage.open_part(10) as part:
        part.write(b"second")
        late = actions.StoredPiece("large", part.commit(), "image/webp", 1, 1)

    actions.accept(file.id, Measures(1, 1), [late])
    actions.reject(file.id, "broken")

    assert set(storage.keys()) == before
    found = reread(file)
    assert (found.state, found.width) == ("ready", 64)


@pytest.mark.parametrize("damage", ["gone", "changed"])
def test_a_file_that_was_damaged_on_the_disk_is_rejected(damage: str, team: Team) -> None:
    file = team.upload(pictures.jpeg())
    with storage.as_file(file.storage_key or "") as path:
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(pictures.jpeg(quality=10))

    jobs.run_due()

    found = reread(file)
    assert (found.state, found.reason) == ("rejected", "damaged")


def test_a_job_that_is_killed_leaves_nothing_half_and_is_done_again(team: Team, tmp_path: Path) -> None:
    file = team.upload(pictures.png_bomb(7000))
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from app.core import db, storage
        from app.media.jobs import process_file
        db.connect(sys.argv[1])
        storage.configure(Path(sys.argv[2]))
        process_file(sys.argv[3])
    """)
    url = db.engine().url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", program, url, str(tmp_path / "files"), str(file.id)]
    worker = subprocess.Popen(command, cwd=Path(__file__).parent.parent.parent)
    work = tmp_path / "files" / "work"
    deadline = time.monotonic() + 20
    while not any(work.glob("*/errors.txt")) and time.monotonic() < deadline:
        time.sleep(0.01)

    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()

    assert reread(file).state == "processing"
    assert renditions_of(file) == {}
    jobs.run_due()
    assert reread(file).state == "ready"
    assert len(list(storage.keys())) == 5


def test_the_sweep_deletes_what_nobody_can_bring_back(team: Team) -> None:
    removed, kept, pinned = (team.hand_in(pictures.jpeg()) for _number in range(3))
    actions.pin_files([pinned.id])
    kept_keys = {kept.storage_key, *(found.storage_key for found in renditions_of(kept).values())}
    kept_keys |= {pinned.storage_key, *(found.storage_key for found in renditions_of(pinned).values())}
    for file in (removed, pinned):
        actions.remove_file(team.person, team.kind, team.idea_id, file.id)

    with clock.at(clock.now() + timedelta(days=29, hours=23)):
        sweep()
    assert len(list(storage.keys())) == 15
    with clock.at(clock.now() + timedelta(days=30, minutes=1)):
        sweep()

    assert set(storage.keys()) == kept_keys
    assert reread(removed).storage_key is None


def test_the_sweep_deletes_uploads_that_were_never_attached(team: Team, tmp_path: Path) -> None:
    file = team.hand_in(pictures.jpeg())
    forgotten = actions.receive(io.BytesIO(papers.paper()), team.limits)
    fresh = actions.receive(io.BytesIO(papers.paper()), team.limits)
    for key in (forgotten.storage_key, file.storage_key or ""):
        os.utime(tmp_path / "files" / key, (1_000_000_000, 1_000_000_000))

    sweep()

    keys = set(storage.keys())
    assert forgotten.storage_key not in keys
    assert {fresh.storage_key, file.storage_key} <= keys


@db.action
def forget_jobs() -> None:
    db.session().execute(delete(jobs.Job))


def test_a_file_whose_job_was_given_up_is_processed_after_the_sweep(team: Team) -> None:
    file = team.upload(pictures.jpeg())
    forget_jobs()

    with clock.at(clock.now() + timedelta(hours=7)):
        sweep()
        jobs.run_due()

    assert reread(file).state == "ready"


def test_a_sweep_follows_the_first_upload_and_every_sweep(team: Team) -> None:
    start = clock.now()
    team.hand_in(pictures.jpeg())

    for day in range(1, 4):
        assert jobs.state().pending == 1
        with clock.at(start + timedelta(days=day, minutes=day)):
            assert jobs.run_due() == 1


def test_the_job_of_a_file_that_does_not_exist_fails_loudly(team: Team) -> None:
    del team
    with pytest.raises(NotFoundError):
        process_file(str(uuid.uuid4()))


def test_without_what_decodes_films_one_is_kept_as_it_came(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FILM_PACKAGE", "a_package_that_is_not_there")
    file = team.hand_in(films.film(), "film.mov")
    assert (file.state, file.kind, file.seconds, renditions_of(file)) == ("ready", "video", 0, {})
    assert team.hand_in(pictures.jpeg()).width > 0


def test_the_words_of_a_pdf_are_kept_for_whoever_looks_for_names(team: Team) -> None:
    pages = [f"Seite {number} von Erika Mustermann" for number in (1, 2)]
    file = team.hand_in(typst.compile("\n#pagebreak()\n".join(pages).encode(), format="pdf"), "konzept.pdf")
    assert (file.state, file.transcript.split()) == ("ready", " ".join(pages).split())


def test_the_words_of_a_book_are_cut_and_hold_nothing_that_steers(team: Team) -> None:
    file = team.hand_in(typst.compile(b"#lorem(30000)", format="pdf"), "buch.pdf")
    assert (file.state, len(file.transcript), file.transcript.isprintable()) == ("ready", 100_000, True)
