"""Until when a team may appeal, on which grounds, and how an appeal goes on."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from app.appeals.models import Appeal
from app.core.errors import Refusal
from app.core.i18n import _, _l

PROCEDURE, BIAS, SUMS = "procedure", "bias", "sums"
GROUNDS = {
    PROCEDURE: _l("Etwas ist nicht so gelaufen, wie es angekündigt war"),
    BIAS: _l("Jemand aus der Jury war befangen"),
    SUMS: _l("Da ist falsch gerechnet worden"),
}
RECEIVED, IN_REVIEW, UPHELD, REJECTED = "received", "in_review", "upheld", "rejected"
STATES = {
    RECEIVED: _l("eingegangen"),
    IN_REVIEW: _l("in Prüfung"),
    UPHELD: _l("beantwortet: stattgegeben"),
    REJECTED: _l("beantwortet: zurückgewiesen"),
}
TEXT_MIN, TEXT_MAX = 20, 3000


def closes_at(published_at: datetime, days: int) -> datetime:
    """The first moment at which it is too late: so many times 24 hours after the results became public."""
    return published_at + timedelta(days=days)


def why_not_appeal(
    published_at: datetime | None, days: int, appeals: Iterable[Appeal], now: datetime, contact: str
) -> Refusal | None:
    """Why a team cannot appeal now; `published_at` is None while the results are not public."""
    ask = contact or None
    if published_at is None:
        return Refusal("not_published", _("Einspruch geht erst, wenn die Ergebnisse veröffentlicht sind."), ask=ask)
    if (until := closes_at(published_at, days)) <= now:
        return Refusal("too_late", _("Die Frist für Einsprüche ist vorbei."), until=until, ask=ask)
    if any(not is_answered(appeal) for appeal in appeals):
        reason = _("Euer Einspruch wird gerade bearbeitet. Einen weiteren könnt ihr danach einlegen.")
        return Refusal("one_at_a_time", reason, ask=ask)
    return None


def is_answered(appeal: Appeal) -> bool:
    return appeal.state in {UPHELD, REJECTED}


def why_not_take_up(appeal: Appeal) -> Refusal | None:
    if appeal.state == RECEIVED:
        return None
    return Refusal("taken_up", _("Dieser Einspruch ist schon in Prüfung oder beantwortet."))


def why_not_answer(appeal: Appeal) -> Refusal | None:
    if not is_answered(appeal):
        return None
    return Refusal(
        "answered", _("Dieser Einspruch ist schon beantwortet. Die Antwort bleibt, wie das Team sie gelesen hat.")
    )


def digest_of(appeal: Appeal) -> str:
    """SHA-256 (hex) over what was said on both sides, for the log: it holds no texts."""
    said = [appeal.ground, appeal.text, appeal.answer]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def noted(appeal: Appeal) -> dict[str, object]:
    """What the log keeps of an appeal."""
    return {"team": str(appeal.team_id), "ground": appeal.ground, "state": appeal.state, "digest": digest_of(appeal)}
