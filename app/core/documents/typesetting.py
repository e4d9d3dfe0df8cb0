"""From a template beside this file and its contents to PDF/UA-1 with PDF/A-2a.

What people typed reaches typst as JSON and never as part of a template, so nothing in it is ever run.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TypeAlias

import typst

from app.core.text import clean_line

TEMPLATES = Path(__file__).parent
FONTS = TEMPLATES.parents[2] / "static" / "dist" / "fonts" / "pdf"
UNPRINTABLE = "□"

Contents: TypeAlias = "str | bytes | list[Contents] | Mapping[str, Contents] | None"

_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_BREAK = "\u200b"
# Longer than any login name: those are typed from paper and stay in one piece. Accents stay with their letter.
_LONG_WORD = re.compile(r"\S{32}(?=[^\s\u0300-\u036f])")


def typeset(template: str, contents: Mapping[str, Contents], created_at: datetime) -> bytes:
    """The paper as PDF: equal contents and `created_at`, equal bytes.

    Texts are printed as one line each; bytes are our own pictures and addresses, passed on as they are.
    """
    prepared = json.dumps(_prepared(contents), ensure_ascii=False)
    try:
        return _compile(template, prepared, created_at)
    except typst.TypstError as error:
        missing = _characters_without_glyph(error)
        if not missing:
            raise
    # PDF/UA forbids the empty box that fonts draw for letters they do not know, so typst refuses. It names all of
    # these at once, so that the second try suffices.
    for characters in sorted(missing, key=len, reverse=True):
        prepared = prepared.replace(characters, UNPRINTABLE)
    return _compile(template, prepared, created_at)


def _prepared(contents: Contents) -> object:
    match contents:
        case str():
            return _printable(contents)
        case bytes():
            return contents.decode()
        case Mapping():
            return {key: _prepared(value) for key, value in contents.items()}
        case list():
            return [_prepared(value) for value in contents]
        case None:
            return None


def _printable(words: str) -> str:
    """One line of characters that Unicode knows, with places to break where a word is endless."""
    line = clean_line(words)
    if not line.isprintable():
        known = (UNPRINTABLE if unicodedata.category(c) in {"Cn", "Co", "Cs"} else c for c in line)
        line = "".join(known)
    return _LONG_WORD.sub(rf"\g<0>{_BREAK}", line)


def _compile(template: str, contents: str, created_at: datetime) -> bytes:
    """Neither the machine's fonts nor anything outside the templates' folder has a say."""
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"contents": contents},
        pdf_standards=["ua-1", "a-2a"],
        timestamp=int(created_at.timestamp()),
    )


@cache
def _fonts() -> typst.Fonts:
    """The fonts of the build, and those typst brings for the letters these do not have."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def _characters_without_glyph(error: typst.TypstError) -> set[str]:
    found = _MISSING.findall(error.diagnostic)
    # The places to break are named where the letters around them have no font; they print well between boxes.
    return {_ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), characters) for characters in found} - {_BREAK}
