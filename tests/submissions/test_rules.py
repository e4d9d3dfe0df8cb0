import re
import uuid
from datetime import UTC, datetime

import pytest

from app.ideas.models import Answer, Attachment, Idea, Submission
from app.ideas.rules import Draft
from app.media.models import MediaFile
from app.rounds.models import Category, FormVersion, Round
from app.rounds.rules import default_form
from app.submissions import rules
from app.teams.models import Team
from tests.support.ideas import TEXTS

NOW = datetime(2027, 3, 16, tzinfo=UTC)


def draft(members: int = 2, *, has_category: bool = True, **texts: str) -> Draft:
    category = Category(name="Klima") if has_category else None
    idea = Idea(
        version=3,
        number=1234,
        state="draft",
        round=Round(team_min=2, contact=""),
        team=Team(member_count=members),
        form_version=FormVersion(number=1),
        category=category,
        category_id=uuid.UUID(int=1) if has_category else None,
    )
    answers = {key: Answer(text=text, version=1) for key, text in (TEXTS | texts).items()}
    return Draft(idea, [], default_form(), answers)


def attachment(state: str = "ready", kind: str = "image", alt: str = "Eine Bank", transcript: str = "") -> Attachment:
    file = MediaFile(state=state, kind=kind, display_name="a.png", sha256="0", size=1, transcript=transcript)
    return Attachment(file=file, alt_text=alt)


def words(points: list[rules.Point]) -> list[str]:
    return [point.words for point in points]


# ---------------------------------------------------------------- what is open
def test_nothing_is_open_when_everything_is_there() -> None:
    assert rules.open_points(draft()) == []


def test_every_open_point_is_told_at_once_with_the_page_where_it_is_done() -> None:
    found = rules.open_points(draft(1, has_category=False, title="", solution="x" * 3001))
    assert found == [
        rules.Point("Titel: noch leer", 1),
        rules.Point("Themenfeld: noch nicht ausgewählt", 1),
        rules.Point("Was ist eure Lösung?: 1 Zeichen zu lang, höchstens 3000", 2),
        rules.Point("Euer Team braucht mindestens 2 Mitglieder und hat 1."),
    ]


# ---------------------------------------------------------------- what should be looked at
def test_an_idea_without_files_is_asked_for_one() -> None:
    found = rules.warnings(draft(), [], [])
    assert [point.is_file for point in found] == [True]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (attachment(), []),
        (attachment(alt=""), ["Das Bild „a.png“ hat noch keine Beschreibung."]),
        (attachment(kind="pdf", alt=""), []),
        (attachment("checking"), ["Eine Datei wird noch geprüft. Ihr könnt trotzdem einreichen."]),
        (attachment("rejected", alt=""), ["Eine Datei konnten wir nicht annehmen. Sie wird nicht mit eingereicht."]),
    ],
)
def test_files_that_want_attention_are_named(given: Attachment, expected: list[str]) -> None:
    assert words(rules.warnings(draft(), [given], [])) == expected


def test_names_in_the_texts_are_named_with_their_page() -> None:
    texts = draft(problem="Mia hat es an der BERUFSSCHULE  am Park gemerkt.")
    found = rules.warnings(texts, [attachment()], ["Mia", "Sommer", "Berufsschule am Park"])
    assert [(point.part, "„Mia“, „Berufsschule am Park“" in point.words) for point in found] == [(2, True)]


@pytest.mark.parametrize(
    ("text", "name", "is_found"),
    [
        ("mia war da", "Mia", True),
        ("Miami", "Mia", False),
        ("Über Zoë", "zoë", True),
        ("Zoe\u0308", "Zoë", True),
        ("Al war da", "Al", False),
        ("(Mia)", "Mia", True),
        ("a+b", "a+b", True),
        ("aab", "a+b", False),
    ],
)
def test_a_name_is_found_as_a_whole_word_in_any_case(text: str, name: str, *, is_found: bool) -> None:
    assert rules.names_in(text, [name]) == ([name] if is_found else [])


# ---------------------------------------------------------------- snapshots
def test_a_snapshot_leaves_out_what_was_not_accepted() -> None:
    content = rules.snapshot_of(draft(), [attachment("rejected"), attachment("checking", alt="Bank")])
    assert [each["alt"] for each in content["attachments"]] == ["Bank"]
    assert (content["answers"], content["team_size"]) == (TEXTS, 2)


def test_a_receipt_number_can_be_read_out_and_typed() -> None:
    assert re.fullmatch(r"FF27-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", rules.new_receipt_number(NOW))


def test_a_token_means_the_submission_that_was_made_with_it() -> None:
    idea = Idea(id=uuid.UUID(int=5))
    made = Submission(token=rules.token_for(idea, "a"))
    assert rules.submission_with("a", idea, [made]) is made
    assert rules.submission_with("b", idea, [made]) is None


def test_the_newest_submission_that_was_not_withdrawn_counts() -> None:
    withdrawn, valid, old = Submission(withdrawn_at=NOW), Submission(), Submission()
    assert rules.valid_of([withdrawn, valid, old]) is valid
    assert rules.valid_of([withdrawn]) is None


def test_only_what_was_looked_at_is_handed_in() -> None:
    refusal = rules.why_not_as_checked(draft(), 2)
    assert refusal is not None
    assert refusal.code == "changed_meanwhile"
    assert rules.why_not_as_checked(draft(), 3) is None


@pytest.mark.usefixtures("app")
def test_a_name_in_a_pdf_or_in_captions_is_warned_about() -> None:
    files = [
        attachment(kind="pdf", transcript="Konzept von mia sommer, 11a"),
        attachment(kind="video", transcript="Hallo"),
    ]
    (found,) = words(rules.warnings(draft(), files, ["Mia Sommer", "Ben Winter"]))
    assert found.startswith("In der Datei „a.png“ steht „Mia Sommer“. Die Jury soll nicht wissen")


@pytest.mark.usefixtures("app")
def test_a_file_on_its_way_is_told_to_count_once_it_is_there() -> None:
    (found,) = words(rules.warnings(draft(), [attachment(state="uploading", kind="")], []))
    assert found.startswith("Eine Datei ist noch unterwegs.")
