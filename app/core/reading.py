"""Rows with the rows they point at, for pages: read by a statement that is put together once.

    _IDEAS = Reader(Idea, "team.school", "category", where=[idea.c.round_id == bindparam("round_id")])
    _IDEAS.all(round_id=round_.id)

SQLAlchemy works out anew at each query how columns become objects, which takes longer than the query itself. What is
read here belongs to no session: it has its columns and the rows asked for, and everything else raises as always. In an
action the same rows do belong to its session, so that it can change them, unless they are said to be `fixed` there.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, inspect, select
from sqlalchemy.orm import Load
from sqlalchemy.orm.attributes import instance_state

from app.core import db

M = TypeVar("M", bound=db.Base)


@dataclass(frozen=True)
class Place:
    """Where the columns of one model stand in a row, and on which other object of that row it hangs."""

    model: type[db.Base]
    make: Callable[[], Any]
    keys: tuple[str, ...]
    unread: frozenset[str]
    start: int
    parent: int
    name: str

    def object_in(self, row: Sequence[Any]) -> Any:  # noqa: ANN401 # of the model; a class cannot be generic in its field
        """The object of this place, None where there is no such row."""
        id_ = row[self.start]
        if id_ is None:
            return None
        found = self.make()
        vars(found).update(zip(self.keys, row[self.start : self.start + len(self.keys)], strict=True))
        # As an object that is stored and of no session: what was not read raises instead of being None.
        state = instance_state(found)
        state.key = (self.model, (id_,), None)
        state.expired_attributes.update(self.unread)
        return found


class Reader(Generic[M]):
    """One question for rows of a model.

    `paths` are relationships, "team.school" those of its team as well. `only` these columns are read of the rows at the
    end of a path, or of the model itself at the path "".
    """

    def __init__(
        self,
        model: type[M],
        *paths: str,
        where: Sequence[ColumnElement[bool]],
        order_by: Sequence[ColumnElement[Any]] = (),
        only: Mapping[str, Sequence[str]] | None = None,
        fixed: bool = False,
    ) -> None:
        self._model, self._where, self._order_by, self._only = model, where, order_by, only or {}
        self._is_fixed = fixed
        # Each path after the one that leads to it.
        self._paths = sorted({path[:end] for path in paths for end in _ends_of_names(path)})

    def all(self, **values: object) -> list[M]:
        if db.in_action():
            if not self._is_fixed:
                return list(db.session().scalars(self.entities, values))
            db.session().flush()
        places, statement = self._prepared
        return [_tied(places, row) for row in db.session().execute(statement, values)]

    def first(self, **values: object) -> M | None:
        """The first row; where there is one at most, that one."""
        return next(iter(self.all(**values)), None)

    def narrowed(self, *where: ColumnElement[bool]) -> "Reader[M]":
        """The same rows as far as these conditions hold as well."""
        where = (*self._where, *where)
        return Reader(
            self._model, *self._paths, where=where, order_by=self._order_by, only=self._only, fixed=self._is_fixed
        )

    def but_fixed(self) -> "Reader[M]":
        """The same rows, to be read only in actions as well."""
        return Reader(
            self._model, *self._paths, where=self._where, order_by=self._order_by, only=self._only, fixed=True
        )

    @functools.cached_property
    def entities(self) -> Select[M]:
        """The same question for objects of the session."""
        query = select(self._model).where(*self._where).order_by(*self._order_by)
        return query.options(*(self._loading(path) for path in ("", *self._paths)))

    def _loading(self, path: str) -> Any:  # noqa: ANN401 # an option of SQLAlchemy's
        model: Any = self._model
        option: Any = Load(model)
        for name in path.split(".") if path else ():
            option = option.joinedload(getattr(model, name))
            model = getattr(model, name).property.mapper.class_
        return option.load_only(*(getattr(model, key) for key in self._only[path])) if path in self._only else option

    @functools.cached_property
    def _prepared(self) -> tuple[list[Place], Select[Any]]:
        root: Any = db.table(self._model)
        joined, columns = root, self._wanted("", root)
        places, tables = [place_of(self._model, columns)], {"": (0, root)}
        for path in self._paths:
            above, _dot, name = path.rpartition(".")
            parent, table = tables[above]
            relation = inspect(places[parent].model).relationships[name]
            target: Any = relation.mapper.local_table.alias()
            ((own, other),) = relation.local_remote_pairs
            joined = joined.outerjoin(target, table.c[own.key] == target.c[other.key])
            wanted = self._wanted(path, target)
            tables[path] = (len(places), target)
            places.append(place_of(relation.mapper.class_, wanted, len(columns), parent, name))
            columns = [*columns, *wanted]
        statement = select(*columns).select_from(joined).where(*self._where).order_by(*self._order_by)
        return places, statement

    def _wanted(self, path: str, table: Any) -> list[Any]:  # noqa: ANN401 # a table or an alias of one
        return [column for column in table.c if column.key in ("id", *self._only.get(path, table.c.keys()))]


def _ends_of_names(path: str) -> list[int]:
    return [place for place, sign in enumerate(path) if sign == "."] + [len(path)]


def place_of(model: type[db.Base], columns: Sequence[Any], start: int = 0, parent: int = 0, name: str = "") -> Place:
    """Where these columns of a model, its id first, stand in a row from `start` on."""
    make, keys = inspect(model).class_manager.new_instance, tuple(column.key for column in columns)
    return Place(model, make, keys, frozenset(db.table(model).c.keys()) - {*keys}, start, parent, name)


def _tied(places: Sequence[Place], row: Sequence[Any]) -> Any:  # noqa: ANN401 # of the first place's model
    objects: list[Any] = []
    for place in places:
        found = place.object_in(row)
        if place.name and objects[place.parent] is not None:
            vars(objects[place.parent])[place.name] = found
        objects.append(found)
    return objects[0]
