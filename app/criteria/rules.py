"""What is wrong with a criterion that is edited, and how one state of it differs from another."""

import itertools
from collections.abc import Collection, Mapping, Sequence

from app.core import text
from app.core.errors import FieldErrors, Refusal, TextConflict
from app.core.i18n import LANGUAGES, _
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import (
    COMMON,
    DESCRIBED,
    ENDS,
    HIGHEST,
    INFO,
    JUDGEMENT,
    LOWEST,
    MEASUREMENT,
    NONE,
    OPTIONAL,
    PLAIN,
    REQUIRED,
    changed_meanwhile,
    has_points,
    lacks_common,
    nothing_in_common,
    weighs_nothing,
    why_not_edit,
)

# The languages that texts of a rubric come in, plain German being one.
WORDINGS = (*LANGUAGES, PLAIN)
LEVELS = range(LOWEST, HIGHEST + 1)
_NUMBERS = ("weight", "low", "high")
_TRUTHS = ("is_required", "may_be_skipped")


def kinds() -> dict[str, str]:
    """What a criterion can be for, in words."""
    return {
        JUDGEMENT: _("Ein Urteil, das zum Ergebnis zählt"),
        MEASUREMENT: _("Ein Messwert, der nicht zählt"),
        INFO: _("Nur zur Kenntnis, zählt nicht"),
    }


def ways_to_comment() -> dict[str, str]:
    """When a criterion asks for a sentence, in words."""
    return {
        COMMON: _("wie bei allen Kriterien"),
        OPTIONAL: _("freiwillig"),
        ENDS: _("nötig bei der niedrigsten und der höchsten Punktzahl"),
        REQUIRED: _("immer nötig"),
        NONE: _("kein Kommentar"),
    }


def described_points(*, of_hundred: bool) -> Sequence[int]:
    """The numbers of points that may have a description."""
    return DESCRIBED if of_hundred else LEVELS


def new_key(name: str, taken: Collection[str]) -> str:
    """The key of a new criterion: from its name, and never that of another. It stays when the name changes."""
    plain = text.slug(name)
    numbered = (f"{plain}-{number}" for number in itertools.count(2))
    return next(key for key in itertools.chain([plain], numbered) if key not in taken)


def key_faults(key: str, taken: Collection[str]) -> dict[str, list[str]]:
    """Why a key that was chosen cannot be that of a new criterion; an empty one is made from the name."""
    if key in taken:
        return {"key": [_("Diesen Kurznamen hat schon ein Kriterium.")]}
    if key and key != text.slug(key):
        return {"key": [_("Bitte nur Kleinbuchstaben, Ziffern und Bindestriche, zum Beispiel %(key)s.", key="mut")]}
    return {}


def criterion_faults(criterion: Criterion, others: Sequence[Criterion]) -> dict[str, list[str]]:
    """What is wrong with a criterion beside the others of its rubric, by the name of the field."""
    found = FieldErrors()
    same = text.name_key(criterion.name["de"])
    if any(text.name_key(other.name["de"]) == same for other in others):
        found.add("name_de", _("So heißt schon ein Kriterium."))
    if weighs_nothing([criterion, *others]):
        found.add("weight", _("Die Gewichte ergeben zusammen nichts."))
    elif lacks_common([criterion, *others]):
        found.add("category_ids", nothing_in_common())
    if has_points(criterion) and criterion.comments == COMMON:
        found.add("comments", _("Was für Stufen gilt, passt nicht auf 0 bis 100 Punkte. Bitte wählen Sie eine Regel."))
    if has_points(criterion) and criterion.may_be_skipped:
        found.add(
            "is_required", _("Was von 0 bis 100 bewertet wird, darf leer bleiben, statt „nicht beurteilbar“ zu sein.")
        )
    if not has_points(criterion) and criterion.high <= criterion.low:
        found.add("high", _("Die höchste Punktzahl muss größer sein als die niedrigste."))
    else:
        _add_faults_of_levels(found, criterion)
    return found.found


def _add_faults_of_levels(found: FieldErrors, criterion: Criterion) -> None:
    for points in described_points(of_hundred=has_points(criterion)):
        level = criterion.levels.get(str(points), {})
        is_in_range = criterion.low <= points <= criterion.high
        if points in {criterion.low, criterion.high} and not level.get("de"):
            found.add(level_field(points, "de"), _("Die niedrigste und die höchste Stufe brauchen eine Beschreibung."))
        elif level and not level.get("de"):
            reason = _("Hier steht eine Beschreibung in anderer Sprache, aber die deutsche fehlt.")
            found.add(level_field(points, "de"), reason)
        elif level and not is_in_range:
            reason = _("So viele Punkte gibt es hier nicht. Leeren Sie das Feld, oder ändern Sie die Punktzahlen.")
            found.add(level_field(points, "de"), reason)


