"""Files that a virus scanner looks at before anybody does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.core import clock, jobs
from app.core.decoding import scanning
from app.core.decoding.scanning import Scanner
from app.media import rules
from tests.media import pictures
from tests.media.conftest import Team, renditions_of, reread
from tests.support.programs import free_port
from tests.support.scanner import SIGNATURE, scanner


@pytest.fixture(autouse=True)
def _without_scanner_afterwards() -> Iterator[None]:
    yield
    scanning.configure("")


def a_picture(*, is_infected: bool = False) -> bytes:
    return pictures.saved(pictures.drawn(40, 20), "JPEG") + (SIGNATURE if is_infected else b"")


@pytest.mark.parametrize("at_socket", [False, True])
def test_what_the_scanner_finds_nothing_in_is_shown_and_what_it_names_is_rejected(
    team: Team, tmp_path: Path, *, at_socket: bool
) -> None:
    with scanner(tmp_path / "clamd" if at_socket else None) as address:
        scanning.configure(address)
        good, bad = team.hand_in(a_picture()), team.hand_in(a_picture(is_infected=True))
    assert (good.state, bad.state, bad.reason) == ("ready", "rejected", "infected")
    assert "Virenscanner" in rules.reason_text(bad)
    assert renditions_of(bad) == {}


def test_a_file_stays_in_quarantine_until_the_scanner_is_back(team: Team) -> None:
    now = datetime.now(UTC)
    scanning.configure(f"127.0.0.1:{free_port()}")
    with clock.at(now):
        file = team.hand_in(a_picture())
    assert (file.state, renditions_of(file)) == ("checking", {})
    with scanner() as address:
        scanning.configure(address)
        with clock.at(now + timedelta(minutes=5) - timedelta(seconds=1)):
            jobs.run_due()
        assert reread(file).state == "checking"
        with clock.at(now + timedelta(minutes=5)):
            jobs.run_due()
    assert reread(file).state == "ready"


def test_what_is_too_large_for_the_scanner_stays_in_quarantine(team: Team) -> None:
    with scanner() as address:
        scanning.configure(address)
        file = team.hand_in(a_picture() + bytes(5_000_000))
    assert file.state == "checking"


def test_without_a_scanner_nothing_is_asked(team: Team) -> None:
    assert scanning.state() is None
    assert team.hand_in(a_picture(is_infected=True)).state == "ready"


def test_the_scanner_tells_how_old_its_signatures_are() -> None:
    made_at = datetime(2026, 11, 19, 9, 26, 1, tzinfo=UTC)
    with scanner() as address:
        scanning.configure(address)
        found = scanning.state()
    assert found == Scanner(is_there=True, signatures_at=made_at)
    assert [found.is_old(made_at + timedelta(days=3, seconds=more)) for more in (0, 1)] == [False, True]
    assert scanning.state() == Scanner(is_there=False)
