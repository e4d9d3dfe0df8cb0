"""The application under test, on a fresh database for every test: SQLite, or PostgreSQL if TEST_DATABASE says so."""

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from app import build_app
from app.core import audit, db, limits, mail, migrations, storage
from app.settings import load_settings
from tests.support.browser import launch_chromium
from tests.support.browsers import Browser
from tests.support.databases import Databases, PostgresDatabases, SqliteDatabases, is_postgres_wanted
from tests.support.prepared import move_in

# How long an example takes says more about the machine than about the rule.
settings.register_profile("funkenflug", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("funkenflug")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread tests that take minutes (they have a timeout of their own) over the beginnings of all workers' shares.

    A long one at the end would leave one worker alone with it. The shares are those of `--dist worksteal`.
    """
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    longest = [item for item in items if item.get_closest_marker("timeout")]
    others = iter([item for item in items if item not in longest])
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        share = (len(items) - len(ordered)) // (workers - worker)
        first = longest[worker::workers]
        ordered += [*first, *itertools.islice(others, max(share - len(first), 0))]
    items[:] = [*ordered, *others]


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes fresh databases with the newest schema, quickly."""
    folder = tmp_path_factory.mktemp("databases")
    made = PostgresDatabases() if is_postgres_wanted() else SqliteDatabases(folder)
    yield made
    db.disconnect()
    made.close()


@pytest.fixture(scope="session")
def session_app(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for all tests of this worker; `app` gives it a fresh database, storage and clock of brakes."""
    data_dir = tmp_path_factory.mktemp("data")
    app = build_app(
        load_settings(_env_file=None, data_dir=data_dir, database_url=databases.template_url, secret_key="test " * 8),
    )
    with app.app_context():
        migrations.upgrade()
    db.disconnect()
    app.testing = True
    return app


@pytest.fixture
def app(session_app: Flask, databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    url = databases.make()
    db.connect(url)
    audit.configure(tmp_path / "audit.key")
    storage.configure(tmp_path / "files")
    mail.init_app(session_app, tmp_path)
    limits.connect("memory://")
    move_in(databases, url, tmp_path)
    with session_app.app_context():
        yield session_app
        db.close_session()
    db.disconnect()
    databases.drop(url)
    shutil.rmtree(tmp_path / "files", ignore_errors=True)


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """The one real browser of a worker: Playwright can only be started once in a thread."""
    with sync_playwright() as playwright, launch_chromium(playwright) as browser:
        yield browser
