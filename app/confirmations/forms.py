"""The button that asks jurors again."""

from wtforms import HiddenField

from app.core.forms import Form


class AskAgainForm(Form):
    """The hash is that of the version that was shown."""

    seen = HiddenField()
