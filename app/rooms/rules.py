"""When the room of a school runs out."""

# Above this share a school is told before its teams are refused.
_NARROW = 0.8
# So many teams are named: those with which it is worth to begin.
NAMED_MAX = 5


def is_narrow(used: int, gigabytes: int) -> bool:
    """Whether so little room is left that somebody should look after it."""
    return used >= _NARROW * gigabytes * 1024**3
