"""The measure of everything: Flask with one query and one template, and with the bytes of a request on the disk.

The page is what anybody writes first with the parts of which Funkenflug is made: a session, rows, a template.
`/leanest` does the same past SQLAlchemy, on a connection that stays open: nothing in Python costs less.
"""

import os
import sqlite3
import threading
from pathlib import Path

from flask import Flask, render_template, request
from jinja2 import DictLoader
from sqlalchemy import create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

_TEMPLATE = """<!doctype html><html lang="de"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<ul>{% for name in names %}<li>{{ name }}</li>{% endfor %}</ul></body></html>"""
_CHUNK = 1024**2


class _Base(DeclarativeBase):
    pass


class _Thing(_Base):
    __tablename__ = "things"

    name: Mapped[str] = mapped_column(primary_key=True)


def create_app(path: str) -> Flask:
    """The bare application on a SQLite file of its own."""
    app = Flask("bare")
    app.jinja_loader = DictLoader({"things.html": _TEMPLATE})
    engine, local = create_engine(f"sqlite:///{path}"), threading.local()

    @app.get("/")
    def page() -> str:
        with Session(engine) as session:
            things = session.scalars(select(_Thing).order_by(_Thing.name).limit(20)).all()
            return render_template("things.html", title="Things", names=[thing.name for thing in things])

    @app.get("/leanest")
    def leanest() -> str:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, check_same_thread=False)
        rows = local.connection.execute("SELECT name FROM things ORDER BY name LIMIT 20").fetchall()
        return render_template("things.html", title="Things", names=[row[0] for row in rows])

    @app.post("/bytes")
    def keep() -> str:
        with Path(path).with_name("bytes").open("wb", buffering=0) as file:
            while chunk := request.stream.read(_CHUNK):
                file.write(chunk)
            os.fsync(file.fileno())
        return "kept"

    return app


def make_database(path: Path) -> None:
    """A table of a thousand rows."""
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE things (name TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO things VALUES (?)", ((f"thing {number:04}",) for number in range(1000)))
    connection.close()
