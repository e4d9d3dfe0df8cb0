"""The form below a proposal of further readings."""

from wtforms import HiddenField

from app.core.forms import Form


class WaveForm(Form):
    """A button; the digest is that of what was shown."""

    digest = HiddenField()
