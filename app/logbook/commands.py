"""The proof that nothing was changed behind the application's back."""

import sys

import click
from flask import Flask

from app.core import audit, invariants
from app.logbook import queries


def init_app(app: Flask) -> None:
    app.cli.add_command(verify)


@click.command("verify")
def verify() -> None:
    """Check the audit log, the stored files and all promises about the database; exit code 1 names every fault."""
    if faults := list(queries.faults()):
        click.echo("\n".join(faults))
        sys.exit(1)
    events = max(audit.anchors(), default=0)
    click.echo(f"ok: {events} audit events, all files, {len(invariants.names())} promises")
