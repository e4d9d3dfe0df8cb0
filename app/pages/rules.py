"""Legal texts: which there are, and whether they may be shown to the public."""

LEGAL_PAGES = ("imprint", "privacy", "accessibility")
PLACEHOLDER = "PLATZHALTER"


def is_placeholder(text: str) -> bool:
    """Whether a legal text still waits for the words of whoever runs the site."""
    return PLACEHOLDER in text or not text.strip()


def why_not_public(texts: dict[str, str], *, has_demo_people: bool) -> str | None:
    """Why a site must not be reachable from outside yet, in one line naming the setting; None if it may."""
    missing = sorted(name for name, text in texts.items() if is_placeholder(text))
    if missing:
        return f"DATA_DIR/legal: still placeholders, write {', '.join(missing)}"
    if has_demo_people:
        return "SITE_URL: demo accounts with known passwords are in the database"
    return None
