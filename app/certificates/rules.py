"""What a certificate says, what of it can be checked, and when there is one."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeAlias

from app.certificates.models import Certificate
from app.core.errors import Refusal
from app.core.i18n import _, _n
from app.core.text import name_key
from app.publication.models import Publication

MEMBER, TEAM, JUROR, TEACHER = "member", "team", "juror", "teacher"
PRIZE, SPECIAL, SHORTLIST, PARTICIPATION, THANKS = "prize", "special", "shortlist", "participation", "thanks"
# 32 letters and digits, 5 bits each: 80 bits, so that nobody finds one by trying.
CODE_LENGTH = 16

VALID, REVISED, REPLACED, WITHDRAWN = "valid", "revised", "replaced", "withdrawn"
# What an event in the log leaves behind.
STATES = {
    "issue_certificate": VALID,
    "replace_certificate": REPLACED,
    "withdraw_certificate": WITHDRAWN,
    "give_back_certificate": VALID,
}


@dataclass(frozen=True)
class Holder:
    """Whose certificate it is, and of what kind: there is one at a time for each."""

    kind: str
    round_id: uuid.UUID
    team_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None

    @property
    def key(self) -> str:
        return ":".join(str(part or "-") for part in (self.kind, self.round_id, self.team_id, self.person_id))


@dataclass(frozen=True)
class Award:
    """What somebody is certified: one of the awards, and the name of the prize if it is one."""

    kind: str
    prize: str = ""


@dataclass(frozen=True)
class Facts:
    """All that is printed: `recipient` is a person's or a team's name, `count` the ideas or teams of a thank you."""

    holder: Holder
    award: Award
    recipient: str
    competition: str
    round: str
    place: str = ""
    team: str = ""
    title: str = ""
    count: int = 0


@dataclass(frozen=True)
class MemberPaper:
    """What somebody asks for: the own certificate as a member of a team."""

    team_id: uuid.UUID


@dataclass(frozen=True)
class TeamPaper:
    """That of the whole team, without any person's name."""

    team_id: uuid.UUID


@dataclass(frozen=True)
class ThanksPaper:
    """The own thank you as a juror or teacher (`kind`)."""

    round_id: uuid.UUID
    kind: str


@dataclass(frozen=True)
class ClassRun:
    """Those of all students of a class, and of their teams."""

    round_id: uuid.UUID
    class_id: uuid.UUID


@dataclass(frozen=True)
class SchoolRun:
    """Those of all members, teams and teachers of a school."""

    round_id: uuid.UUID
    school_id: uuid.UUID


Wanted: TypeAlias = MemberPaper | TeamPaper | ThanksPaper | ClassRun | SchoolRun


# ---------------------------------------------------------------- what it is about
def award_of(publication: Publication, team_id: uuid.UUID) -> Award:
    """What the published results say of a team; whoever is not in them took part."""
    entry = next((each for each in publication.results if is_about(each, team_id)), None)
    return Award(entry.get("kind", PRIZE), entry["prize"]) if entry else Award(PARTICIPATION)


def is_about(entry: Mapping[str, Any], team_id: uuid.UUID) -> bool:
    """Whether a line of what was published is about a team."""
    return entry.get("team_id") == str(team_id)


def with_issued(facts: Facts, issued: Certificate | None) -> Facts:
    """The same, but a thank you goes on saying what it said: classes and juries change, what was done does not."""
    if issued is None or facts.award.kind != THANKS:
        return facts
    return replace(facts, place=issued.place, count=issued.count)


