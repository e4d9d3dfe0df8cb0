"""Whatever is changed behind the application's back is named: rows, files, the log itself."""

import uuid
from collections.abc import Mapping

import pytest
from flask import Flask
from sqlalchemy import Executable, ScalarSelect, delete, func, insert, literal, select, text, update

from app.accounts.models import Grant, User
from app.core import audit, db, storage
from app.core.audit import AuditEvent, AuditHead
from app.deliberation.models import Approval, Decision
from app.ideas.models import Idea, Submission
from app.lines.models import Line
from app.logbook import queries
from app.media.models import MediaFile, Rendition
from app.panels.models import PanelMember
from app.publication.models import Publication
from app.rounds.models import FormVersion, Phase, Round
from app.rubrics.models import Criterion, Rubric
from app.scoring.models import Score, ScoreSheet
from app.teams.models import Membership, Team
from tests.organising.contests import a_contest
from tests.support.rounds import a_round

OTHER = "Andere Runde"
LINED = "every final sheet has a line that says the same, and no other sheet has one: line of assignment "


def one(column: object, *conditions: object) -> ScalarSelect[uuid.UUID]:
    """Any one value of a column."""
    return select(column).where(*conditions).limit(1).scalar_subquery()  # type: ignore[call-overload,no-any-return]  # any column


NEWEST = select(func.max(AuditEvent.number)).scalar_subquery()

# What somebody with the password of the database does, and how the faults begin by which that is noticed.
TAMPERINGS: Mapping[str, tuple[Executable, list[str]]] = {
    "another actor in the log": (
        update(AuditEvent).where(AuditEvent.number == 9).values(actor_id=uuid.uuid4()),
        ["audit event 9: changed"],
    ),
    "another reason in the log": (
        update(AuditEvent).where(AuditEvent.number == 5).values(reason="Weil ich es so will"),
        ["audit event 5: changed"],
    ),
    "another moment in the log": (
        update(AuditEvent).where(AuditEvent.number == 6).values(at=one(Round.created_at)),
        ["audit event 6: changed"],
    ),
    "an event taken out of the log": (
        delete(AuditEvent).where(AuditEvent.number == 7),
        ["audit event 7: missing", "audit event 8: changed"],
    ),
    "the tail cut off the log": (
        delete(AuditEvent).where(AuditEvent.number == NEWEST),
        ["audit event {end}: the tail is cut", "every phase is when the log says: phase "],
    ),
    "the head of the log": (
        update(AuditHead).values(hash="0" * 64),
        ["audit event {end}: the head names another event"],
    ),
    "a submission": (
        update(Submission).values(content={"answers": {"title": "Gekauft"}}),
        ["the hash of every submission is that of its content: submission "],
    ),
    "the hash of a submission": (
        update(Submission).values(content_hash="0" * 64),
        [
            "every submission is the one that the log tells of: submission ",
            "the hash of every submission is that of its content: submission ",
        ],
    ),
    "a submission moved": (
        update(Submission).values(round_id=one(Round.id, Round.title == OTHER)),
        [
            "a decision is about a submission of its round: decision ",
            "a submission belongs to the round of its idea: submission ",
            "every assignment joins a juror and a submission of its own round: assignment ",
        ],
    ),
    "points of a final sheet": (
        update(Score).values(points=5),
        ["a sheet without gaps is worth in the ranking", LINED, "every final sheet says what was handed in: "],
    ),
    "the reason of a juror": (
        update(Score).values(comment="Schlecht."),
        [LINED, "every final sheet says what was handed in: "],
    ),
    "the total of a final sheet": (
        update(ScoreSheet).values(total="100/1"),
        ["a sheet without gaps is worth in the ranking", LINED, "every final sheet says what was handed in: "],
    ),
    "the line of a final sheet": (update(Line).values(said=b"5;Sehr gut."), [LINED]),
    "another prize": (
        update(Decision).values(prize="Sonderpreis"),
        ["every decision says what was decided: decision ", *["what is approved stands as it was approved: "] * 2],
    ),
    "a prize revoked": (
        update(Decision).values(revoked_at=Decision.created_at),
        ["every decision says what was decided: decision ", *["what is approved stands as it was approved: "] * 2],
    ),
    "an approval by somebody else": (
        update(Approval).values(approved_by_id=one(PanelMember.user_id, PanelMember.is_juror)).where(
            Approval.role == "admin"
        ),
        ["every approval says what was approved: approval "],
    ),
    "an approval of something else": (
        update(Approval).values(digest="0" * 64),
        [
            *["every approval says what was approved: approval "] * 2,
            *["what is approved stands as it was approved: approval "] * 2,
        ],
    ),
    "an approval taken back": (
        update(Approval).where(Approval.role == "chair").values(ended_at=Approval.approved_at),
        ["every approval says what was approved: approval "],
    ),
    "another winner in public": (
        update(Publication).values(results=[]),
        ["what is public is what was published: publication "],
    ),
    "a deadline": (
        update(Phase).where(Phase.kind == "jury").values(closes_at=Phase.opens_at),
        ["every phase is when the log says: phase "] * 2 + ["the phases of a round fit together: round "] * 2,
    ),
    "a grace": (
        update(Phase).where(Phase.kind == "register").values(grace_minutes=600),
        ["every phase is when the log says: phase ", "every phase is when the log says: phase "],
    ),
    "a weight of the rubric": (
        update(Criterion).where(Criterion.key == "novelty").values(weight=60),
        ["the hash of every rubric is that of its content: rubric "] * 2,
    ),
    "a role that nobody gave": (
        insert(Grant).from_select(
            ["id", "user_id", "role", "created_at"],
            select(literal(uuid.uuid4()), User.id, literal("admin"), User.created_at).where(User.name == "Tarek Thal"),
        ),
        ["every role was given by somebody in the log: user "],
    ),
    "a student on the jury": (
        insert(Grant).from_select(
            ["id", "user_id", "role", "created_at"],
            select(literal(uuid.uuid4()), User.id, literal("juror"), User.created_at).where(User.name == "Mia"),
        ),
        ["every role was given by somebody in the log: user ", "students are nothing else: user "],
    ),
    "the size of a team": (
        update(Team).values(member_count=9),
        ["every team has counted its members rightly: team ", "no team is larger than its round allows: team "],
    ),
    "a member taken out of a team": (
        update(Membership).where(Membership.user_id == one(Team.captain_id)).values(left_at=Membership.joined_at),
        ["every team has a member as its captain", "every team has counted its members rightly: team "],
    ),
    "an idea moved to another round": (
        update(Idea).values(round_id=one(Round.id, Round.title == OTHER)),
        ["a submission belongs to the round of its idea: ", "an idea belongs to the round of its team: idea "],
    ),
    "an idea that was never submitted": (
        update(Idea).values(state="draft"),
        ["an idea is submitted exactly while a submission of it counts: idea "],
    ),
    "a juror of the team's own school": (
        update(PanelMember).values(school_id=one(Team.school_id)),
        [
            *["everybody sits in a jury as the log tells: panel member "] * 2,
            "no juror reads an idea of the school or of a company that the juror belongs to: ",
        ],
    ),
    "the hash of a file": (update(MediaFile).values(sha256="0" * 64), ["media file "]),
    "a file of somebody else": (
        update(MediaFile).values(owner_id=uuid.uuid4()),
        ["a file of an idea was uploaded for that idea: attachment "],
    ),
    "an entry form": (delete(FormVersion).where(FormVersion.round_id == one(Round.id, Round.title == OTHER)),
                      ["every round has an entry form that can be read: round "]),
}  # fmt: skip


