"""Which sheets stand out, when their jurors are asked, and what they may answer."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import NamedTuple

from app.core.errors import Refusal
from app.core.i18n import _, _l
from app.fairness.cases import FairnessError
from app.questions.models import SheetQuestion
from app.rounds.models import Phase
from app.rounds.rules import why_not_judge

HIGH, LOW = "high", "low"
ASKED, KEPT, REOPENED = "asked", "kept", "reopened"
NAMES = {
    ASKED: _l("gefragt, noch keine Antwort"),
    KEPT: _l("bleibt so"),
    REOPENED: _l("wieder geöffnet"),
}
REASON_MIN = 10
# Where all agree, the smallest difference is many deviations away, but worth no question.
_POINTS_MIN = 10.0


class Final(NamedTuple):
    """A sheet that counts, with its exact total as it is stored; ids are strings or UUIDs."""

    sheet_id: object
    submission_id: object
    member_id: object
    total: str


def directions_of(sheets: Sequence[Final]) -> dict[object, str]:
    """On which side the sheets that stand out lie, by id; the farthest first. Too few sheets say nothing."""
    from app.fairness.diagnostics import outlying  # noqa: PLC0415 # brings numpy and scipy, for few pages

    submissions = {id_: code for code, id_ in enumerate(dict.fromkeys(each.submission_id for each in sheets))}
    jurors = {id_: code for code, id_ in enumerate(dict.fromkeys(each.member_id for each in sheets))}
    totals = [float(Fraction(each.total)) for each in sheets]
    si, ji = [submissions[each.submission_id] for each in sheets], [jurors[each.member_id] for each in sheets]
    try:
        found = outlying(totals, si, ji)
    except FairnessError:
        return {}
    far = [each for each in found if abs(each.points) >= _POINTS_MIN]
    return {sheets[each.sheet].sheet_id: HIGH if each.points > 0 else LOW for each in far}


def direction_text(direction: str) -> str:
    """What the chair reads of a sheet."""
    return _("viel mehr Punkte als erwartet") if direction == HIGH else _("viel weniger Punkte als erwartet")


def why_not_ask(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why nobody is asked: only while the jury judges may a sheet be opened again."""
    return why_not_judge(phases, now, contact)


def why_not_answer(question: SheetQuestion) -> Refusal | None:
    if question.state == ASKED:
        return None
    return Refusal("answered", _("Sie haben diese Frage schon beantwortet. Vielen Dank!"))


def faults_of(choice: str, reason: str) -> dict[str, list[str]]:
    """What an answer lacks: whoever leaves a sheet as it is says why."""
    if choice != KEPT or len(reason) >= REASON_MIN:
        return {}
    return {"reason": [_("Bitte in einem Satz sagen, warum, mindestens %(low)s Zeichen.", low=REASON_MIN)]}


def digest_of(answer: str) -> str:
    """SHA-256 (hex) of an answer, for the log: it holds no texts."""
    return hashlib.sha256(answer.encode()).hexdigest()
