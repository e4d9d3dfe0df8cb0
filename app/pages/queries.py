"""What the frame of every page and the start pages show."""

import functools
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.queries import has_demo_people
from app.core import db, jobs, storage
from app.core.access import Role
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.i18n import LANGUAGES, _
from app.pages import rules
from app.settings import Settings


@dataclass(frozen=True)
class Entry:
    """A place to go: an endpoint, its name, and on the start page what one does there."""

    endpoint: str
    label: str
    text: str


def _entries() -> list[tuple[set[Role], Entry]]:
    return [
        (
            {Role.STUDENT},
            Entry("teams.teams", _("Team und Idee"), _("Team finden, Idee schreiben, Bilder hochladen, einreichen.")),
        ),
        (
            {Role.TEACHER, Role.SCHOOL_ADMIN},
            Entry("enrolment.classes", _("Klassen"), _("Klassencode aushängen, Anmeldekarten drucken, Teams sehen.")),
        ),
        (
            {Role.TEACHER},
            Entry("clearances.papers", _("Unterlagen"), _("Sagen, welche Teams etwas öffentlich zeigen dürfen.")),
        ),
        (
            {Role.ADMIN, Role.SCHOOL_ADMIN},
            Entry("enrolment.schools", _("Schulen"), _("Schulen anlegen, Menschen einladen, die mitmachen.")),
        ),
        (
            {Role.ADMIN},
            Entry(
                "rounds.rounds", _("Runden"), _("Wettbewerb einrichten, Jury einteilen, Ergebnisse veröffentlichen.")
            ),
        ),
        (
            {Role.JUROR},
            Entry("scoring.assignments", _("Bewerten"), _("Ideen lesen und nach dem Bewertungsraster beurteilen.")),
        ),
        (
            {Role.CHAIR},
            Entry("progress.rounds", _("Juryvorsitz"), _("Sehen, wie weit die Jury ist, und Preise entscheiden.")),
        ),
        (
            {Role.STUDENT, Role.TEACHER, Role.SCHOOL_ADMIN, Role.JUROR, Role.CHAIR},
            Entry("certificates.certificates", _("Urkunden"), _("Herunterladen, sobald Ergebnisse öffentlich sind.")),
        ),
        (
            {Role.ADMIN, Role.AUDITOR},
            Entry("logbook.audit_log", _("Protokoll"), _("Nachlesen, wer wann was geändert hat.")),
        ),
    ]


def entries_of(roles: frozenset[Role]) -> list[Entry]:
    """Where somebody signed in can go, by what they may do."""
    return [entry for allowed, entry in _entries() if allowed & roles]


def is_demo() -> bool:
    """Whether this is a demo; asked once for each state of the database, not once for each page."""
    return _is_demo_in(db.epoch())


@functools.lru_cache(maxsize=1)
def _is_demo_in(_epoch: int) -> bool:
    return has_demo_people()


def legal_text(folder: Path, name: str, language: str) -> str:
    """A legal text as Markdown: the operator's file in the language, else in German, else the shipped placeholder."""
    if name not in rules.LEGAL_PAGES:
        raise NotFoundError
    for code in (language, "de"):
        path = folder / f"{name}.{code}.md"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    return resources.files("app.pages").joinpath("texts", f"{name}.{language}.md").read_text(encoding="utf-8")


def legal_texts(folder: Path) -> dict[str, str]:
    """All legal texts by file name, in both languages."""
    return {f"{name}.{code}.md": legal_text(folder, name, code) for name in rules.LEGAL_PAGES for code in LANGUAGES}


def legal_titles() -> dict[str, str]:
    return {"imprint": _("Impressum"), "privacy": _("Datenschutz"), "accessibility": _("Barrierefreiheit")}


def faults_of_readiness() -> dict[str, str]:
    """What does not answer, by name; empty if database, storage and job queue all do."""
    faults = {}
    for name, probe in (("database", _ask_database), ("storage", storage.probe), ("jobs", jobs.state)):
        try:
            probe()
        except (SQLAlchemyError, OSError, storage.StorageAwayError) as error:
            faults[name] = type(error).__name__
    return faults


def _ask_database() -> None:
    session().execute(select(1))


def why_not_public(settings: Settings) -> str | None:
    """Why a site that people outside can reach must not start, in one line; None if it may."""
    return rules.why_not_public(legal_texts(settings.legal_dir), has_demo_people=has_demo_people())
