"""`flask demo`: a competition to try everything out."""

import contextlib
import json
import sys

import click
from flask import Flask, current_app

from app.accounts.queries import has_demo_people
from app.cast.queries import showcase_for_machines
from app.core import migrations
from app.demo import actions, queries


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print the people of every role as JSON, and nothing else.")
@click.option("--reset", is_flag=True, help="Empty database and files first.")
@click.option("--if-new", is_flag=True, help="Do nothing if anybody uses the database already.")
def demo(*, as_json: bool, reset: bool, if_new: bool) -> None:
    """Fill an empty database with a lifelike competition. A filled one stays as it is."""
    if current_app.config["SETTINGS"].is_public:
        raise click.ClickException("the demo has known passwords and is not for a site that people outside can reach")
    # Whatever is logged meanwhile must not come between the lines of those who read the output.
    with contextlib.redirect_stdout(sys.stderr):
        is_filled = _fill(reset=reset)
    if if_new and not is_filled:
        return
    if not has_demo_people():
        raise click.ClickException("somebody else uses this database; --reset would empty it")
    click.echo(json.dumps(showcase_for_machines(), ensure_ascii=False, indent=2) if as_json else _table())


def _fill(*, reset: bool) -> bool:
    """Bring the database to the newest form and fill it if nobody uses it; whether it was filled."""
    if not migrations.is_current():
        migrations.upgrade()
    if reset:
        actions.reset()
    elif queries.has_people():
        return False
    actions.fill()
    return True


def _table() -> str:
    """Everybody of the showcase, a line for each."""
    rows = [("role", "sign in as", "password", "who"), *(_row(person) for person in showcase_for_machines())]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    padded = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in padded)


def _row(person: dict[str, str]) -> tuple[str, str, str, str]:
    name = person.get("email") or person["login_name"]
    return person["role"], name, person["password"], f"{person['name']}: {person['note']}"
