"""What is done to text before it is compared, searched, shown or typed in by hand."""

import bisect
import re
import secrets
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

# No 0 O 1 I: they are read wrongly from a blackboard.
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
# Letters of other alphabets that look like a Latin letter, as escapes, so that an editor shows which is which.
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0455\u0458\u03bf\u03b1\u03b5\u03b9\u03bd\u03c1\u03c4\u03c5\u0131",
    "aeopcyxisjoaeivptui",
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# What may stand behind the name of a company and does not tell it from another.
_LEGAL_FORMS = {"ag", "co", "ek", "eg", "ev", "gbr", "ggmbh", "gmbh", "haftungsbeschraenkt", "inc", "kg", "kgaa", "ltd"}
_LEGAL_FORMS |= {"mbh", "ohg", "plc", "se", "ug"}
_SPACED_FORMS = re.compile(r"\be\.? ?(?:k|v|g)(?:fr|fm)?\.?(?=\W|$)", re.IGNORECASE)
_ALIKE_SIGNS = str.maketrans("01|", "oll")
# All of Unicode's category Cc but line feed and tab.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_BIDI = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


def clean_line(text: str) -> str:
    """One line: NFC, no control or direction characters, blanks joined and trimmed."""
    shown = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text if c not in _BIDI)
    return " ".join(unicodedata.normalize("NFC", shown).split())


def clean_text(text: str) -> str:
    """Several lines: NFC, line feeds as line ends, no control characters but line feed and tab; all else stays."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _CONTROLS.sub("", lines))


def name_key(text: str) -> str:
    """What decides whether two names are the same: NFKC, case folded, blanks joined."""
    return " ".join(unicodedata.normalize("NFKC", clean_line(text)).casefold().split())


def lookalike_key(text: str) -> str:
    """Like `name_key`, and letters that look alike are one (Cyrillic a is Latin a); accents and signs do not count."""
    folded = name_key(text).translate(_LOOKALIKES).translate(_ALIKE_SIGNS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", plain.replace("ß", "ss")) or folded


def company_key(text: str) -> str:
    """What decides whether two companies are the same: letters and digits without "und" and without a legal form."""
    words = re.findall(r"[^\W_]+", _SPACED_FORMS.sub(" ", name_key(text)).translate(_UMLAUTS))
    words = [word for word in words if word != "und"] or words
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return "".join(words) or name_key(text)


def company_short(text: str) -> str:
    """The name of a company as people say it, without its legal form: "Zahnrad" for "Zahnrad GmbH & Co. KG"."""
    words = clean_line(_SPACED_FORMS.sub(" ", text)).split()
    while len(words) > 1 and (words[-1] == "&" or company_key(words[-1]) in _LEGAL_FORMS):
        words.pop()
    return " ".join(words) or clean_line(text)


def sort_key(text: str) -> str:
    """DIN 5007-1: umlauts sort like their vowel, ß like ss."""
    folded = name_key(text).replace("ß", "ss")
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def email_key(address: str) -> str:
    return unicodedata.normalize("NFKC", address).strip().casefold()


def random_code(length: int) -> str:
    """A code to be typed from paper: `length` characters of CODE_ALPHABET."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def clean_code(text: str) -> str:
    """A typed code without blanks and hyphens, in capitals; at most 40 characters are looked at."""
    return "".join(c for c in text[:40].upper() if c.isalnum())


def grouped(code: str, length: int = 4) -> str:
    """A code in groups, as it is read aloud and typed: "K7WM 3XQ9"."""
    return " ".join(code[start : start + length] for start in range(0, len(code), length))


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens: "Größe 2027" becomes "groesse-2027"."""
    lower = name_key(text).translate(_UMLAUTS)
    ascii_only = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-") or "x"


def safe_next(target: str | None) -> str | None:
    """A path on this site to return to, or None. Browsers drop tabs and turn backslashes, so both are refused."""
    if not target or any(c <= " " or c == "\\" for c in target):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return None
    return target


_markdown = MarkdownIt("commonmark", {"html": False})
_TAGS = {"h1", "h2", "h3", "p", "ul", "ol", "li", "em", "strong", "a", "code", "blockquote", "br", "hr"}


def html_of_markdown(source: str) -> Markup:
    """Markdown as the harmless part of its HTML: no pictures, no scripts, links to http, https and mail only."""
    dirty = _markdown.render(source)
    clean = nh3.clean(
        dirty, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto"}, link_rel="noopener ugc"
    )
    return Markup(clean)  # noqa: S704 # nh3 has just cleaned it


_TOKEN = re.compile(r"\w+|\s+|[^\w\s]+")
# Comparing words costs their product in the worst case; beyond this, everything between is told as changed.
_COMPARED_MAX = 4_000_000


def word_changes(old: str, new: str) -> list[tuple[str, str]]:
    """From one text to another, word by word: ("same" | "old" | "new", text), the old before the new."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    begin = _equal_at_begin(before, after)
    end = _equal_at_begin(before[begin:][::-1], after[begin:][::-1])
    middle = _compared(before[begin : len(before) - end], after[begin : len(after) - end])
    whole = [("same", "".join(before[:begin])), *middle, ("same", "".join(before[len(before) - end :]))]
    return [(kind, text) for kind, text in whole if text]


def _equal_at_begin(one: Sequence[str], other: Sequence[str]) -> int:
    # By halves, because comparing a whole piece costs hardly more than comparing one sign.
    lengths = range(1, min(len(one), len(other)) + 1)
    return bisect.bisect_left(lengths, 1, key=lambda length: one[:length] != other[:length])


def _compared(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    if len(before) * len(after) > _COMPARED_MAX:
        return [("old", "".join(before)), ("new", "".join(after))]
    changes = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            changes.append(("same", "".join(before[a:b])))
        else:
            changes += [("old", "".join(before[a:b])), ("new", "".join(after[c:d]))]
    return changes


def characters_removed(old: str, new: str) -> int:
    """How many characters stood in `old` between what both texts begin with and what both end with."""
    begin = _equal_at_begin(old, new)
    return len(old) - begin - _equal_at_begin(old[begin:][::-1], new[begin:][::-1])
