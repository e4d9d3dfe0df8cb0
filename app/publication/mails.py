"""What teams are told when results become public."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.models import User
from app.core.i18n import _
from app.core.web import path_of
from app.deliberation.rules import SHORTLIST
from app.messages import actions as messages
from app.messages.actions import tell
from app.messages.rules import declare
from app.rounds.models import Round


def _won_text(values: Mapping[str, Any]) -> str:
    return _(
        "Herzlichen Glückwunsch! Eure Idee „%(title)s“ hat in „%(round)s“ gewonnen: %(prize)s. "
        "Auf der Ergebnisseite können es jetzt alle lesen.",
        **values,
    )


def _shortlisted_text(values: Mapping[str, Any]) -> str:
    return _(
        "Glückwunsch! Eure Idee „%(title)s“ ist in „%(round)s“ auf die Auswahlliste gekommen. "
        "Auf der Ergebnisseite können es jetzt alle lesen.",
        **values,
    )


def _feedback_text(values: Mapping[str, Any]) -> str:
    return _(
        "Die Ergebnisse von „%(round)s“ sind da. Auf eurer Seite steht jetzt, was die Jury an eurer Idee stark fand "
        "und wo noch mehr drin ist.",
        **values,
    )


WON = declare("publication.won", lambda values: _("Ihr habt gewonnen: %(prize)s", **values), _won_text)
SHORTLISTED = declare("publication.shortlisted", lambda _values: _("Ihr steht auf der Auswahlliste"), _shortlisted_text)
FEEDBACK = declare("publication.feedback", lambda _values: _("Eure Rückmeldung ist da"), _feedback_text)


def take_back(events: Iterable[str]) -> None:
    """Nobody is told of results that were taken back, who has not been told yet."""
    messages.take_back([WON, SHORTLISTED, FEEDBACK], events)


def tell_result(round_: Round, result: Mapping[str, Any], title: str, members: Iterable[User]) -> None:
    """Once for each decision, even if the results are taken back and published again."""
    path = path_of("publication.results", competition_slug=round_.competition.slug, round_slug=round_.slug)
    template = SHORTLISTED if result["kind"] == SHORTLIST else WON
    values = {"title": title, "prize": result["prize"], "round": round_.title}
    tell(members, template, event=result["decision"], path=path, values=values)


def tell_feedback(round_: Round, team_id: uuid.UUID, members: Iterable[User]) -> None:
    """Once for each team of a round."""
    path = path_of("feedback.feedback", team_id=team_id)
    tell(members, FEEDBACK, event=str(team_id), path=path, values={"round": round_.title})
