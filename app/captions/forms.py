"""The form of captions: a text, or a file with one."""

from wtforms import FileField
from wtforms.validators import Optional

from app.captions import rules
from app.core.forms import VersionForm, area_field
from app.core.i18n import _l


class CaptionsForm(VersionForm):
    text = area_field(
        _l("Untertitel"),
        help_text=_l("Jeder Untertitel hat eine Zeile mit Anfang und Ende, darunter den Text, dann eine leere Zeile."),
        high=rules.TEXT_MAX,
        required=False,
    )
    file = FileField(
        _l("Oder eine Datei"),
        description=_l("WebVTT oder SRT, etwa aus einem Schnittprogramm. Sie ersetzt den Text darüber."),
        validators=[Optional()],
    )

    def said(self) -> str:
        """What is to be stored: the file's text if one was chosen, else what stands in the field."""
        if self.file.data and self.file.data.filename:
            return rules.decoded(self.file.data.stream.read(rules.FILE_MAX_BYTES))
        return self.text.data or ""
