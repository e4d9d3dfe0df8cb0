"""The fair ranking of a round as it was worked out last."""

import uuid
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import db


class RankingSnapshot(db.Base):
    """What was worked out from all sheets of a round that count, so that anybody can work it out again.

    `input_digest` is that of the sheets, `policy_digest` that of the policy; `versions` names the method and the
    libraries. `barred` are the pairs (submission, seat) that must not be, as they were then; it is None where the
    method did not ask. `result` is canonical JSON (see `rules.text_of`) and `result_digest` its SHA-256. One that is
    newer takes its place; the log keeps the digests of all.
    """

    __tablename__ = "ranking_snapshots"
    __table_args__ = (UniqueConstraint("round_id"),)

    id: Mapped[db.Id]
    round_id: Mapped[uuid.UUID] = db.link("rounds.id", index=False)
    input_digest: Mapped[str]
    policy_digest: Mapped[str]
    seed: Mapped[int]
    versions: Mapped[dict[str, Any]]
    barred: Mapped[list[list[str]] | None] = mapped_column(JSON(none_as_null=True))
    result: Mapped[str]
    result_digest: Mapped[str]
    made_at: Mapped[db.Moment]
