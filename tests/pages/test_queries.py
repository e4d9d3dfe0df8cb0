"""What the menu offers, which legal texts there are, and whether the site may go public."""

from pathlib import Path

from flask import Flask

from app.core.access import Role
from app.pages import queries
from app.settings import Settings


def test_everybody_has_somewhere_to_go(app: Flask) -> None:
    with app.test_request_context():
        found = {role: bool(queries.entries_of(frozenset({role}))) for role in Role}
    assert set(found.values()) == {True}


def test_several_roles_add_up(app: Flask) -> None:
    with app.test_request_context():
        endpoints = [entry.endpoint for entry in queries.entries_of(frozenset({Role.TEACHER, Role.JUROR}))]
    assert endpoints == ["enrolment.classes", "clearances.papers", "scoring.assignments", "certificates.certificates"]


def test_the_site_may_go_public_once_every_legal_text_is_written(app: Flask, tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with app.test_request_context():
        before = queries.why_not_public(settings)
        settings.legal_dir.mkdir()
        for name in queries.legal_texts(settings.legal_dir):
            (settings.legal_dir / name).write_text("Text", encoding="utf-8")
        after = queries.why_not_public(settings)
    assert (before is not None, after) == (True, None)
