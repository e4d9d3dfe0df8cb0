"""A backup brings everything back: rows, files, the chain and its key."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import build_app
from app.accounts.models import School
from app.core import audit, backup, db, migrations, storage
from app.settings import Settings, load_settings
from tests.support.databases import Databases


@dataclass
class House:
    """An installation of its own."""

    app: Flask
    settings: Settings


@pytest.fixture
def houses(databases: Databases, tmp_path: Path, session_app: Flask) -> Iterator[tuple[House, House]]:
    """An installation with something in it, and an empty one."""
    del session_app
    full, empty = databases.make(), databases.make_empty()
    yield _house(tmp_path / "old", full), _house(tmp_path / "new", empty)
    db.disconnect()
    databases.drop(full)
    databases.drop(empty)


def _house(folder: Path, url: str) -> House:
    folder.mkdir()
    settings = load_settings(_env_file=None, data_dir=folder, database_url=url, secret_key="x" * 40)
    return House(build_app(settings), settings)


def _enter(house: House) -> None:
    db.connect(house.settings.database)
    audit.configure(house.settings.audit_key_path)
    storage.configure(house.settings.storage_dir)


@db.action
def _add_school() -> None:
    school = db.add(School(name="Schule", name_key="schule", sort_key="schule"))
    audit.record(None, "add_school", "school", school.id)


def _fill(house: House) -> str:
    _enter(house)
    _add_school()
    with storage.open_part(1000) as part:
        part.write(b"picture")
        return part.commit().key


def test_everything_comes_back(houses: tuple[House, House], tmp_path: Path) -> None:
    old, new = houses
    with old.app.app_context():
        key = _fill(old)
        backup.back_up(tmp_path / "backup.tar", old.settings)
    with new.app.app_context():
        _enter(new)
        backup.restore(tmp_path / "backup.tar", new.settings)
        count = db.session().scalar(select(func.count()).select_from(School))
        with storage.open_stored(key) as stored:
            assert (count, stored.read(), audit.verify()) == (1, b"picture", [])
        assert migrations.is_current() is True


def test_a_backup_does_not_overwrite_what_is_there(houses: tuple[House, House], tmp_path: Path) -> None:
    old, _new = houses
    with old.app.app_context():
        _fill(old)
        backup.back_up(tmp_path / "backup.tar", old.settings)
        with pytest.raises(backup.BackupError, match="not empty"):
            backup.restore(tmp_path / "backup.tar", old.settings)


def test_the_command_says_in_one_line_why_nothing_is_restored(houses: tuple[House, House], tmp_path: Path) -> None:
    old, new = houses
    (tmp_path / "letter.tar").write_text("no archive", encoding="utf-8")
    with old.app.app_context():
        _fill(old)
        backup.back_up(tmp_path / "backup.tar", old.settings)
        full = old.app.test_cli_runner().invoke(args=["restore", str(tmp_path / "backup.tar")])
    with new.app.app_context():
        _enter(new)
        unreadable = new.app.test_cli_runner().invoke(args=["restore", str(tmp_path / "letter.tar")])
    assert [(outcome.exit_code, outcome.output) for outcome in (full, unreadable)] == [
        (1, "Error: the database or the file folder is not empty; restore into a new DATA_DIR\n"),
        (1, "Error: the file is no archive, or not all of one\n"),
    ]


def test_a_damaged_file_in_a_backup_is_noticed(houses: tuple[House, House], tmp_path: Path) -> None:
    old, new = houses
    with old.app.app_context():
        key = _fill(old)
        backup.back_up(tmp_path / "backup.tar", old.settings)
    with tarfile.open(tmp_path / "backup.tar") as archive:
        archive.extractall(tmp_path / "open", filter="data")
    (tmp_path / "open" / "files" / key).write_bytes(b"PICTURE")
    with tarfile.open(tmp_path / "damaged.tar", "w") as archive:
        for path in sorted((tmp_path / "open").iterdir()):
            archive.add(path, path.name)
    with new.app.app_context():
        _enter(new)
        with pytest.raises(backup.BackupError, match="damaged"):
            backup.restore(tmp_path / "damaged.tar", new.settings)
