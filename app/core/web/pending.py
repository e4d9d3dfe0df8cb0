"""What somebody was about to send when the session had ended: carried through the sign-in, sent once confirmed."""

import json
from dataclasses import dataclass

from flask import request

from app.core import text

# Nobody typed these, or nobody should see them again.
NEVER_SHOWN = ("csrf_token", "password", "passphrase", "version", "token")
_SECRETS = ("password", "passphrase")
_FIELDS_MAX = 500


@dataclass(frozen=True)
class Pending:
    """A form as it was posted: where to, and its fields by name, the token against cross-site requests left out."""

    path: str
    fields: list[tuple[str, str]]

    def packed(self) -> str:
        """Everything as one hidden field."""
        return json.dumps([self.path, self.fields], ensure_ascii=False)

    def shown(self) -> list[tuple[str, str]]:
        """What somebody typed, by name."""
        return [(name, value) for name, value in self.fields if value.strip() and is_shown(name)]


def is_shown(name: str) -> bool:
    return not any(part in name for part in NEVER_SHOWN)


def pending_write() -> Pending | None:
    """What the present request would write; None for files and for passwords, which are not carried about."""
    is_form = request.method == "POST" and request.mimetype == "application/x-www-form-urlencoded"
    fields = (
        [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"] if is_form else []
    )
    if not fields or any(part in name for name, _value in fields for part in _SECRETS):
        return None
    return Pending(request.full_path.rstrip("?"), fields)


def unpacked(packed: str | None) -> Pending | None:
    """What `packed` held, if it leads to a path on this site."""
    try:
        path, fields = json.loads(packed or "")
        found = [(str(name), str(value)) for name, value in fields][:_FIELDS_MAX]
    except (ValueError, TypeError):
        return None
    return Pending(path, found) if isinstance(path, str) and text.safe_next(path) else None
