"""What many tests begin with, built once per worker and then brought back: rows, files, keys and objects.

Building a ground takes hundreds of statements, bringing it back a few. It is brought back only where nothing was
written since the test began, or since something else was brought back.

    @prepared
    def a_ground() -> Ground: ...

    @pytest.fixture
    @prepared
    def table(app: Flask) -> Table: ...
"""

import functools
import io
import pickle
import shutil
import sys
import tempfile
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from flask import Flask, current_app

from app.core import audit, db
from tests.support.databases import Databases

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class House:
    """Where the test at hand keeps its rows and files; at which epoch of the database nothing but `known` was there."""

    databases: Databases
    url: str
    folder: Path
    epoch: int
    known: Hashable = None


@dataclass(frozen=True)
class _Kept:
    rows: object
    files: tempfile.TemporaryDirectory[str]
    made: bytes


_houses: list[House] = []
_kept: dict[Hashable, _Kept] = {}


def move_in(databases: Databases, url: str, folder: Path) -> None:
    """A test begins in a fresh database that is connected."""
    _houses[:] = [House(databases, url, folder, db.epoch())]


def prepared(build: Callable[P, R]) -> Callable[P, R]:
    """Build the first time, bring back later. Arguments: plain values, the application, or what was just prepared."""

    @functools.wraps(build)
    def bring(*args: P.args, **kwargs: P.kwargs) -> R:
        if not _houses or _houses[0].epoch != db.epoch():
            return build(*args, **kwargs)
        (house,) = _houses
        plain = [repr(value) for value in (*args, *kwargs.items()) if isinstance(value, str | int | tuple | None)]
        key = (house.known, build.__module__, build.__qualname__, *plain)
        if key in _kept:
            _bring_back(house, _kept[key])
        else:
            _kept[key] = _keep(house, build(*args, **kwargs))
        house.epoch, house.known = db.epoch(), key
        made: R
        made, rows = _Reader(io.BytesIO(_kept[key].made)).load()
        db.session().add_all(rows)
        return made

    return bring


class _Writer(pickle.Pickler):
    """Collects the rows in what was built: they have to be in a session again. The application stays where it is."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.rows: list[db.Base] = []

    def persistent_id(self, obj: object) -> str | None:
        if isinstance(obj, db.Base):
            self.rows.append(obj)
        return "app" if isinstance(obj, Flask) else None


class _Reader(pickle.Unpickler):
    def persistent_load(self, pid: object) -> Flask:
        del pid  # there is only one
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001 # the way Flask documents
        return app


def _pickled(made: object) -> bytes:
    writer = _Writer(io.BytesIO())
    writer.dump(made)
    _Writer(whole := io.BytesIO()).dump((made, writer.rows))
    return whole.getvalue()


def _keep(house: House, made: object) -> _Kept:
    db.read_again()
    pickled = _pickled(made)
    db.disconnect()
    rows = house.databases.rows(house.url)
    files = tempfile.TemporaryDirectory()
    shutil.copytree(house.folder, files.name, dirs_exist_ok=True)
    db.connect(house.url)
    return _Kept(rows, files, pickled)


def _bring_back(house: House, kept: _Kept) -> None:
    db.disconnect()
    if house.known is not None:
        house.databases.make()  # anew, where rows had been brought back before
    house.databases.bring_back(house.url, kept.rows)
    shutil.copytree(kept.files.name, house.folder, dirs_exist_ok=True)
    db.connect(house.url)
    audit.configure(house.folder / "audit.key")
    for cache in _caches():
        cache.cache_clear()


@functools.cache
def _caches() -> list[Any]:
    """What the application remembers of rows by their ids, which come again with them."""
    modules = [module for name, module in sys.modules.items() if name.startswith("app.") and module is not db]
    named = [value for module in modules for value in vars(module).values()]
    caches = [value for value in named if isinstance(value, type(_caches))]
    return [cache for cache in caches if cache.cache_parameters()["maxsize"] is not None]