def test_every_change_behind_the_applications_back_is_named(app: Flask) -> None:
    del app
    a_round(a_contest().ground.admin, title=OTHER)
    assert list(queries.faults()) == []
    end = max(audit.anchors())

    noticed = {name: _faults_after(change) for name, (change, _beginnings) in TAMPERINGS.items()}

    assert {
        name: found
        for name, found in noticed.items()
        if not _begin_as(found, [beginning.format(end=end) for beginning in TAMPERINGS[name][1]])
    } == {}
    assert list(queries.faults()) == []


def _begin_as(found: list[str], beginnings: list[str]) -> bool:
    is_as_long = len(found) == len(beginnings)
    return is_as_long and all(map(str.startswith, found, beginnings))


def _faults_after(change: Executable) -> list[str]:
    """What is noticed after a change that is then undone."""
    db.close_session()
    session = db.session()
    session.execute(change, execution_options={"synchronize_session": False})
    found = list(queries.faults())
    db.close_session()
    return found


def test_a_rubric_changed_together_with_its_hash_differs_from_the_log(app: Flask) -> None:
    del app
    a_contest()
    db.close_session()
    db.session().execute(text("UPDATE rubrics SET comment_for = '[]'"))
    rubric = db.session().scalars(select(Rubric)).one()
    found = list(queries.faults())

    assert found == [f"the hash of every rubric is that of its content: rubric {rubric.id}"]


@pytest.mark.parametrize("model", [MediaFile, Rendition])
def test_bytes_that_were_changed_or_lost_on_the_disk_are_named(app: Flask, model: type[MediaFile | Rendition]) -> None:
    del app
    a_contest()
    row = db.session().scalars(select(model)).all()[0]
    assert isinstance(row, MediaFile | Rendition)
    kind = "media file" if model is MediaFile else "rendition"

    with storage.as_file(row.storage_key or "") as path:
        original = path.read_bytes()
        path.write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
        changed = list(queries.faults())
        path.unlink()
        missing = list(queries.faults())

    assert changed == [f"{kind} {row.id}: changed in storage"]
    assert missing == [f"{kind} {row.id}: missing in storage"]
