"""Forms for reminding jurors."""

from app.core.forms import Form


class RemindForm(Form):
    """A button on a page of its own, below what will be sent and to whom."""
