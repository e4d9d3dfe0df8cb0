"""A consistent copy of everything, and its return.

The archive holds the database (SQLite's own backup, or `pg_dump`'s), every stored file, the audit key with its
anchors, and a list of hashes. It is written beside its place, synced, and only then given its name.
"""

import hashlib
import json
import os
import sqlite3
import subprocess
import tarfile
import tempfile
import time
from pathlib import Path
from typing import IO

from app.core import audit, clock, db, storage
from app.settings import Settings

DATABASE, MANIFEST, AUDIT_KEY = "database", "manifest.json", "audit.key"


class BackupError(Exception):
    """The backup cannot be made or does not fit; the message says why."""


def back_up(target: Path, settings: Settings) -> str:
    """Write an archive and return a line about it. Database first, then files: none that a row names is missing."""
    target = target.resolve()
    part = target.with_name(target.name + ".part")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / DATABASE
        _dump_database(dump)
        with part.open("wb") as raw:
            with tarfile.open(fileobj=raw, mode="w") as archive:
                archive.add(dump, DATABASE)
                for path in (settings.audit_key_path, settings.audit_key_path.with_suffix(".head")):
                    if path.exists():
                        archive.add(path, path.name if path.suffix == ".head" else AUDIT_KEY)
                hashes = _add_files(archive)
                manifest = {
                    "made_at": clock.now().isoformat(),
                    "dialect": db.engine().dialect.name,
                    "database": _hash_of(dump),
                    "files": hashes,
                }
                (Path(folder) / MANIFEST).write_text(json.dumps(manifest, indent=1))
                archive.add(Path(folder) / MANIFEST, MANIFEST)
            raw.flush()
            os.fsync(raw.fileno())
    part.rename(target)
    _sync_folder(target.parent)
    return f"{len(hashes)} files, {target.stat().st_size} bytes"


class _Hashed:
    """A file that is hashed while it is read: those of a bucket are fetched once."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(size)
        self.hash.update(chunk)
        return chunk


def _add_files(archive: tarfile.TarFile) -> dict[str, str]:
    """Every stored file, as hashes by key. What is removed meanwhile is left out."""
    hashes = {}
    for key in list(storage.keys()):
        try:
            stored = storage.open_stored(key)
        except storage.NotStoredError:
            continue
        with stored:
            member, hashed = tarfile.TarInfo(f"files/{key}"), _Hashed(stored)
            member.size, member.mtime = stored.seek(0, os.SEEK_END), time.time()
            stored.seek(0)
            archive.addfile(member, hashed)
            hashes[key] = hashed.hash.hexdigest()
    return hashes


def _dump_database(target: Path) -> None:
    url = db.engine().url
    if db.is_sqlite():
        with sqlite3.connect(url.database or "") as source, sqlite3.connect(target) as copy:
            source.backup(copy)
        copy.close()
        source.close()
        return
    _run("pg_dump", "--format=custom", "--file", str(target), _libpq_url())


def _libpq_url() -> str:
    return db.engine().url.set(drivername="postgresql").render_as_string(hide_password=False)


def _run(*command: str) -> None:
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 # a fixed program, our own arguments
    except FileNotFoundError as error:
        raise BackupError(f"{command[0]} is not installed") from error
    except subprocess.CalledProcessError as error:
        raise BackupError(f"{command[0]}: {error.stderr.decode(errors='replace').strip()}") from error


def restore(source: Path, settings: Settings) -> str:
    """Bring an archive back into an empty database and an empty file folder; every hash is checked on the way.

    Raises BackupError if something is there already, or if a file is not what the list says.
    """
    if any(storage.keys()) or not _is_database_empty():
        raise BackupError("the database or the file folder is not empty; restore into a new DATA_DIR")
    with storage.work_folder() as folder, tarfile.open(source) as archive:
        archive.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text())
        if manifest["dialect"] != db.engine().dialect.name:
            raise BackupError(f"the backup is of {manifest['dialect']}, this is {db.engine().dialect.name}")
        if _hash_of(folder / DATABASE) != manifest["database"]:
            raise BackupError("the database in the archive is damaged")
        for key, digest in manifest["files"].items():
            _restore_file(folder / "files" / key, key, digest)
        _restore_audit_key(folder, settings)
        _load_database(folder / DATABASE)
    return f"{len(manifest['files'])} files, state of {manifest['made_at']}"


def _restore_file(path: Path, key: str, digest: str) -> None:
    if _hash_of(path) != digest:
        raise BackupError(f"the file {key} in the archive is damaged")
    storage.take_in(path, key)


def _restore_audit_key(folder: Path, settings: Settings) -> None:
    """The restored chain was made with the restored key; the anchors are those of the backup."""
    key = folder / AUDIT_KEY
    if key.exists():
        settings.audit_key_path.write_bytes(key.read_bytes())
        settings.audit_key_path.chmod(0o600)
    audit.forget_anchors()
    heads = folder / settings.audit_key_path.with_suffix(".head").name
    if heads.exists():
        settings.audit_key_path.with_suffix(".head").write_bytes(heads.read_bytes())
    audit.configure(settings.audit_key_path)


def _is_database_empty() -> bool:
    with db.engine().connect() as connection:
        return not db.engine().dialect.get_table_names(connection)


def _load_database(dump: Path) -> None:
    if db.is_sqlite():
        url = db.engine().url
        db.disconnect()
        with sqlite3.connect(dump) as source, sqlite3.connect(url.database or "") as target:
            source.backup(target)
        source.close()
        target.close()
        db.connect(url.render_as_string(hide_password=False))
        return
    _run("pg_restore", "--no-owner", "--exit-on-error", "--dbname", _libpq_url(), str(dump))


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
