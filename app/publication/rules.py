"""What becomes public of a round, when, and what of it is shown at a moment.

What is prepared is frozen as two lists of plain JSON. An entry of `results` is a decision: kind, rank and prize, title
and team (empty where they are withheld), and the ids of decision, submission, idea and team. An entry of `ideas` is a
page of the gallery: its public id, what its card says, the keys of its texts, its files with their descriptions.
"""

import hashlib
import json
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from app.clearances.rules import Cleared
from app.core.errors import Refusal
from app.core.i18n import _, time_text
from app.core.text import sort_key
from app.deliberation.models import Decision
from app.deliberation.rules import NOT_SELECTED, PRIZE, SHORTLIST, SPECIAL, why_not_decide
from app.publication.models import Publication
from app.rounds.models import Phase

HIDDEN, PLANNED, LAPSED, PUBLISHED, TAKEN_BACK = "hidden", "planned", "lapsed", "published", "taken_back"
# In the order in which results are told.
TOLD = (PRIZE, SPECIAL, SHORTLIST)
Frozen = list[dict[str, Any]]


# ---------------------------------------------------------------- what is prepared
@dataclass(frozen=True)
class Element:
    """Something that would be public if it were released; it stays out only if somebody says so by its key."""

    key: str
    words: str


@dataclass(frozen=True)
class Bundle:
    """All that would become public of a round now, what is withheld, and what the papers and releases allow."""

    results: Frozen
    ideas: Frozen
    withheld: list[Element] = field(default_factory=list)
    cleared: Mapping[uuid.UUID, Cleared] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return digest_of(self.results, self.ideas)

    @property
    def withheld_keys(self) -> frozenset[str]:
        return frozenset(element.key for element in self.withheld)


def results_of(decisions: Iterable[Decision], cleared: Mapping[uuid.UUID, Cleared]) -> Frozen:
    """The decisions that are told, the best first. A team without papers has no name, a title needs its release."""
    found = [_result(each, cleared.get(each.submission_id)) for each in decisions if each.kind != NOT_SELECTED]
    return sorted(found, key=_place)


def _result(decision: Decision, cleared: Cleared | None) -> dict[str, Any]:
    submission = decision.submission
    return {
        "kind": decision.kind,
        "rank": decision.rank,
        "prize": decision.prize,
        "title": submission.title if cleared is not None and cleared.has_title else "",
        "team": submission.idea.team.name if cleared is not None else "",
        "decision": str(decision.id),
        "submission": str(submission.id),
        "idea": str(submission.idea_id),
        "team_id": str(submission.idea.team_id),
    }


def _place(result: Mapping[str, Any]) -> tuple[object, ...]:
    """Kind, rank, prize and title, as a German would sort; what has no title comes last."""
    title = result["title"]
    return TOLD.index(result["kind"]), result["rank"] or 0, sort_key(result["prize"]), not title, sort_key(title)


def withheld_of(decisions: Iterable[Decision], results: Frozen) -> list[Element]:
    """What the list of results lacks, in words for those who publish."""
    by_id = {str(decision.id): decision for decision in decisions}
    found = []
    for result in results:
        decision = by_id[result["decision"]]
        named = {"what": decision.prize or _("Auswahlliste"), "title": decision.submission.title}
        if not result["team"]:
            words = _("%(what)s, „%(title)s“: Unterlagen fehlen. Dort steht „Ein Team“, ohne Titel.", **named)
            found.append(Element(f"team-{result['submission']}", words))
        elif not result["title"]:
            words = _("%(what)s, „%(title)s“: Der Titel ist nicht freigegeben. Dort steht nur das Team.", **named)
            found.append(Element(f"title-{result['submission']}", words))
    return found


class CardRow(NamedTuple):
    """What a card of the gallery is made of."""

    submission_id: uuid.UUID
    title: str
    pitch: str | None
    attachments: Sequence[Mapping[str, Any]]
    idea_id: uuid.UUID
    team_id: uuid.UUID
    team: str
    school: str
    category: str
    position: int


def card_of(row: CardRow, cleared: Cleared) -> dict[str, Any]:
    """An idea as it is frozen: only what is released of it."""
    released = cleared.released
    return {
        "id": str(cleared.public_id),
        "submission": str(row.submission_id),
        "idea": str(row.idea_id),
        "team_id": str(row.team_id),
        "title": row.title,
        "pitch": (row.pitch or "") if "pitch" in released.fields else "",
        "team": row.team,
        "school": row.school if released.is_school_named else "",
        "category": row.category,
        "position": row.position,
        "fields": sorted(released.fields),
        "files": [
            {"file": each["file"], "alt": released.alts.get(each["file"], "")}
            for each in row.attachments
            if each["file"] in released.files
        ],
    }


def in_order(ideas: Frozen, results: Frozen) -> Frozen:
    """The ideas as they hang in the gallery: those in the results first, like there, then by title."""
    places = {each["submission"]: number for number, each in enumerate(results)}
    return sorted(ideas, key=lambda each: (places.get(each["submission"], len(results)), sort_key(each["title"])))


def digest_of(results: Frozen, ideas: Frozen) -> str:
    """SHA-256 (hex) over all that is prepared as canonical JSON. The first publications ever had results only."""
    said: Any = [results, ideas] if ideas else results
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


# ---------------------------------------------------------------- what is shown
@dataclass(frozen=True)
class ShownIdea:
    """A card of the gallery. `position` is that of the category's colour, `prize` what the idea has won, if any."""

    public_id: str
    submission_id: uuid.UUID
    title: str
    pitch: str
    team: str
    school: str
    category: str
    position: int
    prize: str
    fields: frozenset[str]
    files: tuple[tuple[uuid.UUID, str], ...]

    @property
    def picture(self) -> tuple[uuid.UUID, str] | None:
        """The first picture, by file, with its description: nothing else has one."""
        return next(((id_, alt) for id_, alt in self.files if alt), None)


