"""The form for saying something about an idea."""

from app.core.forms import Form, area_field
from app.core.i18n import _l
from app.discussions.rules import POST_MAX


class PostForm(Form):
    text = area_field(
        _l("Ihr Beitrag"),
        help_text=_l(
            "Nur die Jury liest ihn, das Team nie. Bitte ohne Namen von Menschen, Schulen und Betrieben. Ändern lässt "
            "er sich nicht, nur zurückziehen."
        ),
        high=POST_MAX,
    )
