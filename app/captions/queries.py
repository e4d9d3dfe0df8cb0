"""Captions of a team's own films."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.captions.models import Captions
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.invariants import invariant
from app.ideas import queries as ideas
from app.ideas.models import Attachment
from app.ideas.rules import Draft
from app.media.models import Rendition
from app.media.queries import ShownFile
from app.media.rules import AUDIO, CAPTIONS, VIDEO


@dataclass(frozen=True)
class Captioned:
    """A film or recording of the student's idea, and its captions if it has any."""

    draft: Draft
    attachment: Attachment
    shown: ShownFile
    captions: Captions | None

    @property
    def version(self) -> int:
        return self.captions.version if self.captions is not None else 0


def captioned(student: User, idea_id: uuid.UUID, attachment_id: uuid.UUID, *, to_change: bool = False) -> Captioned:
    """NotFoundError for what is no film, or is not ready to be looked at."""
    draft = ideas.draft_of(student, idea_id, to_change=to_change)
    attachment = ideas.attachment_of(draft.idea, attachment_id)
    shown = ideas.shown_files([attachment])[attachment.file_id]
    if attachment.file.kind not in {VIDEO, AUDIO} or not shown.is_ready:
        raise NotFoundError
    query = select(Captions).where(Captions.file_id == attachment.file_id).options(joinedload(Captions.changed_by))
    return Captioned(draft, attachment, shown, session().scalar(query))


# ---------------------------------------------------------------- what must always hold
@invariant("captions can be read along exactly where there are some")
def _lost_captions() -> list[str]:
    shown = set(session().scalars(select(Rendition.file_id).where(Rendition.name == CAPTIONS)))
    stored = {file_id for file_id, cues in session().execute(select(Captions.file_id, Captions.cues)) if cues}
    return [f"media file {id_}" for id_ in sorted(shown ^ stored, key=str)]
