"""The measure of everything: Flask with one query and one template, and with the bytes of a request on the disk."""

import os
import sqlite3
import threading
from pathlib import Path

from flask import Flask, request

_TEMPLATE = """<!doctype html><html lang="de"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<ul>{% for name in names %}<li>{{ name }}</li>{% endfor %}</ul></body></html>"""
_CHUNK = 1024**2


def create_app(path: str) -> Flask:
    """The bare application on a SQLite file of its own."""
    app = Flask("bare")
    local = threading.local()
    template = app.jinja_env.from_string(_TEMPLATE)

    @app.get("/")
    def page() -> str:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, check_same_thread=False)
        rows = local.connection.execute("SELECT name FROM things ORDER BY name LIMIT 20").fetchall()
        return template.render(title="Things", names=[row[0] for row in rows])

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
