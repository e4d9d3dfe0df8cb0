"""The operator's shell: migrations, worker, backup and restore. Features add their own in `commands.py`."""

import signal
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app

from app.core import backup, jobs, migrations


def init_app(app: Flask) -> None:
    migrations.init_app(app)
    app.cli.commands.pop("db", None)
    for command in (database, worker, make_backup, restore_backup):
        app.cli.add_command(command)


@click.group("db")
def database() -> None:
    """Bring the database to the newest form, or back."""


@database.command("upgrade")
@click.argument("target", default="heads")
def upgrade(target: str) -> None:
    """Apply all migrations that are missing."""
    migrations.upgrade(target)


@database.command("downgrade")
@click.argument("target", default="-1")
def downgrade(target: str) -> None:
    """Take the last migration back, or go back to TARGET."""
    migrations.downgrade(target)


@database.command("revision")
@click.argument("message")
def revision(message: str) -> None:
    """Write a migration for changed models."""
    migrations.revise(message)


@click.command("worker")
def worker() -> None:
    """Do jobs until told to stop (SIGTERM or Ctrl-C)."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_args: stop.set())
    click.echo("worker: ready")
    jobs.run_worker(stop)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
def make_backup(file: Path) -> None:
    """Write database, files and audit key as one archive to FILE."""
    with _told_in_one_line():
        summary = backup.back_up(file, current_app.config["SETTINGS"])
    click.echo(f"backup: {summary}")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
def restore_backup(file: Path) -> None:
    """Bring back what FILE holds, into an empty DATA_DIR and database."""
    with _told_in_one_line():
        summary = backup.restore(file, current_app.config["SETTINGS"])
    click.echo(f"restore: {summary}")


@contextmanager
def _told_in_one_line() -> Iterator[None]:
    """Whoever has to bring a backup back has no time for tracebacks."""
    try:
        yield
    except backup.BackupError as error:
        raise click.ClickException(str(error)) from error
    except tarfile.TarError as error:
        message = "the file is no archive, or not all of one"
        raise click.ClickException(message) from error
