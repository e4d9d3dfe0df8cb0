import uuid

import pytest

from app.deliberation.models import Approval
from app.feedback import rules
from app.feedback.models import Remark
from app.feedback.rules import Bar, Comment, Verdict
from app.rubrics.models import Criterion, Rubric

RUBRIC = Rubric(labels={str(points): {"de": f"Stufe {points}"} for points in range(6)})
CRITERION = Criterion(
    key="novelty", low=0, high=5, name={"de": "Neuheit"}, levels={p: {"de": f"Text {p}"} for p in "135"}
)


def a_bar(answers: int, points: int) -> Bar:
    return Bar(CRITERION, RUBRIC, answers, points)


def a_comment(original: str, remark: Remark | None = None) -> Comment:
    return Comment(uuid.UUID(int=1), "novelty", {"de": "Neuheit"}, original, remark)


def a_remark(state: str, text: str, original: str) -> Remark:
    return Remark(state=state, text=text, original_digest=rules.digest_of(original), version=2)


@pytest.mark.parametrize(
    ("answers", "points", "text", "value", "level"),
    [
        (3, 13, "4,3 von 5 Punkten", 13 / 3, "Stufe 5"),
        (2, 8, "4,0 von 5 Punkten", 4.0, "Stufe 3"),
        (20, 69, "3,5 von 5 Punkten", 3.45, "Stufe 3"),
        (1, 0, "0,0 von 5 Punkten", 0.0, "Stufe 1"),
        (0, 0, "nicht beurteilt", 0.0, None),
    ],
)
def test_a_bar_says_the_exact_mean_rounded_half_up_and_the_nearest_described_level(
    answers: int, points: int, text: str, value: float, level: str | None
) -> None:
    bar = a_bar(answers, points)
    assert (bar.text, bar.value, bar.maximum) == (text, value, 5)
    assert (bar.level.title if bar.level else None) == level


def test_what_a_bar_is_near_to_is_told_by_name_or_by_points() -> None:
    levels = {p: {"de": f"Bis {p}."} for p in ("0", "50", "100")}
    hundred = Bar(Criterion(key="effect", low=0, high=100, name={"de": "Wirkung"}, levels=levels), RUBRIC, 2, 95)
    assert (a_bar(3, 13).label, a_bar(0, 0).label) == ("Am nächsten bei „Stufe 5“", "Im Schnitt")
    assert (hundred.label, hundred.text, hundred.maximum) == (
        "Am nächsten bei 50 Punkten",
        "47,5 von 100 Punkten",
        100,
    )


def test_only_what_counts_is_drawn_as_a_profile() -> None:
    told = Criterion(key="told", low=0, high=5, name={"de": "Nebenbei"}, levels={}, kind="info")
    assert (a_bar(1, 3).counts, Bar(told, RUBRIC, 1, 3).counts) == (True, False)


def test_an_undecided_comment_shows_the_jurors_words_and_a_decided_one_those_for_the_team() -> None:
    open_, released = a_comment("Gut."), a_comment("Gut.", a_remark("released", "Sehr gut.", "Gut."))
    assert [(each.state, each.text) for each in (open_, released)] == [("", "Gut."), ("released", "Sehr gut.")]


def test_a_comment_that_the_juror_has_changed_since_is_open_again() -> None:
    comment = a_comment("Doch nicht.", a_remark("released", "Sehr gut.", "Gut."))
    assert (comment.state, comment.text) == ("", "Doch nicht.")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mia und die Muster GmbH", ["Name: „Mia“", "Name: „Muster GmbH“"]),
        ("Das ist Blödsinn und dumm.", ["hartes Wort: „Blödsinn“", "hartes Wort: „dumm“"]),
        ("Aus Müll wird Kompost, das überzeugt.", []),
    ],
)
def test_names_and_hard_words_are_flagged(text: str, expected: list[str]) -> None:
    assert rules.flags_of(text, ["Mia", "Muster GmbH"]) == expected


def test_what_is_released_needs_words_and_what_is_withheld_does_not() -> None:
    comment = a_comment("Gut.")
    verdicts = {comment.key: Verdict("released", " ")}
    assert list(rules.faults_of([comment], verdicts)) == [f"text-{comment.key}"]
    assert rules.faults_of([comment], {comment.key: Verdict("withheld", "")}) == {}
    assert rules.faults_of([comment], {comment.key: Verdict("", "")}) == {}


def test_a_conflict_is_what_says_something_else_and_leaving_open_says_nothing() -> None:
    comment = a_comment("Gut.", a_remark("released", "Sehr gut.", "Gut."))
    others = [Verdict("withheld", "Sehr gut."), Verdict("released", "Ganz gut.")]
    same = [Verdict("released", "Sehr gut."), Verdict("", "Anders.")]
    assert [len(rules.conflicts([comment], {comment.key: each})) for each in (*others, *same)] == [1, 1, 0, 0]
    (conflict,) = rules.conflicts([comment], {comment.key: others[0]})
    assert (conflict.stored, conflict.offered, conflict.stored_version) == (
        "freigegeben: Sehr gut.",
        "zurückgehalten: Sehr gut.",
        2,
    )


@pytest.mark.parametrize(
    ("roles", "expected"), [([], "not_approved"), (["chair"], "not_approved"), (["admin", "chair"], None)]
)
def test_comments_are_looked_through_once_both_have_approved_the_decisions(
    roles: list[str], expected: str | None
) -> None:
    refusal = rules.why_not_moderate([Approval(role=role) for role in roles])
    assert (refusal.code if refusal else None) == expected
