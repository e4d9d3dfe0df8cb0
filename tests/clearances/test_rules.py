import uuid
from datetime import datetime

import pytest

from app.clearances import rules
from app.clearances.rules import Line, Offer, OfferedFile, Released
from app.ideas.models import Submission
from app.rounds.models import Phase, PhaseKind
from app.rounds.rules import Audience, FormField
from tests.support.rounds import ONE_SECOND, OPENS, SUBMIT_CLOSES

SUBMIT = Phase(kind=PhaseKind.SUBMIT, opens_at=OPENS, closes_at=SUBMIT_CLOSES, grace_minutes=0)
FIELDS = [
    FormField("title", "line", {"de": "Titel"}, {}, 80, audience=Audience.PUBLIC),
    FormField("pitch", "line", {"de": "Satz"}, {}, 80, audience=Audience.PUBLIC),
    FormField("note", "line", {"de": "Notiz"}, {}, 80, audience=Audience.JURY),
    FormField("town", "line", {"de": "Ort"}, {}, 80, audience=Audience.PUBLIC, is_identifying=True),
]
FILES = [
    OfferedFile("bank", "image", "Eine Bank von Mia."),
    OfferedFile("plain", "image"),
    OfferedFile("paper", "pdf"),
    OfferedFile("film", "video"),
]
OFFER = Offer({"title": "Solarbank", "pitch": "Eine Idee von Mia."}, FILES)
NAMES = ["Mia", "Sommer"]


@pytest.mark.parametrize(("now", "expected"), [(SUBMIT_CLOSES - ONE_SECOND, "submission_open"), (SUBMIT_CLOSES, None)])
def test_nothing_is_released_while_it_could_still_be_replaced(now: datetime, expected: str | None) -> None:
    refusal = rules.why_not_release([SUBMIT], now, "")
    assert (refusal.code if refusal else None) == expected


def test_only_answers_that_were_meant_for_everybody_are_offered() -> None:
    answers = {"title": "Solarbank", "pitch": " ", "note": "Geheim", "town": "München"}
    assert rules.texts_of(Submission(content={"answers": answers}), FIELDS) == {"title": "Solarbank"}


def test_everything_leaves_out_what_names_somebody_or_lacks_something() -> None:
    found = rules.everything_of(OFFER, Released(is_school_named=True), NAMES)
    assert (found.fields, found.files) == (frozenset({"title"}), frozenset({"paper"}))
    assert found.is_school_named
    assert rules.everything_of(OFFER, Released(), []).files == frozenset({"bank", "paper"})
    described = Released(alts={"plain": "Nur Holz."})
    found = rules.everything_of(OFFER, described, NAMES)
    assert (found.files, found.alts) == (frozenset({"plain", "paper"}), {"plain": "Nur Holz."})


def test_a_paper_or_film_with_a_name_in_it_needs_a_second_look_as_well() -> None:
    paper = OfferedFile("paper", "pdf", transcript="Konzept von Mia Sommer")
    film = OfferedFile("film", "video", transcript="Hallo, hier spricht niemand.", has_captions=True)
    offer = Offer({}, [paper, film])
    assert rules.everything_of(offer, Released(), NAMES).files == frozenset({"film"})
    assert rules.flags_of(offer, NAMES) == {"paper": "„Mia“, „Sommer“"}
    assert list(rules.faults_of(offer, Released(files=frozenset({"paper"})), NAMES, is_name_checked=False)) == [
        "is_name_checked"
    ]


def test_a_picture_needs_a_description_a_film_captions_and_a_paper_nothing() -> None:
    released = Released(files=frozenset({"plain", "paper", "film"}), alts={"plain": " "})
    assert list(rules.faults_of(OFFER, released, NAMES, is_name_checked=False)) == ["alt-plain", "files"]


@pytest.mark.parametrize(
    "released",
    [Released(frozenset({"pitch"})), Released(files=frozenset({"bank"}), alts={"bank": "Eine Bank von mia."})],
)
def test_a_name_in_what_everybody_reads_has_to_be_looked_at(released: Released) -> None:
    (fault,) = rules.faults_of(OFFER, released, NAMES, is_name_checked=False).values()
    assert "„Mia“" in fault[0]
    assert rules.faults_of(OFFER, released, NAMES, is_name_checked=True) == {}
    assert rules.faults_of(OFFER, Released(frozenset({"title"})), NAMES, is_name_checked=False) == {}
    assert rules.flags_of(OFFER, NAMES) == {"pitch": "„Mia“", "bank": "„Mia“"}


def test_a_name_in_that_of_the_team_is_looked_at_before_anything_is_released() -> None:
    offer = Offer({"title": "Solarbank"}, [], "Team Mia")
    released = Released(frozenset({"title"}))
    assert list(rules.faults_of(offer, released, NAMES, is_name_checked=False)) == ["is_name_checked"]
    assert rules.faults_of(offer, released, NAMES, is_name_checked=True) == {}
    assert rules.faults_of(offer, Released(), NAMES, is_name_checked=False) == {}
    assert rules.flags_of(offer, NAMES) == {"": "„Mia“"}


def test_less_is_what_lacks_something_that_was_released() -> None:
    stored = Released(frozenset({"title"}), frozenset({"bank"}))
    more = Released(frozenset({"title", "pitch"}), frozenset({"bank", "plain"}))
    assert [rules.is_less(*pair) for pair in ((more, stored), (stored, stored), (stored, more))] == [False, False, True]


def test_what_is_missing_is_said_in_words() -> None:
    def missing(released: Released, *, has_papers: bool = True) -> list[str]:
        files = [{"file": file.id, "kind": file.kind, "alt": file.alt} for file in FILES]
        line = Line(uuid.uuid4(), 1234, "Solarbank", "Sonnenkinder", "Schule", has_papers, released, 5, files)
        return line.missing

    described = {"bank": "Eine Bank.", "plain": "Nur Holz."}
    assert missing(Released(), has_papers=False) == ["Unterlagen", "Titel", "Bild", "Bildbeschreibung"]
    assert missing(Released(frozenset({"title"}), frozenset({"paper"}))) == ["Bild", "Bildbeschreibung"]
    assert missing(Released(frozenset({"title"}), frozenset({"bank"}), described)) == []


def test_the_digest_tells_every_change() -> None:
    id_ = uuid.uuid4()
    variants = [
        Released(),
        Released(frozenset({"title"})),
        Released(files=frozenset({"title"})),
        Released(alts={"bank": "Eine Bank."}),
        Released(is_school_named=True),
    ]
    assert len({rules.digest_of(id_, each) for each in variants} | {rules.digest_of(uuid.uuid4(), variants[0])}) == 6


def test_conflicts_name_what_differs_on_both_sides() -> None:
    stored = Released(frozenset({"title"}), frozenset({"bank"}), {"bank": "Eine Bank."})
    offered = Released(
        frozenset({"title", "pitch"}), frozenset({"bank"}), {"bank": "Zwei Bänke."}, is_school_named=True
    )
    found = rules.conflicts(stored, offered, FIELDS, ["bank", "plain"], 3)
    assert [(each.key, each.stored, each.offered, each.stored_version) for each in found] == [
        ("fields", "Titel", "Titel, Satz", 3),
        ("files", "1. Eine Bank.", "1. Zwei Bänke.", 3),
        ("is_school_named", "nein", "ja", 3),
    ]
    assert rules.conflicts(stored, stored, FIELDS, ["bank"], 3) == []