def digest_of(facts: Facts, code: str) -> str:
    """SHA-256 (hex) over all that is printed."""
    said = json.dumps([code, asdict(facts)], sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def name_digest_of(name: str, code: str) -> str:
    """SHA-256 (hex) over a name, however it is spaced and capitalised. The code keeps equal names apart."""
    return hashlib.sha256(f"{code} {name_key(name)}".encode()).hexdigest()


def row_digest_of(row: Certificate) -> str:
    """SHA-256 (hex) over everything that is stored of a certificate and never changes."""
    whose = [row.code, row.kind, row.holder, row.round_id, row.team_id, row.person_id]
    what = [row.award, row.prize, row.place, row.count, row.digest, row.name_digest]
    said = json.dumps([*whose, *what], separators=(",", ":"), default=str)
    return hashlib.sha256(said.encode()).hexdigest()


def says(row: Certificate | None, facts: Facts) -> bool:
    """Whether a certificate was issued and says just this."""
    return row is not None and row.digest == digest_of(facts, row.code)


def is_name_on(row: Certificate, typed: str) -> bool:
    """Whether the typed name is the printed one; takes equally long for every wrong one."""
    return hmac.compare_digest(row.name_digest, name_digest_of(typed, row.code))


# ---------------------------------------------------------------- when there is one
def why_not_certify(publication: Publication | None) -> Refusal | None:
    """Why nobody gets a certificate of a round: `publication` is what is public of it now."""
    if publication is not None:
        return None
    return Refusal("not_public", _("Urkunden gibt es, solange die Ergebnisse der Runde öffentlich sind."))


def why_not_issue(present: Certificate | None) -> Refusal | None:
    """Why a certificate is neither printed nor issued again: it was withdrawn."""
    if present is None or present.withdrawn_at is None:
        return None
    return Refusal("withdrawn", _("Diese Urkunde wurde zurückgezogen. Fragen beantwortet die Wettbewerbsleitung."))


def why_not_withdraw(row: Certificate) -> Refusal | None:
    if row.withdrawn_at is not None:
        return Refusal("withdrawn", _("Diese Urkunde ist schon zurückgezogen."))
    if row.replaced_at is not None:
        return Refusal("replaced", _("Diese Urkunde wurde schon durch eine neue ersetzt. Es zählt nur die neue."))
    return None


def why_not_give_back(row: Certificate) -> Refusal | None:
    if row.withdrawn_at is not None:
        return None
    return Refusal("not_withdrawn", _("Diese Urkunde ist nicht zurückgezogen."))


def stored_state_of(row: Certificate) -> str:
    """What was done to a certificate last."""
    if row.replaced_at is not None:
        return REPLACED
    return VALID if row.withdrawn_at is None else WITHDRAWN


def state_of(row: Certificate, publication: Publication | None) -> str:
    """What there is to say of a certificate to whoever checks it: `publication` is what is public of its round now."""
    stored = stored_state_of(row)
    if stored != VALID:
        return stored
    if publication is None:
        return REVISED
    is_still_so = row.team_id is None or award_of(publication, row.team_id) == Award(row.award, row.prize)
    return VALID if is_still_so else REPLACED


# ---------------------------------------------------------------- in words
def heading_of(award: Award) -> str:
    if award.kind == PARTICIPATION:
        return _("Teilnahmeurkunde")
    return _("Danke") if award.kind == THANKS else _("Urkunde")


def honour_of(award: Award) -> str:
    """What stands in the frame; nothing for having taken part or helped."""
    return _("Engere Wahl") if award.kind == SHORTLIST else award.prize


def award_text(award: Award) -> str:
    """What is certified, in a few words, for lists and for the page that checks."""
    return honour_of(award) or (_("Dank") if award.kind == THANKS else _("Teilnahme"))


def holder_text(kind: str) -> str:
    """For whom a certificate is, without any name."""
    return {
        MEMBER: _("ein Mitglied des Teams"),
        TEAM: _("das ganze Team"),
        JUROR: _("ein Mitglied der Jury"),
        TEACHER: _("eine Lehrkraft, die Teams begleitet hat"),
    }[kind]


def deed_of(facts: Facts) -> str:
    """The sentence below the name."""
    if facts.holder.kind == JUROR:
        return _deed_of_juror(facts.count)
    if facts.holder.kind == TEACHER:
        return _n(
            "hat ein Team von der ersten Idee bis zur Einreichung begleitet. Herzlichen Dank!",
            "hat %(num)s Teams von der ersten Idee bis zur Einreichung begleitet. Herzlichen Dank!",
            facts.count,
        )
    return _deed_of_member(facts) if facts.holder.kind == MEMBER else _deed_of_team(facts)


def _deed_of_member(facts: Facts) -> str:
    names = {"team": facts.team, "title": facts.title}
    if facts.award.kind == SHORTLIST:
        return _("kam im Team „%(team)s“ mit der Idee „%(title)s“ in die", **names)
    if facts.award.kind == PARTICIPATION:
        return _("hat im Team „%(team)s“ mit der Idee „%(title)s“ teilgenommen.", **names)
    return _("hat im Team „%(team)s“ mit der Idee „%(title)s“ gewonnen:", **names)


def _deed_of_team(facts: Facts) -> str:
    if facts.award.kind == SHORTLIST:
        return _("kam mit der Idee „%(title)s“ in die", title=facts.title)
    if facts.award.kind == PARTICIPATION:
        return _("hat mit der Idee „%(title)s“ teilgenommen.", title=facts.title)
    return _("hat mit der Idee „%(title)s“ gewonnen:", title=facts.title)


def _deed_of_juror(count: int) -> str:
    if count == 0:
        return _("hat die Jury geleitet. Herzlichen Dank!")
    return _n(
        "hat in der Jury eine Idee gelesen und bewertet. Herzlichen Dank!",
        "hat in der Jury %(num)s Ideen gelesen und bewertet. Herzlichen Dank!",
        count,
    )
