import uuid
from dataclasses import replace

import pytest

from app.cast.rules import JurorText, PersonText
from app.core.access import Role
from app.deliberation.rules import DecisionValues
from app.feedback.rules import Comment, Verdict
from app.judgement import queries, rules
from app.judgement.rules import Effort, Seat
from app.rubrics.rules import Mark
from app.samples.queries import ideas
from app.samples.rules import Prize

CRITERIA = [(key, key in {"sustainability", "teamwork"}) for key in queries.comments()]


def test_whoever_is_biased_does_not_read_and_all_others_have_about_as_much_to_read() -> None:
    dealt = [rules.readers_of(number, {3}, 5, 3) for number in range(10)]

    assert {len(set(readers)) for readers in dealt} == {3}
    counts = [sum(juror in readers for readers in dealt) for juror in range(5)]
    assert counts[3] == 0
    assert max(counts) - min(counts[:3] + counts[4:]) <= 3


def test_so_many_sheets_of_ten_are_finished_and_of_the_rest_some_are_begun() -> None:
    efforts = [rules.effort_of(number, juror, 5) for number in range(50) for juror in range(10)]

    assert efforts.count(Effort.ALL) == 250
    assert (efforts.count(Effort.SOME), efforts.count(Effort.NONE)) == (150, 100)
    assert {rules.effort_of(number, 2, 10) for number in range(10)} == {Effort.ALL}


def test_a_juror_thinks_the_same_twice_and_gives_reasons_for_nothing_and_everything() -> None:
    for idea in ideas():
        for juror in range(15):
            marks = rules.marks_of(idea, juror, CRITERIA, queries.comments())
            extreme = [mark for mark in marks.values() if mark.points in {0, 5}]
            assert marks == rules.marks_of(idea, juror, CRITERIA, queries.comments())
            assert [mark for mark in extreme if not mark.comment] == []


def test_only_what_may_be_skipped_is_skipped() -> None:
    all_marks = [rules.marks_of(idea, juror, CRITERIA, queries.comments()) for idea in ideas() for juror in range(15)]

    assert {key for marks in all_marks for key, mark in marks.items() if mark.is_skipped} == {
        "sustainability",
        "teamwork",
    }


def test_prizes_go_to_the_ideas_that_the_jury_likes_best() -> None:
    published = sorted((idea for idea in ideas() if idea.round == "published"), key=rules.quality_of, reverse=True)

    assert [idea.prize is not None for idea in published] == [True] * 8 + [False] * 5


def test_the_first_reader_says_what_is_special() -> None:
    idea = next(idea for idea in ideas() if idea.title == "Restefuchs")

    marks = rules.with_remark({"benefit": Mark(4), "digital": Mark(3)}, idea)

    assert marks == {"benefit": Mark(4, comment=idea.remark), "digital": Mark(3)}


def test_a_juror_who_was_called_away_has_judged_half() -> None:
    assert rules.without_the_last({"a": Mark(1), "b": Mark(2), "c": Mark(3)}) == {"a": Mark(1)}


def test_jurors_sit_in_the_order_in_which_they_come() -> None:
    shown = [
        PersonText(Role.JUROR, "Jo", "jury", "", ("it",)),
        PersonText(Role.TEACHER, "Thea", "lehrkraft", "", ("bau",)),
        PersonText(Role.JUROR, "Ida", "jury-2", "", (), company="Salon Nina"),
    ]
    seats = rules.seats_of(shown, [JurorText("Pia", "bau"), JurorText("Udo", None, "Zimmerei")], {"it"})
    assert seats == [Seat("it", ""), Seat(None, "Salon Nina"), Seat(None, ""), Seat(None, "Zimmerei")]


def test_jurors_of_the_school_or_a_company_of_the_team_are_biased() -> None:
    idea = replace(next(iter(ideas())), school="bau", company="Zimmerei Moosbauer")
    seats = [Seat("bau", ""), Seat(None, ""), Seat(None, "Zimmerei Moosbauer"), Seat("it", "Salon Nina")]
    assert rules.biased_against(idea, seats) == {0, 2}
    assert rules.biased_against(replace(idea, company=""), seats) == {0}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2. Preis", DecisionValues("prize", "2. Preis", 2, "Gut.", deviates=True)),
        ("Sonderpreis Sicherheit", DecisionValues("special", "Sonderpreis Sicherheit", 2, "Gut.", deviates=True)),
        ("Engere Wahl", DecisionValues("shortlist", reason="Gut.", deviates=True)),
    ],
)
def test_a_sample_says_which_kind_of_decision_it_is(name: str, expected: DecisionValues) -> None:
    assert rules.decision_of(Prize(2, name, "Gut.")) == expected


def test_only_comments_without_a_name_reach_the_team() -> None:
    said = [Comment(uuid.uuid4(), "benefit", {}, words, None) for words in ("Sehr klar erklärt.", "Mia erklärt gut.")]
    assert [rules.verdict_on(comment, ["Mia"]) for comment in said] == [
        Verdict("released", "Sehr klar erklärt."),
        Verdict("withheld", "Mia erklärt gut."),
    ]
