"""What prize winners are told."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.accounts.models import User
from app.core.i18n import _
from app.core.web import path_of
from app.deliberation.models import Decision
from app.messages.actions import tell
from app.messages.rules import declare
from app.rounds.models import Round


def _won_text(values: Mapping[str, Any]) -> str:
    return _(
        "Herzlichen Glückwunsch! Eure Idee „%(title)s“ hat in „%(round)s“ gewonnen: %(prize)s. "
        "Auf der Ergebnisseite stehen Preis, Titel und euer Teamname.",
        **values,
    )


WON = declare("publication.won", lambda values: _("Ihr habt gewonnen: %(prize)s", **values), _won_text)


def tell_winners(round_: Round, decision: Decision, members: Iterable[User]) -> None:
    """Once for each prize, even if the results are taken back and published again."""
    path = path_of("publication.results", competition_slug=round_.competition.slug, round_slug=round_.slug)
    values = {"title": decision.submission.title, "prize": decision.prize, "round": round_.title}
    tell(members, WON, event=str(decision.id), path=path, values=values)
