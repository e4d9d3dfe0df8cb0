"""The English catalogue is complete and fits the German messages word for place."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent.parent
PLACES = re.compile(r"%\((\w+)\)[sd]")
KEYWORDS = {"_": None, "_l": None, "gettext": None, "_n": (1, 2), "ngettext": (1, 2)}


@pytest.fixture(scope="module")
def english() -> Catalog:
    text = (ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po").read_bytes()
    return read_po(io.BytesIO(text), locale="en")


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Every message id of the program and its pages."""
    found = [
        *extract_from_dir(ROOT / "app", [("**.py", "python")], keywords=KEYWORDS),
        *extract_from_dir(ROOT / "templates", [("**.html", "jinja2")], keywords=KEYWORDS),
    ]
    return {message[0] if isinstance(message, tuple) else message for _file, _line, message, _notes, _context in found}


def test_every_message_has_its_english(english: Catalog, said: set[str]) -> None:
    assert sorted(id_ for id_ in said if not _is_translated(english.get(id_))) == []


def _is_translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def test_nothing_is_translated_that_nobody_says(english: Catalog, said: set[str]) -> None:
    known = {
        message.id[0] if isinstance(message.id, (tuple, list)) else message.id for message in english if message.id
    }
    assert sorted(known - said) == []


def test_every_translation_has_the_places_of_its_message(english: Catalog) -> None:
    wrong = [
        message.id
        for message in english
        if message.id
        and isinstance(message.id, str)
        and set(PLACES.findall(message.id)) != set(PLACES.findall(str(message.string)))
    ]
    assert wrong == []
