"""Who reads what in a round."""

import uuid
from datetime import datetime

from app.insights.queries import juror_numbers_of
from app.networks.rules import Readers
from app.panels.queries import jurors_of, piles_of
from app.waves.queries import bench_of


def readers_in(round_id: uuid.UUID, now: datetime) -> Readers:
    """Who reads what in a round and who must not (five queries)."""
    jurors, piles = [each for each in jurors_of(round_id) if each.member.is_juror], piles_of(round_id)
    bench = bench_of(round_id, piles, jurors, now)
    return Readers(
        numbers=juror_numbers_of(round_id),
        seats={each.member.id: (each.done, each.readings, each.member.load) for each in jurors},
        pairs=frozenset(pair for pair in bench.read | bench.unread if pair[0] in bench.submissions),
        barred=bench.barred,
    )
