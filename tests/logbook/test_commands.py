"""`flask --app app verify` on the operator's shell."""

import re

from flask import Flask
from sqlalchemy import delete, func, select, update

from app.core import audit, db
from app.core.audit import AuditEvent, AuditHead
from app.ideas.models import Submission
from tests.organising.contests import a_contest


def verify(app: Flask) -> tuple[int, list[str]]:
    """Exit code and lines."""
    db.close_session()
    outcome = app.test_cli_runner().invoke(args=["verify"])
    return outcome.exit_code, outcome.output.splitlines()


def test_verify_says_in_one_line_that_all_is_well(app: Flask) -> None:
    a_contest()
    end = max(audit.anchors())

    code, lines = verify(app)

    assert code == 0
    assert [re.fullmatch(rf"ok: {end} audit events, all files, \d+ promises", line) is not None for line in lines] == [
        True
    ]


def test_verify_is_content_with_an_empty_database(app: Flask) -> None:
    code, lines = verify(app)

    assert (code, lines[0].startswith("ok: 0 audit events")) == (0, True)


def test_verify_names_a_changed_row_by_number(app: Flask) -> None:
    a_contest()
    with db.engine().begin() as connection:
        connection.execute(update(AuditEvent).where(AuditEvent.number == 3).values(action="nothing_at_all"))

    assert verify(app) == (1, ["audit event 3: changed"])


def test_verify_names_a_cut_tail_even_if_the_head_was_set_back_with_it(app: Flask) -> None:
    a_contest()
    end = max(audit.anchors())
    with db.engine().begin() as connection:
        connection.execute(delete(AuditEvent).where(AuditEvent.action == "publish_results"))
        last = select(AuditEvent.hash).where(AuditEvent.number == select(func.max(AuditEvent.number)).scalar_subquery())
        connection.execute(update(AuditHead).values(number=AuditHead.number - 1, hash=last.scalar_subquery()))

    code, lines = verify(app)

    assert (code, lines[0]) == (1, f"audit event {end}: the tail is cut")


def test_verify_names_a_changed_submission_by_its_id(app: Flask) -> None:
    submission_id = a_contest().submission.id
    with db.engine().begin() as connection:
        connection.execute(update(Submission).values(content={"answers": {}}))

    assert verify(app) == (1, [f"the hash of every submission is that of its content: submission {submission_id}"])