def level_field(points: int, wording: str) -> str:
    """The name of the field for a level's description."""
    return f"level_{points}_{wording}"


def label_field(points: int, language: str) -> str:
    """The name of the field for what a number of points is called."""
    return f"label_{points}_{language}"


def weight_field(key: str) -> str:
    """The name of the field for the weight of a criterion."""
    return f"weight_{key}"


def points_in_use(criteria: Sequence[Criterion]) -> Sequence[int]:
    """Every number of points that some criterion gives by a level."""
    levels = [each for each in criteria if not has_points(each)]
    return sorted({points for each in levels for points in range(each.low, each.high + 1)})


def why_not_remove(criterion: Criterion, seen_version: int) -> Refusal | None:
    """Why a criterion stays that is not what the person saw who takes it out."""
    if criterion.version == seen_version:
        return None
    reason = _("Jemand anderes hat dieses Kriterium gerade geändert. Bitte sehen Sie es noch einmal an.")
    return Refusal("changed_meanwhile", reason)


def why_not_weigh(seen_hash: str, content_hash: str) -> Refusal | None:
    """Why weights stay that were not those the person saw."""
    return None if seen_hash == content_hash else changed_meanwhile()


def weight_faults(criteria: Sequence[Criterion], weights: Mapping[str, int]) -> dict[str, list[str]]:
    """Why these weights by key cannot be those of the criteria."""
    weighed = [Criterion(kind=c.kind, weight=weights[c.key], category_ids=c.category_ids) for c in criteria]
    if weighs_nothing(weighed):
        return {"": [_("Die Gewichte ergeben zusammen nichts.")]}
    return {"": [nothing_in_common()]} if lacks_common(weighed) else {}


def why_not_add_version(newest: Rubric) -> Refusal | None:
    """Why no further version is needed: the newest one can still be changed."""
    if why_not_edit(newest) is not None:
        return None
    return Refusal("still_open", _("Version %(number)s lässt sich noch ändern.", number=newest.number))


def why_not_give_up(newest: Rubric) -> Refusal | None:
    """Why a version stays: it is in use."""
    if newest.in_use_at is None:
        return None
    return Refusal("in_use", _("Nach Version %(number)s wird schon bewertet.", number=newest.number))


def why_not_use(newest: Rubric, seen_hash: str) -> Refusal | None:
    """Why a version cannot be brought into use: it is already, or it is not what the person saw."""
    return why_not_give_up(newest) or (None if newest.content_hash == seen_hash else changed_meanwhile())


def texts_of_criterion(criterion: Criterion, categories: Mapping[str, str]) -> dict[str, str]:
    """What a criterion says, by the name of the field, as text; `categories` are names by id."""
    texts = {f"name_{code}": criterion.name.get(code, "") for code in LANGUAGES}
    texts |= {f"question_{code}": criterion.question.get(code, "") for code in WORDINGS}
    texts |= {name: str(getattr(criterion, name)) for name in _NUMBERS}
    texts |= {name: _yes_or_no(getattr(criterion, name)) for name in _TRUTHS}
    texts |= {"kind": kinds()[criterion.kind], "comments": ways_to_comment()[criterion.comments]}
    texts |= {"category_ids": ", ".join(name for id_, name in categories.items() if id_ in criterion.category_ids)}
    return texts | {
        level_field(points, code): criterion.levels.get(str(points), {}).get(code, "")
        for points in described_points(of_hundred=has_points(criterion))
        for code in WORDINGS
    }


def texts_of_scale(labels: Mapping[str, Mapping[str, str]], comment_for: Sequence[int]) -> dict[str, str]:
    """What all criteria have in common, by the name of the field, as text."""
    texts = {label_field(int(points), code): label[code] for points, label in labels.items() for code in label}
    return texts | {"comment_for": ", ".join(str(points) for points in sorted(comment_for))}


def _yes_or_no(value: bool) -> str:  # noqa: FBT001 # it is the value that is put into words
    return _("ja") if value else _("nein")


def conflicts(stored: Mapping[str, str], offered: Mapping[str, str], version: int) -> list[TextConflict]:
    """Where something else is stored than what is offered; the label is that of the form's field."""
    return [
        TextConflict(name, name, stored.get(name, ""), offered.get(name, ""), version)
        for name in dict.fromkeys((*stored, *offered))
        if stored.get(name, "") != offered.get(name, "")
    ]
