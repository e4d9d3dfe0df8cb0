"""Forms for writing an idea; what is written is laid down by the round's entry form."""

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, NamedTuple

from wtforms import FileField, HiddenField, IntegerField, RadioField, StringField, SubmitField, TextAreaField
from wtforms.fields import Field, SelectChoice  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
from wtforms.validators import InputRequired
from wtforms.widgets import HiddenInput, TextInput

from app.core import text
from app.core.errors import EditConflictError
from app.core.forms import Form
from app.core.i18n import _, _l, pick
from app.ideas.actions import Offered
from app.ideas.rules import CATEGORY, Draft
from app.rounds.models import Category
from app.rounds.rules import FormField

# What stands on the page beside the field `title`: the version that was read, and after a conflict the choice.
_VERSION, _CHOICE, _BOTH = "-version", "-choice", "-both"
# No text has this version, so a text that is offered with it conflicts with any other.
_UNDECIDED = -1


class TextsForm(Form):
    """Some texts of an idea; made by `texts_form`. A draft may be incomplete and too long: nothing is checked here.

    What is stored is read when the form is shown, and not before: saving reads it anew, in its own transaction.
    """

    keys: tuple[str, ...] = ()
    category_ids: Mapping[str, str]

    forward = SubmitField()

    def __init__(self, fields: Sequence[FormField], read: Callable[[], Draft]) -> None:
        super().__init__()
        self._asked, self._read = fields, read

    @cached_property
    def draft(self) -> Draft:
        """The idea as it is stored."""
        return self._read()

    def complete(self) -> None:
        """Have what is stored in every field of which nothing was sent, and what browsers are to see to."""
        for name, value in self._stored():
            if not self[name].raw_data:
                self[name].process(None, value)
        for asked in self._asked:
            self[asked.key].flags.maxlength = asked.high
            self[asked.key].flags.required = asked.is_required
        if CATEGORY in self.keys:
            self[CATEGORY].flags.required = True

    def _stored(self) -> Iterator[tuple[str, object]]:
        category = self.draft.idea.category
        for key in self.keys:
            yield key, (category.name if category else None) if key == CATEGORY else self.draft.text_of(key)
            yield key + _VERSION, self.draft.version_of(key)

    def offered(self) -> Offered:
        """What to save, by key, with the version that was read; fields that were not on the page are left out."""
        choices = {key: self._choice_of(key) for key in self.keys if self[key].raw_data}
        return {
            key: (self._text_of(key, choice), self._version_of(key, choice))
            for key, choice in choices.items()
            if choice != "theirs"
        }

    def _choice_of(self, key: str) -> str | None:
        """What was chosen in a conflict, empty if nothing; None where there was no conflict to decide."""
        is_asked = key != CATEGORY and self[key + _BOTH].raw_data
        return str(self[key + _CHOICE].data or "") if is_asked else None

    def _text_of(self, key: str, choice: str | None) -> str:
        entered = str(self[key + _BOTH if choice == "both" else key].data or "")
        return self.category_ids.get(entered, entered) if key == CATEGORY else entered

    def _version_of(self, key: str, choice: str | None) -> int:
        if choice not in {None, "mine", "both"}:
            return _UNDECIDED
        version = self[key + _VERSION]
        return int(version.data or 0) if version.raw_data else self.draft.version_of(key)

    def texts(self) -> list[Field]:
        """The fields to draw; where somebody else was faster, a choice is drawn instead."""
        return [self[key] for key in self.keys if key != CATEGORY and not isinstance(self[key].widget, HiddenInput)]

    @contextmanager
    def showing_conflicts(self) -> Iterator[None]:
        """Ask for a choice where somebody else was faster; it counts for the version that is then shown."""
        try:
            yield
        except EditConflictError as error:
            for conflict in error.conflicts:
                version = self[conflict.key + _VERSION]
                version.raw_data, version.data = None, conflict.stored_version
                if conflict.key != CATEGORY:
                    self[conflict.key].widget = HiddenInput()
            raise


def texts_form(
    fields: Sequence[FormField], read: Callable[[], Draft], categories: Sequence[Category] | None = None
) -> TextsForm:
    """A form for these fields of an idea and, where there are any to choose from, its category."""
    choices = None if categories is None else tuple((category.name, str(category.id)) for category in categories)
    return _class_of(tuple(map(_looks_of, fields)), choices)(fields, read)


class _Looks(NamedTuple):
    """What of a field a form is made of, in the reader's language."""

    key: str
    is_line: bool
    label: str
    help: str
    both: str


def _looks_of(field: FormField) -> _Looks:
    label = pick(field.label)
    both = _("%(label)s (zusammengeführt)", label=label)
    return _Looks(field.key, field.kind == "line", label, pick(field.help), both)


# WTForms takes longer to make a class than to fill in its form.
@functools.lru_cache(maxsize=500)
def _class_of(fields: tuple[_Looks, ...], categories: tuple[tuple[str, str], ...] | None) -> type[TextsForm]:
    members: dict[str, Any] = {"keys": tuple(field.key for field in fields), "category_ids": {}}
    for field in fields:
        members |= _controls(field)
    if categories is not None:
        members["keys"] += (CATEGORY,)
        members["category_ids"] = dict(categories)
        members |= _category_controls([name for name, _id in categories])
    return type("_TextsForm", (TextsForm,), members)


def _controls(field: _Looks) -> dict[str, Any]:
    def clean(value: str | None) -> str:
        return text.clean_line(value or "") if field.is_line else text.clean_text(value or "")

    control = StringField if field.is_line else TextAreaField
    return {
        field.key: control(field.label, description=field.help, filters=[clean]),
        field.key + _VERSION: IntegerField(widget=HiddenInput()),
        # Nobody types it, and yet `hidden_fields` must not draw it: `conflict_choice` does.
        field.key + _CHOICE: HiddenField(widget=TextInput()),
        field.key + _BOTH: TextAreaField(field.both, filters=[clean]),
    }


def _category_controls(names: Sequence[str]) -> dict[str, Any]:
    # The name is what is sent, so that a page which keeps what was entered shows no number.
    choices = [SelectChoice(name, name) for name in names]
    words = _l("In welches passt eure Idee am besten? Ihr könnt es später noch ändern.")
    return {
        CATEGORY: RadioField(_l("Themenfeld"), description=words, choices=choices, validate_choice=False),
        CATEGORY + _VERSION: IntegerField(widget=HiddenInput()),
    }


class UploadForm(Form):
    file = FileField(
        _l("Bild, Film, Tonaufnahme oder PDF"),
        description=_l(
            "Bilder (JPEG, PNG, WebP, HEIC, AVIF) bis 20 MB, PDF bis 30 MB, Filme (MP4, MOV, WebM) bis 500 MB und "
            "Ton (MP3, M4A, OGG) bis 50 MB, beides höchstens 3 Minuten."
        ),
        validators=[InputRequired(_l("Bitte zuerst eine Datei auswählen."))],
    )
