"""How much a round counts in its final."""

from app.core.forms import VersionForm, number_field
from app.core.i18n import _l
from app.stages.models import CarryOver


class ShareForm(VersionForm):
    share = number_field(
        _l("Anteil dieser Runde im Finale, in Prozent"),
        help_text=_l("0: Das Finale beginnt neu. 100: Das Finale ändert nichts mehr. Üblich sind 30 bis 50."),
        low=0,
        high=100,
    )

    @classmethod
    def of(cls, stored: CarryOver | None) -> "ShareForm":
        return cls(share=stored.share if stored else 0, version=stored.version if stored else 0)
