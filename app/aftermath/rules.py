"""What people of the demo say to one another about ideas and results."""

from collections.abc import Iterable, Sequence

from app.judgement.rules import quality_of
from app.rubrics.rules import Mark
from app.samples.rules import IdeaText

TALK = (
    "Mich überzeugt, dass das Team schon mit Leuten gesprochen hat, die es betrifft. Das hat kaum eine andere Idee.",
    "Da bin ich bei Ihnen. Unsicher bin ich bei den Kosten: Ein Satz dazu fehlt mir.",
)
OF_THE_CHAIR = (
    "Danke! Bitte schauen Sie vor der Sitzung noch einmal auf das Kriterium Umsetzbarkeit, da liegen Sie auseinander."
)
KEPT = "Ich habe zehn Jahre in so einem Betrieb gearbeitet. Dort würde das an der Haftung scheitern, dabei bleibe ich."
APPEAL = (
    "Im Text steht, dass jede Idee von drei Leuten gelesen wird. In unserer Rückmeldung steht aber nur zweimal etwas "
    "zu „Nutzen“. Wurde ein Bogen vergessen?"
)
ANSWER = (
    "Wir haben nachgesehen: Drei Jurymitglieder haben eure Idee vollständig bewertet. Ein Satz ist nur bei 0 und 5 "
    "Punkten Pflicht, deshalb hat die dritte Person bei „Nutzen“ nichts geschrieben. Gerechnet wurde richtig. Danke, "
    "dass ihr gefragt habt!"
)
SHARE = 40


def odd_one_of(ideas: Sequence[IdeaText]) -> int | None:
    """The place of the best idea without a prize: low points for it stand out, and decide nothing."""
    without = [place for place, idea in enumerate(ideas) if idea.prize is None]
    return max(without, key=lambda place: quality_of(ideas[place]), default=None)


def low_marks(keys: Iterable[str]) -> dict[str, Mark]:
    """Somebody is not convinced at all; one point needs no sentence."""
    return {key: Mark(1) for key in keys}
