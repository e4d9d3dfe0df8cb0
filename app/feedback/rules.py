"""What a team reads of what its jurors thought, and what must be looked at before it does."""

import hashlib
import json
import re
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.core.access import Role
from app.core.errors import Refusal, TextConflict
from app.core.i18n import _, number_text, pick
from app.deliberation.models import Approval
from app.feedback.models import Remark
from app.rubrics.models import Criterion, Rubric
from app.rubrics.rules import JUDGEMENT, Level, levels_of
from app.submissions.rules import names_in

RELEASED, WITHHELD = "released", "withheld"
STATES = (RELEASED, WITHHELD)
# Beginnings of words that hurt; "Müll" and the like are what ideas are about.
_HARSH = re.compile(
    r"(?<!\w)(blöd|dämlich|dumm|erbärmlich|grottig|hirnlos|idiot|katastroph|kindisch|lächerlich|nutzlos|peinlich|"
    r"primitiv|quatsch|scheiß|schrott|schwachsinn|sinnlos|unfähig|unsinn|wertlos)\w*",
    re.IGNORECASE,
)


# ---------------------------------------------------------------- the profile
@dataclass(frozen=True)
class Bar:
    """What the jurors gave for one criterion on average, exactly; `answers` counts those who could say something."""

    criterion: Criterion
    rubric: Rubric
    answers: int
    points: int

    @property
    def name(self) -> str:
        return pick(self.criterion.name)

    @property
    def counts(self) -> bool:
        """Whether it is part of the total; what is only measured or told is no strength and no weakness."""
        return self.criterion.kind == JUDGEMENT

    @property
    def mean(self) -> Fraction | None:
        return Fraction(self.points, self.answers) if self.answers else None

    @property
    def value(self) -> float:
        """The mean above the lowest level, for a bar; 0 without any."""
        return float(self.mean - self.criterion.low) if self.mean is not None else 0.0

    @property
    def maximum(self) -> int:
        return self.criterion.high - self.criterion.low

    @property
    def text(self) -> str:
        if self.mean is None:
            return _("nicht beurteilt")
        # Exact halves go up, which binary numbers would do only by chance.
        shown = int(self.mean * 10 + Fraction(1, 2)) / 10
        return _("%(mean)s von %(high)s Punkten", mean=number_text(shown, 1), high=self.criterion.high)

    @property
    def label(self) -> str:
        """Which level the mean is near to, by its name, or by its points if they have none."""
        if self.level is None:
            return _("Im Schnitt")
        if self.level.title:
            return _("Am nächsten bei „%(level)s“", level=self.level.title)
        return _("Am nächsten bei %(points)s Punkten", points=self.level.points)

    @property
    def level(self) -> Level | None:
        """Of the levels that the rubric describes the one nearest to the mean, the lower one of two."""
        mean = self.mean
        described = [level for level in levels_of(self.rubric, self.criterion) if level.text]
        if mean is None or not described:
            return None
        return min(described, key=lambda level: abs(level.points - mean))


# ---------------------------------------------------------------- comments
@dataclass(frozen=True)
class Comment:
    """What a juror wrote about one criterion, and what was decided about it; who wrote it is not known here."""

    sheet_id: uuid.UUID
    criterion_key: str
    criterion_name: Mapping[str, str]
    original: str
    remark: Remark | None

    @property
    def key(self) -> str:
        return f"{self.sheet_id.hex}-{self.criterion_key}"

    @property
    def state(self) -> str:
        """What was decided; empty while nothing is, also if the juror has changed the words since."""
        return self.remark.state if self.remark is not None and self._is_as_read else ""

    @property
    def text(self) -> str:
        """The words that the team would read."""
        return self.remark.text if self.remark is not None and self._is_as_read else self.original

    @property
    def _is_as_read(self) -> bool:
        return self.remark is not None and self.remark.original_digest == digest_of(self.original)


@dataclass(frozen=True)
class Verdict:
    """What the chair says about a comment: its state (empty if it stays open) and the words for the team."""

    state: str
    text: str


def version_of(comments: Iterable[Comment]) -> int:
    """A number that grows with every decision about one of these."""
    return sum(comment.remark.version for comment in comments if comment.remark is not None)


def flags_of(text: str, names: Sequence[str]) -> list[str]:
    """What in a text should be looked at, in words."""
    named = [_("Name: „%(name)s“", name=name) for name in names_in(text, names)]
    return named + [_("hartes Wort: „%(word)s“", word=found.group()) for found in _HARSH.finditer(text)]


def faults_of(comments: Iterable[Comment], verdicts: Mapping[str, Verdict]) -> dict[str, list[str]]:
    """Why these decisions cannot be kept, by the name of the field."""
    empty = [_("Was das Team lesen soll, darf nicht leer sein.")]
    keys = (comment.key for comment in comments)
    return {f"text-{key}": empty for key in keys if (said := verdicts.get(key)) and _is_empty(said)}


def _is_empty(verdict: Verdict) -> bool:
    return verdict.state == RELEASED and not verdict.text.strip()


def conflicts(comments: Sequence[Comment], verdicts: Mapping[str, Verdict]) -> list[TextConflict]:
    """Where something else was decided than what was entered."""
    version = version_of(comments)
    pairs = [(comment, verdicts[comment.key]) for comment in comments if comment.key in verdicts]
    return [
        TextConflict(
            f"text-{comment.key}",
            pick(dict(comment.criterion_name)),
            _in_words(Verdict(comment.state, comment.text)),
            _in_words(said),
            version,
        )
        for comment, said in pairs
        if comment.state and is_changed(comment, said)
    ]


def is_changed(comment: Comment, verdict: Verdict) -> bool:
    """Whether this says something else than what is stored; what is left open says nothing."""
    return verdict.state in STATES and (comment.state, comment.text) != (verdict.state, verdict.text)


def _in_words(verdict: Verdict) -> str:
    words = {RELEASED: _("freigegeben"), WITHHELD: _("zurückgehalten")}.get(verdict.state, _("noch offen"))
    return f"{words}: {verdict.text}"


def digest_of(*said: str) -> str:
    """SHA-256 (hex) over texts: for the log, which holds none, and for telling whether a comment was changed."""
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


# ---------------------------------------------------------------- decisions
def why_not_moderate(approvals: Collection[Approval]) -> Refusal | None:
    """Why nobody looks at comments yet: whoever decides about ideas must not learn whose they are from a comment."""
    if {approval.role for approval in approvals} >= {Role.CHAIR, Role.ADMIN}:
        return None
    reason = _("Die Kommentare werden durchgesehen, sobald alle Entscheidungen von zwei Personen freigegeben sind.")
    return Refusal("not_approved", reason)
