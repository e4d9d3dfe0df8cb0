"""Captions as text: WebVTT and SRT in, WebVTT out. What cannot be read is named by its line."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.core.i18n import _

TEXT_MAX = 60_000
FILE_MAX_BYTES = 200_000
CUES_MAX = 600
CUE_MAX = 300
# Players round; a cue may end a moment after the film.
_SPARE_MS = 1000
_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})[.,](\d{1,3})")
_ARROW = re.compile(r"\s*(\S+)\s*-->\s*(\S+)(?:\s+.*)?")
# Only what WebVTT and SRT know as tags: other words in angle brackets were meant to be read.
_TAG = re.compile(r"</?(?:[ibucv]|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|<\d[\d:.]*>")
_ASIDE = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    """What is shown from a moment of a film to another, in milliseconds."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class _Block:
    """Lines between empty ones; `number` is that of the first line, counted from 1."""

    number: int
    lines: list[str]


def read(text: str, seconds: int) -> tuple[list[Cue], list[str]]:
    """The cues of a WebVTT or SRT text for a film of so many seconds, and everything that is wrong with it."""
    cues: list[Cue] = []
    faults: list[str] = []
    for block in _blocks(text):
        found = _cue_of(block, cues[-1].start if cues else 0, seconds)
        if isinstance(found, Cue):
            cues.append(found)
        elif found:
            faults.append(found)
    if len(cues) > CUES_MAX:
        faults.append(_("Mehr als %(count)s Untertitel passen nicht.", count=CUES_MAX))
    return cues, faults


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, or what older programs on Windows write."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _blocks(text: str) -> Iterator[_Block]:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    begin = 0
    for number, line in enumerate([*lines, ""]):
        if not line.strip():
            if number > begin:
                yield _Block(begin + 1, [each.strip() for each in lines[begin:number]])
            begin = number + 1


def _cue_of(block: _Block, earliest: int, seconds: int) -> Cue | str:
    """The cue of a block, what is wrong with it, or nothing for a block that is none."""
    if block.lines[0].startswith(("WEBVTT", *_ASIDE)):
        return ""
    at = next((place for place, line in enumerate(block.lines[:2]) if "-->" in line), None)
    if at is None:
        return _("Zeile %(line)s: Hier fehlt die Zeit, etwa 00:05.000 --> 00:08.000.", line=block.number)
    line, times = block.number + at, _ARROW.fullmatch(block.lines[at])
    start, end = (_milliseconds(part) for part in times.groups()) if times else (None, None)
    if start is None or end is None:
        return _("Zeile %(line)s: Diese Zeit können wir nicht lesen: %(text)s", line=line, text=block.lines[at][:60])
    text = _plain("\n".join(block.lines[at + 1 :]))
    fault = _fault_of(Cue(start, end, text), earliest, seconds)
    return _("Zeile %(line)s: %(fault)s", line=line, fault=fault) if fault else Cue(start, end, text)


def _fault_of(cue: Cue, earliest: int, seconds: int) -> str:
    if cue.end <= cue.start:
        return _("Das Ende liegt nicht nach dem Anfang.")
    if cue.start < earliest:
        return _("Dieser Untertitel beginnt vor dem darüber.")
    if cue.end > seconds * 1000 + _SPARE_MS:
        return _("Dieser Untertitel endet erst nach dem Film.")
    if not cue.text:
        return _("Hier fehlt der Text.")
    if len(cue.text) > CUE_MAX:
        return _("Dieser Text ist länger als %(high)s Zeichen. Teilt ihn auf.", high=CUE_MAX)
    return ""


def _milliseconds(time: str) -> int | None:
    found = _TIME.fullmatch(time)
    if found is None:
        return None
    hours, minutes, seconds, fraction = found.groups()
    if int(minutes) > 59 or int(seconds) > 59:  # noqa: PLR2004 # of a clock
        return None
    return ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + int(fraction.ljust(3, "0"))


def _plain(text: str) -> str:
    """Without tags for voices and colours, and with the signs that entities stand for."""
    return html.unescape(_TAG.sub("", text)).strip()


def written(cues: Sequence[Cue]) -> str:
    """As WebVTT."""
    parts = [f"{_clock(cue.start)} --> {_clock(cue.end)}\n{_escaped(cue.text)}" for cue in cues]
    return "\n\n".join(["WEBVTT", *parts]) + "\n"


def _clock(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"


def _escaped(text: str) -> str:
    """No text can begin a tag or an arrow, or end its cue."""
    lines = [line for line in text.split("\n") if line.strip()]
    return "\n".join(lines).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def transcript_of(cues: Sequence[Cue]) -> str:
    """What is said, without times."""
    return "\n".join(cue.text for cue in cues)


def as_json(cues: Sequence[Cue]) -> list[dict[str, Any]]:
    return [asdict(cue) for cue in cues]


def from_json(stored: Sequence[dict[str, Any]]) -> list[Cue]:
    return [Cue(**each) for each in stored]
