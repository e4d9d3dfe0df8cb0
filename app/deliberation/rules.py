"""When prizes are given, and what a decision must say."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from app.core.errors import Refusal
from app.core.i18n import _
from app.deliberation.models import Decision
from app.rounds.models import Phase, PhaseKind
from app.rounds.rules import has_closed

REASON_MIN = 10
RANK_MAX = 99


def why_not_decide(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why no prize may be given or revoked: the jury may still change its mind."""
    if has_closed(phases, PhaseKind.JURY, now):
        return None
    closes_at = max((p.closes_at for p in phases if p.kind == PhaseKind.JURY), default=None)
    reason = _("Preise gibt es erst, wenn die Jury fertig ist und sich kein Bogen mehr ändert.")
    return Refusal("jury_open", reason, since=closes_at, ask=contact or None)


def why_not_award(present: Decision | None) -> Refusal | None:
    """Why an idea gets no prize: it has one."""
    if present is None:
        return None
    reason = _("Diese Idee hat schon einen Preis: %(prize)s. Nehmen Sie ihn zuerst zurück.", prize=present.prize)
    return Refusal("has_prize", reason)


def digest_of(decision: Decision) -> str:
    """SHA-256 (hex) over what was decided, for the log: it holds no texts."""
    said = [str(decision.submission_id), decision.prize, decision.rank, decision.reason]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