@dataclass(frozen=True)
class ShownResult:
    """A line of the results; `idea` leads to its page, if it has one. Title and team are empty while withheld."""

    kind: str
    rank: int | None
    prize: str
    title: str
    team: str
    idea: ShownIdea | None


def shown_ideas(results: Frozen, ideas: Frozen, cleared: Mapping[uuid.UUID, Cleared]) -> list[ShownIdea]:
    """What was prepared and may still be shown, in the order in which it was prepared."""
    prizes = {each.get("submission"): each["prize"] for each in results}
    found = (_shown(each, cleared, prizes.get(each["submission"], "")) for each in ideas)
    return [each for each in found if each is not None]


def _shown(idea: Mapping[str, Any], cleared: Mapping[uuid.UUID, Cleared], prize: str) -> ShownIdea | None:
    now = cleared.get(uuid.UUID(idea["submission"]))
    if now is None or not now.has_title:
        return None
    released = now.released
    files = ((uuid.UUID(each["file"]), each["alt"]) for each in idea["files"])
    return ShownIdea(
        idea["id"],
        uuid.UUID(idea["submission"]),
        idea["title"],
        idea["pitch"] if "pitch" in released.fields else "",
        idea["team"],
        idea["school"] if released.is_school_named else "",
        idea["category"],
        idea["position"],
        prize,
        released.fields & frozenset(idea["fields"]),
        tuple(each for each in files if str(each[0]) in released.files),
    )


def shown_results(results: Frozen, ideas: Frozen, cleared: Mapping[uuid.UUID, Cleared]) -> list[ShownResult]:
    """The list as it was prepared, without what may be shown no more."""
    by_id = {str(each.submission_id): each for each in shown_ideas(results, ideas, cleared)}
    found = []
    for each in results:
        now = cleared.get(uuid.UUID(each["submission"])) if "submission" in each else None
        title = each["title"] if now is not None and now.has_title else ""
        team = each["team"] if now is not None else ""
        kind, idea = each.get("kind", PRIZE), by_id.get(each.get("submission", ""))
        found.append(ShownResult(kind, each.get("rank"), each["prize"], title, team, idea))
    return found


def state_of(newest: Publication | None, now: datetime, *, has_lapsed: bool = False) -> str:
    """How far the results are, for those who publish them. One taken back before its moment never was public."""
    if newest is None:
        return HIDDEN
    if newest.taken_back_at is not None:
        return HIDDEN if newest.taken_back_at < newest.published_at else TAKEN_BACK
    if has_lapsed:
        return LAPSED
    return PLANNED if now < newest.published_at else PUBLISHED


# ---------------------------------------------------------------- decisions
def why_not_publish(phases: Sequence[Phase], bundle: Bundle, state: str, now: datetime, contact: str) -> Refusal | None:
    """Why nothing can be published, at whatever moment."""
    if refusal := why_not_decide(phases, now, contact):
        return refusal
    if state == PUBLISHED:
        return Refusal("published", _("Die Ergebnisse sind schon veröffentlicht. Nehmen Sie sie zuerst zurück."))
    if state == PLANNED:
        return Refusal("planned", _("Die Veröffentlichung ist schon geplant. Heben Sie den Zeitpunkt zuerst auf."))
    if not bundle.results:
        words = _("Es gibt noch keine Entscheidungen, die Juryvorsitz und Verwaltung gemeinsam freigegeben haben.")
        return Refusal("not_approved", words)
    return None


def why_not_as_previewed(bundle: Bundle, seen_digest: str) -> Refusal | None:
    """Why something else would become public than what was shown before the button was pressed."""
    if bundle.digest == seen_digest:
        return None
    reason = _("Gerade hat sich etwas geändert. Bitte sehen Sie die Vorschau noch einmal an.")
    return Refusal("changed_meanwhile", reason)


def why_not_without(bundle: Bundle, without: Collection[str]) -> Refusal | None:
    """Why something must not stay out silently: somebody has to say so for each element."""
    missing = [element.words for element in bundle.withheld if element.key not in without]
    if not missing:
        return None
    words = _("Bitte bestätigen Sie erst einzeln, was nicht öffentlich wird. Es fehlt: %(missing)s")
    return Refusal("not_confirmed", words % {"missing": " ".join(missing)})


def why_not_at(at: datetime | None, now: datetime) -> Refusal | None:
    """Why this is no moment to publish; None as the moment is at once."""
    if at is None or now < at:
        return None
    words = _("%(time)s ist schon vorbei. Wählen Sie einen späteren Zeitpunkt oder „sofort“.", time=time_text(at))
    return Refusal("moment_past", words)


def why_not_take_back(state: str) -> Refusal | None:
    if state == PUBLISHED:
        return None
    return Refusal("not_published", _("Gerade ist nichts veröffentlicht."))


def why_not_end_plan(state: str) -> Refusal | None:
    if state in {PLANNED, LAPSED}:
        return None
    return Refusal("not_planned", _("Gerade ist keine Veröffentlichung geplant."))


def why_not_withdraw_approval(state: str) -> Refusal | None:
    """Why an approval stays: what was approved is public, so taking the results back comes first."""
    if state != PUBLISHED:
        return None
    return Refusal("published", _("Die Ergebnisse sind schon öffentlich. Nehmen Sie sie zuerst zurück."))
