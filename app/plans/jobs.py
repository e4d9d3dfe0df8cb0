"""Plans of large rounds are worked out beside everything else."""

import uuid

from app.core import jobs
from app.plans import actions


@jobs.job(name="plans.work_out", is_long=True)
def work_out(plan_id: str) -> None:
    actions.work_out(uuid.UUID(plan_id))
