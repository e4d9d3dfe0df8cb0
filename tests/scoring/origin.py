"""An idea all of whose origin has names of its own, and a reader that finds each of them wherever it hides."""

import contextlib
import html
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

import pikepdf
from flask import Flask
from PIL import Image
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock, db
from app.core.i18n import LANGUAGES, force_locale, time_text
from app.ideas import actions as ideas
from app.ideas.models import Attachment, Revision, Submission
from app.media.models import MediaFile
from app.panels.models import Assignment
from app.rounds.models import Round
from app.teams import actions as teams
from app.teams.models import Team
from tests.support.ideas import an_idea, process_files, submit, write
from tests.support.jury import a_juror, an_assignment
from tests.support.people import a_class, a_school, a_student, a_teacher, an_admin
from tests.support.prepared import prepared
from tests.support.rounds import REGISTERING, WRITING, an_announced_round
from tests.support.teams import a_team, join

AUTHOR = "Ottokar Exifius"
PLACE = (48.0, 8.0, 17.25)


@dataclass(frozen=True)
class Case:
    """What a juror reads; `secrets` are all that must stay unknown, by what they are."""

    app: Flask
    round: Round
    team: Team
    submission: Submission
    juror: User
    assignment: Assignment
    secrets: dict[str, set[str]]


@prepared
def a_case(app: Flask, *, title: str = "Warmes Wasser") -> Case:
    """An idea with a picture and a PDF, handed in twice, by people whose every name is found nowhere else."""
    admin = an_admin()
    school = a_school(admin, "Berufsschule Zunderheim")
    round_ = an_announced_round(admin)
    teacher = a_teacher(school, "Zacharias Lehrberg")
    school_class = a_class(teacher, "KLASSE-77x")
    zora, zeno = a_student(school_class, "Zora Quittenbaum"), a_student(school_class, "Zeno Xylander")
    team = a_team(zora, round_, "Funkelfinken")
    join(zeno, team)
    with clock.at(REGISTERING):
        company = teams.name_company(zora, team.id, "Kesselwerk Krawuttke")
    idea = an_idea(zora, team, title=title, problem="Morgens ist das Wasser kalt.")
    for name, content in (("entwurf-von-zora.jpg", a_picture()), ("konzept-quitte.pdf", a_paper())):
        with clock.at(WRITING):
            ideas.upload_file(zora, idea.id, io.BytesIO(content), name, len(content))
    process_files()
    first = submit(zora, idea.id)
    write(zora, idea.id, {"benefit": "Alle, die früh duschen."})
    submission = submit(zora, idea.id)
    juror = a_juror(round_)
    secrets = {
        "name of the team": {team.name, team.code},
        "name of a member": {"Zora", "Quittenbaum", "Zeno", "Xylander", zora.login_name or "", zeno.login_name or ""},
        "initials": {">ZQ<", ">ZX<"},
        "teacher": {"Lehrberg", teacher.email or ""},
        "school": {"Zunderheim"},
        "class": {school_class.name},
        "company": {company.name, "Krawuttke"},
        "file name": {"entwurf-von-zora", "konzept-quitte"},
        "metadata": {"Ottokar", "Exifius", "17.25"},
        "receipt": {first.receipt_number, submission.receipt_number, submission.token, submission.content_hash},
        "id": set(_ids(team, zora, zeno, teacher, school, school_class, company, idea, first, submission)),
        "place in the storage": set(_places()),
        "time": set(_times()),
    }
    return Case(app, round_, team, submission, juror, an_assignment(juror, submission), secrets)


def _ids(*rows: Any) -> Iterator[str]:  # noqa: ANN401 # every table has an id
    """Ids of what a juror must not know; those of files stand in their addresses, signed and random."""
    for row in (*rows, *db.session().scalars(select(Attachment))):
        yield from (str(row.id), row.id.hex)


def _places() -> Iterator[str]:
    for file in db.session().scalars(select(MediaFile)):
        yield from (file.storage_key or "", file.sha256)


def _times() -> Iterator[str]:
    """When the team founded, wrote, uploaded and handed in, in every form in which a page could say it."""
    moments = {
        *db.session().scalars(select(Submission.submitted_at)),
        *db.session().scalars(select(Revision.created_at)),
        *db.session().scalars(select(MediaFile.created_at)),
        *db.session().scalars(select(Team.created_at)),
    }
    for moment in moments:
        yield from (moment.isoformat()[:16], moment.isoformat(" ")[:16], str(int(moment.timestamp())))
        yield from _in_words(clock.local(moment))


def _in_words(there: datetime) -> Iterator[str]:
    yield there.strftime("%d.%m.%Y")
    yield there.strftime("%a, %d %b %Y")
    for code in LANGUAGES:
        with force_locale(code):
            yield time_text(there).partition(", ")[2]


# ---------------------------------------------------------------- what teams send
def a_picture() -> bytes:
    """A JPEG that says who took it and where, in a comment and in its EXIF data."""
    exif = Image.Exif()
    exif[0x013B] = AUTHOR
    exif.get_ifd(0x8825).update({1: "N", 2: PLACE, 3: "E", 4: PLACE})
    image = io.BytesIO()
    Image.new("RGB", (320, 240), "gold").save(image, "JPEG", exif=exif, comment=f"von {AUTHOR}".encode())
    return image.getvalue()


def a_paper() -> bytes:
    """A PDF whose properties name its author, in plain and in packed form."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = AUTHOR
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = [AUTHOR]
    stored = io.BytesIO()
    pdf.save(stored, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return stored.getvalue()


# ---------------------------------------------------------------- the reader
def leaks_in(secrets: dict[str, set[str]], content: bytes, headers: str = "") -> list[str]:
    """Which secrets these bytes tell, however they are packed or escaped."""
    text = "\n".join(part.casefold() for part in (*_readings(content), headers, unquote_plus(headers)))
    return sorted(what for what, words in secrets.items() if any(word.casefold() in text for word in words if word))


def _readings(content: bytes) -> Iterable[str]:
    plain = content.decode("utf-8", errors="replace")
    yield from (plain, html.unescape(plain), unquote_plus(plain), content.decode("utf-16", errors="replace"))
    # Of a part of a file there is nothing to open.
    with contextlib.suppress(OSError, pikepdf.PdfError):
        if content.startswith(b"%PDF"):
            yield from _inside_of_paper(content)
        elif content.startswith((b"RIFF", b"\xff\xd8", b"\x89PNG")):
            yield _inside_of_picture(content)


def _inside_of_picture(content: bytes) -> str:
    with Image.open(io.BytesIO(content)) as image:
        exif = image.getexif()
        return f"{image.info} {dict(exif)} {dict(exif.get_ifd(0x8825))}"


def _inside_of_paper(content: bytes) -> Iterator[str]:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            yield str(thing)
            if isinstance(thing, pikepdf.Stream):
                yield thing.read_bytes().decode("utf-8", errors="replace")
        yield f"{dict(pdf.docinfo)}"


def packed(words: str) -> bytes:
    """Words as a careless program would still hand them out: compressed inside of a PDF."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.obj.Contents = pikepdf.Stream(pdf, zlib.compress(words.encode()), Filter=pikepdf.Name.FlateDecode)
    stored = io.BytesIO()
    pdf.save(stored)
    return stored.getvalue()
