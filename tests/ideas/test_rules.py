import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import NotFoundError
from app.ideas import rules
from app.ideas.models import Attachment, Idea
from app.media.models import MediaFile
from app.rounds.models import Phase, PhaseKind, Round
from app.rounds.rules import Audience, FormField, default_form

ONE_SECOND = timedelta(seconds=1)
NOW = datetime(2027, 3, 16, 7, tzinfo=UTC)


def field(key: str = "title", **values: object) -> FormField:
    options: dict[str, object] = {"kind": "line", "label": {"de": key}, "help": {"de": ""}, "high": 10, "low": 3}
    return FormField(key, **{**options, **values})  # type: ignore[arg-type]  # options of any kind


def phase(kind: PhaseKind, opens: datetime, closes: datetime) -> Phase:
    return Phase(kind=kind, opens_at=opens, closes_at=closes, grace_minutes=0)


# ---------------------------------------------------------------- pages of the form
def test_the_default_form_is_written_on_four_pages() -> None:
    parts = rules.parts_of(default_form())
    assert [(part.number, part.title, [f.key for f in part.fields]) for part in parts] == [
        (1, "Titel, Satz und Themenfeld", ["title", "pitch"]),
        (2, "Problem und Lösung", ["problem", "solution"]),
        (3, "Nutzen und Stand", ["benefit", "progress"]),
        (4, "Quellen und KI", ["sources"]),
    ]
    assert [part.has_category for part in parts] == [True, False, False, False]


def test_fields_that_no_page_claims_have_a_page_of_their_own_and_empty_pages_are_left_out() -> None:
    parts = rules.parts_of([field("budget"), field("sources")])
    assert [(part.number, [f.key for f in part.fields]) for part in parts] == [(1, ["sources"]), (2, ["budget"])]


@given(st.lists(st.sampled_from(["title", "pitch", "problem", "benefit", "sources", "a", "b"]), unique=True))
def test_no_field_is_forgotten_or_written_twice(keys: list[str]) -> None:
    found = [f.key for part in rules.parts_of([field(key) for key in keys]) for f in part.fields]
    assert sorted(found) == sorted(keys)


def test_there_is_no_page_beyond_the_last() -> None:
    with pytest.raises(NotFoundError):
        rules.part_of(default_form(), 5)


# ---------------------------------------------------------------- what is wrong with a text
@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ("", "noch leer"),
        (" \n ", "noch leer"),
        ("ab", "zu kurz, mindestens 3 Zeichen"),
        ("abc", ""),
        ("x" * 10, ""),
        ("x" * 11, "1 Zeichen zu lang, höchstens 10"),
        ("👩" * 10, ""),
    ],
)
def test_a_text_is_counted_in_characters(answer: str, fault: str) -> None:
    assert rules.fault_of(field(), answer) == fault


def test_a_field_that_is_not_required_may_stay_empty() -> None:
    assert rules.fault_of(field(is_required=False), "") == ""


# ---------------------------------------------------------------- numbers, keys
def test_a_number_is_never_given_out_twice_even_when_all_of_four_digits_are_gone() -> None:
    assert rules.free_number(set(range(1000, 9999))) == 9999
    assert rules.free_number(set(range(1000, 10_000))) == 10_000


def test_the_key_of_a_description_leads_back_to_its_attachment() -> None:
    attachment = Attachment(id=uuid.UUID(int=7))
    assert rules.attachment_of_key(rules.alt_field(attachment).key) == attachment.id
    assert rules.attachment_of_key("title") is None


# ---------------------------------------------------------------- time
def test_submission_closes_when_its_phase_does_and_only_while_it_is_open() -> None:
    phases = [phase(PhaseKind.SUBMIT, NOW, NOW.replace(hour=8)), phase(PhaseKind.JURY, NOW, NOW.replace(hour=9))]
    moments = [NOW.replace(hour=6, minute=59), NOW, NOW.replace(hour=7, minute=59), NOW.replace(hour=8)]
    assert [rules.submit_closes_at(phases, now) for now in moments] == [
        None,
        NOW.replace(hour=8),
        NOW.replace(hour=8),
        None,
    ]


def test_no_more_files_than_there_is_a_place_for() -> None:
    idea, phases = Idea(round=Round(contact="")), [phase(PhaseKind.SUBMIT, NOW, NOW.replace(hour=8))]
    assert rules.why_not_upload(idea, phases, rules.ATTACHMENTS_MAX - 1, NOW) is None
    refusal = rules.why_not_upload(idea, phases, rules.ATTACHMENTS_MAX, NOW)
    assert refusal is not None
    assert refusal.code == "too_many_files"


# ---------------------------------------------------------------- what was handed in
@pytest.mark.parametrize(("submitted", "counts", "changed"), [(None, False, False), (4, False, True), (5, True, False)])
def test_an_idea_knows_whether_it_was_changed_since_it_was_handed_in(
    submitted: int | None, *, counts: bool, changed: bool
) -> None:
    idea = Idea(version=5, submitted_version=submitted)
    assert (rules.counts_as_it_is(idea), rules.is_changed_since(idea)) == (counts, changed)


def test_the_hash_depends_on_the_content_and_not_on_its_order() -> None:
    one, other = {"a": 1, "b": {"c": "ä", "d": [1, 2]}}, {"b": {"d": [1, 2], "c": "ä"}, "a": 1}
    assert rules.hash_of_content(one) == rules.hash_of_content(other)
    assert rules.hash_of_content(one) != rules.hash_of_content({**one, "a": 2})
    assert rules.hash_of_content({}) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@pytest.mark.parametrize(
    ("audience", "identifying", "shown"),
    [
        (Audience.PUBLIC, False, True),
        (Audience.JURY, False, True),
        (Audience.NOBODY, False, False),
        (Audience.PUBLIC, True, False),
    ],
)
def test_jurors_read_what_is_meant_for_them_and_identifies_nobody(
    audience: Audience, *, identifying: bool, shown: bool
) -> None:
    assert rules.is_for_jury(field(audience=audience, is_identifying=identifying)) is shown


def test_files_are_settled_once_none_is_being_checked() -> None:
    def attachment(state: str) -> Attachment:
        return Attachment(file=MediaFile(state=state))

    assert rules.are_settled([attachment("ready"), attachment("rejected")])
    assert not rules.are_settled([attachment("ready"), attachment("processing")])
