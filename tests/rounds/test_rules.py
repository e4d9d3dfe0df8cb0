"""What may be done when, to the second."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Refusal
from app.rounds import rules
from app.rounds.models import Phase, PhaseKind, Round
from app.rounds.rules import Audience, FormField

START = datetime(2027, 3, 1, 7, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
ASK = "wettbewerb@stadt.example"

pytestmark = pytest.mark.usefixtures("app")


def phase(kind: PhaseKind, opens: int, closes: int, *, grace: int = 0) -> Phase:
    """A phase from one day after START to another."""
    return Phase(kind=kind, opens_at=START + opens * DAY, closes_at=START + closes * DAY, grace_minutes=grace)


REGISTER = phase(PhaseKind.REGISTER, 0, 14)
SUBMIT = phase(PhaseKind.SUBMIT, 7, 28)
JURY = phase(PhaseKind.JURY, 29, 42)
PLAN = [JURY, SUBMIT, REGISTER]


def test_a_plan_whose_registration_and_submission_overlap_is_sound() -> None:
    assert rules.phase_faults(PLAN) == {}


def test_two_phases_of_one_kind_may_touch_but_not_overlap() -> None:
    first, touching, overlapping = (phase(PhaseKind.JURY, *days) for days in ((0, 5), (5, 9), (4, 9)))

    assert rules.phase_faults([first, touching]) == {}
    assert rules.phase_faults([overlapping, first]) == {
        "": [
            (
                "Zwei Phasen „Jury“ überschneiden sich: Die eine endet Sa., 6. März 2027, 08:00 Uhr (MEZ), "
                "die andere beginnt Fr., 5. März 2027, 08:00 Uhr (MEZ)."
            ),
        ],
    }


@pytest.mark.parametrize("closes", [3, 2])
def test_a_phase_ends_after_it_began(closes: int) -> None:
    assert rules.phase_faults([phase(PhaseKind.SUBMIT, 3, closes)]) == {
        "closes_at": ["Einreichung: Das Ende muss nach dem Beginn liegen."],
    }


def test_the_jury_waits_for_the_end_of_submission_with_its_grace() -> None:
    submit = phase(PhaseKind.SUBMIT, 0, 5, grace=30)
    with_grace = START + 5 * DAY + timedelta(minutes=30)
    in_time = Phase(kind=PhaseKind.JURY, opens_at=with_grace, closes_at=START + 9 * DAY, grace_minutes=0)
    too_soon = Phase(kind=PhaseKind.JURY, opens_at=with_grace - SECOND, closes_at=START + 9 * DAY, grace_minutes=0)

    assert rules.phase_faults([in_time, submit]) == {}
    assert rules.phase_faults([too_soon, submit]) == {
        "": [
            (
                "Die Phase „Jury“ beginnt Sa., 6. März 2027, 08:29 Uhr (MEZ), bevor die Phase „Einreichung“ "
                "samt Nachfrist Sa., 6. März 2027, 08:30 Uhr (MEZ) endet."
            ),
        ],
    }


def test_all_faults_of_a_plan_are_told_at_once() -> None:
    plan = [phase(PhaseKind.SUBMIT, 0, 5), phase(PhaseKind.SUBMIT, 4, 9), phase(PhaseKind.JURY, 3, 2)]

    found = rules.phase_faults(plan)

    assert (len(found["closes_at"]), len(found[""])) == (1, 3)


@given(st.lists(st.tuples(st.sampled_from(list(PhaseKind)), st.integers(0, 9), st.integers(0, 9)), max_size=6))
def test_a_plan_is_sound_for_a_person_with_pencil_and_paper(drawn: list[tuple[PhaseKind, int, int]]) -> None:
    plan = [phase(kind, opens, closes) for kind, opens, closes in drawn]
    ordered = all(opens < closes for _kind, opens, closes in drawn)
    pairs = list(itertools.combinations(drawn, 2))
    apart = all(one[2] <= two[1] or two[2] <= one[1] for one, two in pairs if one[0] == two[0])
    waits = all(
        submit[2] <= jury[1]
        for pair in pairs
        for submit, jury in (pair, pair[::-1])
        if (submit[0], jury[0]) == (PhaseKind.SUBMIT, PhaseKind.JURY)
    )

    assert (rules.phase_faults(plan) == {}) == (ordered and apart and waits)


@pytest.mark.parametrize(
    ("rule", "opens", "closes"),
    [
        (rules.why_not_register, REGISTER.opens_at, REGISTER.closes_at),
        (rules.why_not_write, REGISTER.opens_at, SUBMIT.closes_at),
        (rules.why_not_submit, SUBMIT.opens_at, SUBMIT.closes_at),
        (rules.why_not_upload, REGISTER.opens_at, SUBMIT.closes_at),
        (rules.why_not_judge, JURY.opens_at, JURY.closes_at),
    ],
)
def test_a_window_is_open_from_its_first_second_to_the_one_before_the_deadline(
    rule: rules.Rule, opens: datetime, closes: datetime
) -> None:
    moments = (opens - SECOND, opens, closes - SECOND, closes)
    refusals = [rule(PLAN, moment, ASK) for moment in moments]

    assert [refusal and refusal.code for refusal in refusals] == ["phase_not_open", None, None, "phase_closed"]
    assert refusals[0] is not None
    assert refusals[3] is not None
    assert (refusals[0].since, refusals[0].until, refusals[0].ask) == (opens, None, ASK)
    assert (refusals[3].since, refusals[3].until, refusals[3].ask) == (None, closes, ASK)


def test_between_two_windows_the_next_opening_counts() -> None:
    plan = [phase(PhaseKind.SUBMIT, 0, 3), phase(PhaseKind.SUBMIT, 5, 8)]

    refusal = rules.why_not_submit(plan, START + 4 * DAY, "")

    assert refusal == Refusal("phase_not_open", "Einreichen ist noch nicht möglich.", since=START + 5 * DAY)


def test_without_a_phase_nothing_is_open_and_nothing_is_promised() -> None:
    assert rules.why_not_judge([], START, ASK) == Refusal(
        "phase_not_open", "Die Jury hat noch nicht begonnen.", ask=ASK
    )


def test_a_round_without_registration_takes_teams_while_it_takes_ideas() -> None:
    assert rules.why_not_register([SUBMIT, JURY], SUBMIT.opens_at, ASK) is None
    assert rules.why_not_register([SUBMIT, JURY], SUBMIT.closes_at, ASK) == Refusal(
        "phase_closed", "Die Anmeldung ist geschlossen.", until=SUBMIT.closes_at, ask=ASK
    )


def test_grace_lets_an_upload_finish_that_began_in_time_and_nothing_else() -> None:
    plan = [phase(PhaseKind.SUBMIT, 0, 5, grace=60)]
    closes, begun = START + 5 * DAY, START + 5 * DAY - SECOND
    end = closes + timedelta(hours=1)

    assert rules.upload_until(plan, begun) == end
    assert rules.why_not_upload(plan, end - SECOND, ASK, begun) is None
    assert [rules.why_not_upload(plan, end, ASK, begun) is None, rules.why_not_upload(plan, closes, ASK) is None] == [
        False,
        False,
    ]
    assert rules.why_not_upload(plan, end - SECOND, ASK, closes) is not None
    assert rules.why_not_submit(plan, closes, ASK) is not None
    assert rules.why_not_write(plan, closes, ASK) is not None


def test_a_kind_has_closed_once_its_last_phase_has() -> None:
    plan = [phase(PhaseKind.JURY, 0, 3), phase(PhaseKind.JURY, 5, 8)]

    assert [rules.has_closed(plan, PhaseKind.JURY, START + days * DAY) for days in (4, 7, 8)] == [False, False, True]
    assert rules.has_closed(plan, PhaseKind.SUBMIT, START + 99 * DAY) is False


def test_the_timeline_tells_past_present_and_future_in_order() -> None:
    shown = rules.phase_states(PLAN, REGISTER.closes_at)

    assert [(state.label, state.state) for state in shown] == [
        ("Anmeldung", "past"),
        ("Einreichung", "current"),
        ("Jury", "next"),
    ]
    assert shown[0].when == "Mo., 1. März 2027, 08:00 Uhr (MEZ) bis Mo., 15. März 2027, 08:00 Uhr (MEZ)"


@pytest.mark.parametrize(
    ("day", "label", "at"),
    [
        (-1, "Anmeldung beginnt", REGISTER.opens_at),
        (1, "Anmeldung endet", REGISTER.closes_at),
        (8, "Anmeldung endet", REGISTER.closes_at),
        (14, "Einreichung endet", SUBMIT.closes_at),
        (28, "Jury beginnt", JURY.opens_at),
        (30, "Jury endet", JURY.closes_at),
    ],
)
def test_the_countdown_leads_to_what_ends_first_or_else_begins_next(day: int, label: str, at: datetime) -> None:
    assert rules.current_deadline(PLAN, START + day * DAY) == rules.Deadline(label, at)


def test_after_everything_nothing_is_counted_down() -> None:
    assert rules.current_deadline(PLAN, JURY.closes_at) is None


def moved(old: Phase, **values: object) -> Phase:
    kept = {name: getattr(old, name) for name in ("kind", "opens_at", "closes_at", "grace_minutes")}
    return Phase(**{**kept, **values})


def test_before_a_round_is_announced_every_phase_may_move() -> None:
    assert rules.why_not_move(Round(announced_at=None), SUBMIT, moved(SUBMIT, closes_at=START), START) is None


@pytest.mark.parametrize(
    ("old", "change", "code"),
    [
        (SUBMIT, {}, None),
        (SUBMIT, {"closes_at": SUBMIT.closes_at - SECOND}, "deadline_shortened"),
        (phase(PhaseKind.SUBMIT, 7, 28, grace=5), {"grace_minutes": 4}, "deadline_shortened"),
        (SUBMIT, {"closes_at": SUBMIT.closes_at + SECOND}, "reason_needed"),
        (SUBMIT, {"opens_at": SUBMIT.opens_at + SECOND}, "phase_fixed"),
        (SUBMIT, {"kind": PhaseKind.JURY}, "phase_fixed"),
        (SUBMIT, {"grace_minutes": 5}, None),
        (JURY, {"opens_at": JURY.opens_at + DAY}, None),
    ],
)
def test_what_is_announced_may_only_move_where_nobody_loses(
    old: Phase, change: dict[str, object], code: str | None
) -> None:
    refusal = rules.why_not_move(Round(announced_at=START), old, moved(old, **change), START + DAY)

    assert (refusal and refusal.code) == code


def test_a_jury_that_has_begun_stays_begun() -> None:
    later = moved(JURY, opens_at=JURY.opens_at + DAY)

    refusal = rules.why_not_move(Round(announced_at=START), JURY, later, JURY.opens_at)

    assert refusal is not None
    assert refusal.code == "phase_fixed"


@pytest.mark.parametrize(
    ("closes", "now", "code"),
    [
        (28 * DAY - SECOND, DAY, "deadline_shortened"),
        (28 * DAY, DAY, "deadline_shortened"),
        (28 * DAY + SECOND, DAY, None),
        (30 * DAY, 30 * DAY, "deadline_past"),
        (30 * DAY, 30 * DAY - SECOND, None),
    ],
)
def test_a_deadline_moves_only_to_a_later_moment_that_is_still_to_come(
    closes: timedelta, now: timedelta, code: str | None
) -> None:
    refusal = rules.why_not_extend(SUBMIT, START + closes, START + now)

    assert (refusal and refusal.code) == code


def test_what_is_announced_stays() -> None:
    refusal = rules.why_not_take_away(Round(announced_at=START))

    assert refusal is not None
    assert refusal.code == "round_announced"
    assert rules.why_not_take_away(Round(announced_at=None)) is None


def test_the_default_form_asks_what_the_competition_wants_to_know() -> None:
    fields = rules.default_form()

    assert [(field.key, field.low, field.high) for field in fields] == [
        ("title", 3, 80),
        ("pitch", 10, 160),
        ("problem", 0, 2000),
        ("solution", 0, 3000),
        ("benefit", 0, 2000),
        ("progress", 0, 2000),
        ("sources", 0, 2000),
    ]
    assert {language for field in fields for language in (*field.label, *field.help)} == {"de", "en"}


def test_a_field_survives_being_stored() -> None:
    field = FormField(
        "budget", "text", {"de": "Kosten"}, {}, high=9, low=1, audience=Audience.NOBODY, is_identifying=True
    )

    assert FormField.from_json(field.to_json()) == field
    assert [FormField.from_json(each.to_json()) for each in rules.default_form()] == list(rules.default_form())


def test_phases_are_named_in_the_readers_language(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "de"}):
        assert rules.name_of("formal_check") == "Formalprüfung"
