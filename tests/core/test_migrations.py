"""Every revision goes up, down and up again with rows in the tables, in one transaction."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect

from app import build_app
from app.core import db, migrations
from app.demo import actions as demo
from app.settings import load_settings
from tests.support.databases import Databases
from tests.support.people import an_admin

FOLDER = str(Path(__file__).parent.parent.parent / "migrations")
SCRIPTS = ScriptDirectory(FOLDER, version_locations=[FOLDER])


@pytest.fixture
def app(databases: Databases, tmp_path: Path, session_app: Flask) -> Iterator[Flask]:
    """An application of its own, for Alembic remembers its database."""
    del session_app
    url = databases.make_copy()
    fresh = build_app(load_settings(_env_file=None, data_dir=tmp_path, database_url=url, secret_key="x" * 40))
    with fresh.app_context():
        yield fresh
    db.disconnect()
    databases.drop(url)


@contextlib.contextmanager
def _context(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def test_there_is_one_head() -> None:
    assert len(SCRIPTS.get_heads()) == 1


@pytest.mark.usefixtures("app")
def test_models_and_migrations_agree() -> None:
    assert migrations.differences() == []


@pytest.mark.usefixtures("app")
def test_who_asks_about_the_schema_keeps_nobody_from_writing() -> None:
    answers = (migrations.is_current(), migrations.differences())

    assert answers == (True, [])
    assert an_admin().id is not None


def test_every_revision_goes_down_and_up_again_with_rows_in_the_tables(app: Flask) -> None:
    demo.fill_small()
    tables = sorted(inspect(db.engine()).get_table_names())
    db.close_session()
    for _revision in SCRIPTS.walk_revisions():
        with _context(app):
            migrations.downgrade("-1")
    left = inspect(db.engine()).get_table_names()
    with _context(app):
        migrations.upgrade()
    assert (set(left) - {"alembic_version"}, sorted(inspect(db.engine()).get_table_names())) == (set(), tables)
