"""A little of the demo, played once per worker and then brought back."""

from app.demo import actions
from tests.support.prepared import prepared


@prepared
def a_small_demo() -> None:
    """One or two rows in each table; only for tests that take the usual `app`."""
    actions.fill_small()
