"""The operator's way to the first account."""

import click
from flask import Flask
from sqlalchemy.exc import DatabaseError

from app.accounts import actions
from app.core.errors import InvalidError
from app.core.forms import is_email


def init_app(app: Flask) -> None:
    app.cli.add_command(create_admin)


@click.command("create-admin")
@click.option("--email", prompt="Mail address", help="The address to sign in with.")
@click.option(
    "--password", prompt="Password", hide_input=True, confirmation_prompt=True, help="At least 10 characters."
)  # fmt: skip
@click.option("--name", prompt="Name", help="How the person is called on pages.")
def create_admin(email: str, password: str, name: str) -> None:
    """Make an admin of the competition, for instance the first person of all."""
    if not is_email(email):
        raise click.ClickException(f"{email} is not a mail address")
    if not name.strip():
        raise click.ClickException("a person needs a name")
    try:
        actions.create_admin(email.strip(), password, name)
    except InvalidError as error:
        raise click.ClickException(str(error)) from None
    except DatabaseError:
        raise click.ClickException("the database is not ready; run `flask --app app db upgrade` first") from None
    click.echo(f"create-admin: {email} may sign in")
