"""What jurors and chair of the demo say when something does not go as planned, and whom it concerns."""

from collections.abc import Sequence

from app.judgement.rules import Seat
from app.samples.rules import IdeaText

REWORDED = "feasibility"
QUESTION = {
    "de": "Lässt sich die Idee mit vertretbarem Aufwand umsetzen, auch nach dem Ende der Ausbildung?",
    "en": "Can the idea be put into practice with reasonable effort, even after the apprenticeship?",
    "plain": "Kann man eure Idee wirklich bauen oder einführen? Geht es auch ohne euch weiter?",
}
EXCEPTION = (
    "Nur sie kennt die Arbeit, um die es geht, aus dem eigenen Betrieb. Mit dem Team hatte sie nie zu tun, und zwei "
    "weitere lesen die Idee ohne jede Verbindung."
)
RECOGNISED = "Auf dem zweiten Bild habe ich die Werkbank meiner Tochter erkannt. Das ist ihr Team."
VOIDED = "Die Bewertung entstand gutgläubig, aber über das Team der eigenen Tochter. Jemand anderes liest neu."


def exception_among(ideas: Sequence[IdeaText], seats: Sequence[Seat]) -> tuple[int, int] | None:
    """The first idea of whose company somebody in the jury is, and who: places among the ideas and in the jury."""
    found = (
        (place, juror)
        for place, idea in enumerate(ideas)
        for juror, seat in enumerate(seats)
        if seat.company and seat.company == idea.company
    )
    return next(found, None)


def confirms(juror: int) -> bool:
    """Every second juror has confirmed the sheets of the earlier version; the others still find them to do."""
    return juror % 2 == 1
