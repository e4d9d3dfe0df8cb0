"""Telling the teams, from the moment on at which everybody may know; and what follows when somebody is biased."""

import uuid

from app.core import clock, jobs
from app.publication import actions, queries


@jobs.job(name="publication.tell_teams")
def tell_teams(publication_id: str) -> None:
    """Tell every team of a round; nobody if the results were taken back before."""
    for team_id in queries.teams_to_tell(uuid.UUID(publication_id), clock.now()):
        actions.tell_team(uuid.UUID(publication_id), team_id)


@jobs.job(name="publication.end_biased")
def end_biased(round_id: str) -> None:
    """Of what is there now; a second time changes nothing."""
    actions.end_biased(uuid.UUID(round_id))
