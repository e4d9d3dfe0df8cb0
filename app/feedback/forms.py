"""The comments on an idea as a form: each is released, in words for the team, or withheld."""

from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Optional

from app.core.forms import VersionForm, area_field
from app.core.i18n import _, pick
from app.feedback.rules import RELEASED, WITHHELD, Comment, Verdict, version_of
from app.scoring.rules import COMMENT_MAX

_STATE, _TEXT = "state-", "text-"


class ModerationForm(VersionForm):
    """Made by `moderation_form`."""

    keys: tuple[str, ...] = ()

    def verdicts(self) -> dict[str, Verdict]:
        """What was decided, by the key of the comment; only after the form was found valid."""
        return {
            key: Verdict(str(self[_STATE + key].data or ""), str(self[_TEXT + key].data or "")) for key in self.keys
        }


def moderation_form(comments: Sequence[Comment]) -> ModerationForm:
    """A form for the comments on one idea, filled with what was decided so far."""
    members: dict[str, Any] = {"keys": tuple(comment.key for comment in comments)}
    values: dict[str, object] = {"version": version_of(comments)}
    for comment in comments:
        name = pick(dict(comment.criterion_name))
        choices = [SelectChoice(RELEASED, _("freigeben")), SelectChoice(WITHHELD, _("zurückhalten"))]
        members[_STATE + comment.key] = RadioField(
            _("Kommentar zu „%(name)s“", name=name), choices=choices, validators=[Optional()]
        )
        members[_TEXT + comment.key] = area_field(
            _("Wortlaut für das Team („%(name)s“)", name=name), high=COMMENT_MAX, required=False
        )
        values |= {_STATE + comment.key: comment.state or None, _TEXT + comment.key: comment.text}
    form: ModerationForm = type("_ModerationForm", (ModerationForm,), members)(data=values)
    return form
