"""What a ranking means, in words for those whom it concerns."""

from collections.abc import Iterator
from typing import Literal

from app.fairness import words
from app.fairness.cases import FairnessError
from app.fairness.snapshot import Snapshot

Audience = Literal["team", "jury", "city"]
Language = Literal["de", "en", "de@einfach"]


def text(snapshot: Snapshot, audience: Audience, language: Language, *, readings: int = 0) -> str:
    """Paragraphs, parted by empty lines. "de@einfach" is German in plain language.

    team: how its idea was judged, without points, places or names (by how many, if `readings` is known; else by how
    many all ideas were); jury: how to judge, and what to know about this round; city: the method, what it rests on,
    and every fallback. Raises FairnessError "unknown_audience", "unknown_language".
    """
    if language not in words.JURY:
        raise FairnessError("unknown_language", language)
    if audience == "team":
        return _for_team(snapshot, language, readings)
    if audience == "jury":
        return "\n\n".join([words.JURY[language], *remarks(snapshot, language)])
    if audience == "city":
        return "\n\n".join([words.CITY[language], *basis(snapshot, language), *remarks(snapshot, language)])
    raise FairnessError("unknown_audience", audience)


def _for_team(snapshot: Snapshot, language: Language, own: int) -> str:
    if not snapshot.entries:
        return words.TEAM_NOTHING[language]
    readings = [own] if own else [entry.readings for entry in snapshot.entries]
    low, high = min(readings), max(readings)
    one, many = words.READERS[language]
    count = str(low) if low == high else f"{low} {words.TO[language]} {high}"
    readers = one if high == 1 else many.format(r=count)
    paragraphs = words.TEAM_FAIRWERT if snapshot.method_used == "fairwert" else words.TEAM_MEAN
    return paragraphs[language].format(readers=readers)


def basis(snapshot: Snapshot, language: Language) -> Iterator[str]:
    """What a ranking rests on, and how many of its first places are expected to be right."""
    if not snapshot.entries:
        return
    counts = {"ideas": len(snapshot.entries), "jurors": len(snapshot.juror_stats)}
    yield words.BASIS[language].format(sheets=len(snapshot.components.readings), **counts)
    first = snapshot.entries[0].p_top
    if snapshot.method_used == "fairwert" and first:
        k = min(next(iter(first)), len(snapshot.entries))
        right = f"{sum(entry.p_top[next(iter(first))] for entry in snapshot.entries[:k]):.1f}"
        yield words.EXPECTED[language].format(k=k, right=right if language == "en" else right.replace(".", ","))


def remarks(snapshot: Snapshot, language: Language) -> Iterator[str]:
    """Every fallback of a ranking, a sentence or two for each."""
    counts = {"n": snapshot.components.count, "m": len(snapshot.components.proposals)}
    for code in snapshot.fallbacks:
        yield words.FALLBACKS[_case_of(code, snapshot)][language].format(**counts)
    if snapshot.variances and not snapshot.variances.has_severity:
        yield words.EVEN_JURY[language]


def _case_of(code: str, snapshot: Snapshot) -> str:
    """Which words a fallback has where there is more than one case of it."""
    if code == "ISLANDS" and snapshot.method_used == "fairwert":
        return "ISLANDS_DEALT"
    if code == "WEAK_LINK" and not snapshot.components.proposals:
        return "WEAK_LINK_ALONE"
    return code
