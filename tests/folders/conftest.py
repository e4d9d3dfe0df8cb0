"""Jurors at their devices, in a round whose jury is at work."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from app.core import clock
from tests.core.working import wait_until
from tests.folders.desks import Juror, Panel
from tests.scoring.conftest import Table, table
from tests.support.rounds import JUDGING
from tests.support.server import Server, serving
from tests.support.wire import Wire

__all__ = ["Table", "table"]


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("folders")) as made:
        yield made


def _files_to_come(server: Server) -> int:
    """How many files the server still has to look at."""
    with server.database() as connection:
        return int(connection.execute("SELECT count(*) FROM media_files WHERE state <> 'ready'").fetchone()[0])


@pytest.fixture(scope="package")
def panel(server: Server, chromium: Browser) -> Panel:
    told = server.run("tests.folders.opening")
    server.let_pass(JUDGING - clock.now())
    wait_until(lambda: not _files_to_come(server))
    return Panel(server, chromium, told)


@pytest.fixture
def wire(server: Server) -> Iterator[Wire]:
    made = Wire(server.port)
    yield made
    made.close()


@pytest.fixture
def juror(panel: Panel, wire: Wire) -> Iterator[Juror]:
    """A juror at her own device, with the first sheet open."""
    with panel.juror(wire) as (seat,):
        yield seat.open()
