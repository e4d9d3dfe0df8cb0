"""A forgotten load fails at once instead of becoming one query for each row."""

import importlib
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry, relationship

import app
from app.core.db import Base


def relationships_that_load_by_themselves(tables: registry) -> list[str]:
    tables.configure()
    return sorted(
        f"{mapper.class_.__name__}.{relation.key} is lazy={relation.lazy!r}"
        for mapper in tables.mappers
        for relation in mapper.relationships
        if relation.lazy != "raise"
    )


def test_no_relationship_of_ours_loads_by_itself() -> None:
    features = [module.name for module in iter_modules([str(Path(app.__file__).parent)]) if module.ispkg]
    for feature in features:
        if find_spec(f"app.{feature}.models"):
            importlib.import_module(f"app.{feature}.models")

    assert any(mapper.relationships for mapper in Base.registry.mappers)
    assert relationships_that_load_by_themselves(Base.registry) == []


def test_a_planted_relationship_that_loads_by_itself_is_found() -> None:
    class Shelf(DeclarativeBase):
        pass

    class Author(Shelf):
        __tablename__ = "author"
        id: Mapped[int] = mapped_column(primary_key=True)

    class Book(Shelf):
        __tablename__ = "book"
        id: Mapped[int] = mapped_column(primary_key=True)
        author_id: Mapped[int] = mapped_column(ForeignKey("author.id"))
        author: Mapped[Author] = relationship()
        patient_author: Mapped[Author] = relationship(lazy="raise", viewonly=True)

    assert relationships_that_load_by_themselves(Shelf.registry) == ["Book.author is lazy='select'"]
