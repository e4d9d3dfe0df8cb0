"""What becomes public of a round's prizes, and when."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from app.core.errors import Refusal
from app.core.i18n import _
from app.core.text import sort_key
from app.deliberation.models import Decision
from app.deliberation.rules import why_not_decide
from app.publication.models import Publication
from app.rounds.models import Phase

HIDDEN, PUBLISHED, TAKEN_BACK = "hidden", "published", "taken_back"
Results = list[dict[str, Any]]


def results_of(decisions: Iterable[Decision]) -> Results:
    """Exactly what everybody will read: prize, title and team name, the best first. No points, no person, no school."""
    found = [
        {
            "rank": decision.rank,
            "prize": decision.prize,
            "title": decision.submission.title,
            "team": decision.submission.idea.team.name,
        }
        for decision in decisions
    ]
    return sorted(found, key=lambda each: (each["rank"], sort_key(str(each["prize"])), sort_key(str(each["title"]))))


def digest_of(results: Results) -> str:
    """SHA-256 (hex) over a list of results as canonical JSON."""
    text = json.dumps(results, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def state_of(newest: Publication | None) -> str:
    """What the page of results says: hidden, published or taken back."""
    if newest is None:
        return HIDDEN
    return PUBLISHED if newest.taken_back_at is None else TAKEN_BACK


def why_not_publish(
    phases: Sequence[Phase], results: Results, newest: Publication | None, now: datetime, contact: str
) -> Refusal | None:
    """Why the results stay hidden."""
    if refusal := why_not_decide(phases, now, contact):
        return refusal
    if state_of(newest) == PUBLISHED:
        return Refusal("published", _("Die Ergebnisse sind schon veröffentlicht. Nehmen Sie sie zuerst zurück."))
    if not results:
        return Refusal("no_prizes", _("Es gibt noch keinen Preis. Geben Sie zuerst Preise."))
    return None


def why_not_as_previewed(results: Results, seen_digest: str) -> Refusal | None:
    """Why something else would become public than what was shown before the button was pressed."""
    if digest_of(results) == seen_digest:
        return None
    reason = _("Die Preise haben sich gerade geändert. Bitte sehen Sie die Vorschau noch einmal an.")
    return Refusal("changed_meanwhile", reason)


def why_not_take_back(newest: Publication | None) -> Refusal | None:
    if state_of(newest) == PUBLISHED:
        return None
    return Refusal("not_published", _("Gerade ist nichts veröffentlicht."))
