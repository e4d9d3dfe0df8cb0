"""The contract of jobs and outbox holds on both databases, whichever one the other tests run on."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from app.core import db, jobs, mail
from app.core.jobs import running
from tests.core import deeds
from tests.core.post_offices import PostOffice, app_with_outbox
from tests.support.buckets import BucketServer
from tests.support.postgres import PostgresServer

# The tables under test here; the whole schema is the migrations' business.
TABLES = [db.Base.metadata.tables[model.__tablename__] for model in (jobs.Job, mail.OutboxMail)]


@pytest.fixture(scope="session")
def buckets() -> Iterator[BucketServer]:
    server = BucketServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    name = postgres_server.make_database()
    engine = create_engine(postgres_server.url(name))
    with engine.begin() as connection:
        db.Base.metadata.create_all(connection, tables=TABLES)
        plain = connection.execution_options(no_parameters=True)
        plain.exec_driver_sql(jobs.procrastinate_schema_sql())
    engine.dispose()
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with the tables of jobs and mails."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'test.sqlite'}"
        db.Base.metadata.create_all(db.connect(url), tables=TABLES)
        db.disconnect()
        yield url
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = server.make_database(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop_database(name)


@pytest.fixture
def database(database_url: str) -> Iterator[str]:
    """This process connected to such a database; its URL."""
    db.connect(database_url)
    yield database_url
    db.disconnect()


@pytest.fixture
def surroundings(database: str) -> Iterator[None]:
    """What jobs run in, set back afterwards."""
    del database
    deeds.done.clear()
    before = (running.surroundings.wrap, running.surroundings.lease)
    yield
    running.surroundings.wrap, running.surroundings.lease = before


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server that is open."""
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def outbox_app(surroundings: None, office: PostOffice, tmp_path: Path) -> Flask:
    """An application whose mails go to the office."""
    del surroundings
    app = app_with_outbox(tmp_path, office.port)
    jobs.configure(wrap=app.app_context, lease=timedelta(seconds=1))
    return app
