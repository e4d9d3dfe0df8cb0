"""What is done to text before it is compared, searched, shown or typed in by hand."""

import re
import secrets
import unicodedata
from urllib.parse import urlsplit

# No 0 O 1 I: they are read wrongly from a blackboard.
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LOOKALIKES = str.maketrans(
    {"а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ѕ": "s", "ј": "j", "ο": "o",
     "α": "a", "ε": "e", "ι": "i", "ν": "v", "ρ": "p", "τ": "t", "υ": "u", "ı": "i", "0": "o", "1": "l", "|": "l"},
)  # fmt: skip
_BIDI = frozenset("\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


def clean_line(text: str) -> str:
    """One line: NFC, no control or direction characters, blanks joined and trimmed."""
    shown = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text if c not in _BIDI)
    return " ".join(unicodedata.normalize("NFC", shown).split())


def clean_text(text: str) -> str:
    """Several lines: NFC, `\\n` line ends, no control characters but line feed and tab. Nothing else is dropped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", kept)


def name_key(text: str) -> str:
    """What decides whether two names are the same: NFKC, case folded, blanks joined."""
    return " ".join(unicodedata.normalize("NFKC", clean_line(text)).casefold().split())


def lookalike_key(text: str) -> str:
    """Like `name_key`, and letters that look alike are one (Cyrillic а is Latin a); accents and signs do not count."""
    folded = name_key(text).translate(_LOOKALIKES)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", plain.replace("ß", "ss")) or folded


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


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens: "Größe 2027" becomes "groesse-2027"."""
    lower = name_key(text).translate(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}))
    ascii_only = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-") or "x"


def safe_next(target: str | None) -> str | None:
    """A path on this site to return to, or None. Browsers drop tabs and turn backslashes, so both are refused."""
    if not target or any(ord(c) < 0x21 or c == "\\" for c in target):
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or not target.startswith("/") or target.startswith("//"):
        return None
    return target
