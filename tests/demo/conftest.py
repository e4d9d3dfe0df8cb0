"""An application of its own, for Alembic remembers the database of the one that it saw first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import build_app
from app.core import db, limits
from app.settings import load_settings
from tests.support.databases import Databases


@pytest.fixture
def own_app(databases: Databases, tmp_path: Path, session_app: Flask) -> Iterator[Flask]:
    del session_app
    url = databases.make_copy()
    fresh = build_app(load_settings(_env_file=None, data_dir=tmp_path, database_url=url, secret_key="x" * 40))
    fresh.testing = True
    limits.connect("memory://")
    with fresh.app_context():
        yield fresh
        db.close_session()
    db.disconnect()
    databases.drop(url)
