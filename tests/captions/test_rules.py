"""WebVTT and SRT as people and programs write them, and which line is told to be wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.captions import rules
from app.captions.rules import Cue

TWO = [Cue(1000, 3500, "Guten Tag!"), Cue(3500, 8000, "Das ist unsere Bank.\nSie lädt Handys.")]
VTT = """WEBVTT

00:00:01.000 --> 00:00:03.500
Guten Tag!

00:00:03.500 --> 00:00:08.000
Das ist unsere Bank.
Sie lädt Handys.
"""
SRT = """1
00:00:01,000 --> 00:00:03,500
Guten Tag!

2
00:00:03,500 --> 00:00:08,000
<i>Das ist unsere Bank.</i>
<v Mia>Sie lädt Handys.

""".replace("\n", "\r\n")


@pytest.mark.parametrize(
    "text", [VTT, SRT, "\ufeff" + VTT, VTT.replace("00:00:0", "00:0"), VTT.removeprefix("WEBVTT\n")]
)
def test_captions_are_read_as_programs_write_them(text: str) -> None:
    assert rules.read(text, 10) == (TWO, [])


def test_what_is_no_caption_is_passed_over() -> None:
    text = VTT.replace("WEBVTT", "WEBVTT - Film\nKind: captions\n\nNOTE von Mia\n\nSTYLE\n::cue { color: red }")
    assert rules.read(text.replace("03.500\n", "03.500 align:start line:0\n"), 10) == (TWO, [])


def test_captions_are_written_as_players_read_them() -> None:
    assert rules.written(TWO) == VTT
    assert rules.transcript_of(TWO) == "Guten Tag!\nDas ist unsere Bank.\nSie lädt Handys."


FAULTS = {
    "00:05.000 --> 00:04.000\nText": "Zeile 1: Das Ende liegt nicht nach dem Anfang.",
    "WEBVTT\n\n00:05.000 --> 00:06.000\nText\n\n00:04.000 --> 00:07.000\nText": "Zeile 6: Dieser Untertitel beginnt vor"
    " dem darüber.",
    "1\n00:05,000 --> 00:12,000\nText": "Zeile 2: Dieser Untertitel endet erst nach dem Film.",
    "\n\n00:05.000 --> 00:06.000\n": "Zeile 3: Hier fehlt der Text.",
    "0:5 --> 6\nText": "Zeile 1: Diese Zeit können wir nicht lesen: 0:5 --> 6",
    "00:61.000 --> 00:62.000\nText": "Zeile 1: Diese Zeit können wir nicht lesen: 00:61.000 --> 00:62.000",
    "WEBVTT\n\nnur Text": "Zeile 3: Hier fehlt die Zeit, etwa 00:05.000 --> 00:08.000.",
    "00:05.000 --> 00:06.000\n" + "x" * 301: "Zeile 1: Dieser Text ist länger als 300 Zeichen. Teilt ihn auf.",
}


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("text", FAULTS)
def test_what_is_wrong_is_told_with_its_line(text: str) -> None:
    assert rules.read(text, 10)[1] == [FAULTS[text]]


@pytest.mark.usefixtures("app")
def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = "00:05.000 --> 00:04.000\nText\n\n00:06.000 --> 00:07.000\nGut\n\nnichts"
    cues, faults = rules.read(text, 10)
    assert ([cue.text for cue in cues], len(faults)) == (["Gut"], 2)


@given(
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80)
    .map(str.strip)
    .filter(bool)
)
def test_whatever_was_said_comes_back_as_it_was(text: str) -> None:
    cue = Cue(0, 1000, text)
    (found,), faults = rules.read(rules.written([cue]), 10)
    assert (found.text, faults) == (text, [])


def test_a_file_of_an_older_program_is_read() -> None:
    assert rules.decoded("Grüße".encode("cp1252")) == rules.decoded("Grüße".encode()) == "Grüße"
