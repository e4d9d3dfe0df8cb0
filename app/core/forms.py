"""Forms accept: allow-lists of fields, cleaned text, all errors at once. Templates draw them, not WTForms."""

import functools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    DateTimeLocalField,
    EmailField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
)
from wtforms.fields import Field
from wtforms.i18n import get_translations
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.core import clock, text
from app.core.errors import EditConflictError, InvalidError
from app.core.i18n import _, _l, language, time_text, too_long_text

Validator = Callable[[Any, Any], None]
LINE_MAX = 200
# Far enough for every round; the first and last years of the calendar cannot be turned into UTC.
_YEARS = range(2000, 2101)


class Form(FlaskForm):
    """The base of every form. The gate has checked the token before, so it is none of its fields."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def get_translations(self, form: object) -> Any:  # noqa: ANN401 # of a library without types
            """The library's own messages, read once; flask-wtf reads them again for each request."""
            del form
            return _messages_of_library(language())

    def __init__(self, **values: Any) -> None:  # noqa: ANN401 # what WTForms takes: data, obj, prefix, one per field
        super().__init__(**values)  # type: ignore[no-untyped-call]  # flask-wtf says no types

    def complete(self) -> None:
        """Fetch what is only needed to show the form or to name its fields; saving goes without it."""

    def require_valid(self) -> None:
        """Raise InvalidError with every error, unless the form was filled in rightly."""
        if not self.validate():
            raise InvalidError(dict(_all_errors(self)))

    def take_errors(self, error: InvalidError) -> None:
        """Show an action's errors at the fields they belong to, the others above the form."""
        for name, texts in error.errors.items():
            field = self._fields.get(name)
            known = list(self.form_errors) if field is None else list(field.errors)
            new = [*known, *(text_ for text_ in texts if text_ not in known)]
            if field is None:
                self.form_errors = new
            else:
                field.errors = new


@functools.cache
def _messages_of_library(code: str) -> Any:  # noqa: ANN401 # see above
    return get_translations([code])


class VersionForm(Form):
    """A form for a row with a version: what was stored meanwhile is shown beside what was entered."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])

    @contextmanager
    def showing_conflicts(self) -> Iterator[None]:
        """Let the next save count for the version that is now shown as the other one."""
        try:
            yield
        except EditConflictError as error:
            # What was posted would be shown again instead of the new number.
            self.version.raw_data, self.version.data = None, error.conflicts[0].stored_version
            raise


def _all_errors(form: Form) -> list[tuple[str, list[str]]]:
    return [(name or "", [str(text_) for text_ in texts]) for name, texts in form.errors.items()]


def _clean_line(value: str | None) -> str:
    return text.clean_line(value or "")


def _clean_text(value: str | None) -> str:
    return text.clean_text(value or "")


def _filled(form: object, field: Field) -> None:
    del form
    if not str(field.data or "").strip():
        raise ValidationError(_("Dieses Feld ist noch leer. Bitte ausfüllen."))


_filled.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it here


def _length(low: int, high: int, *, is_counted: bool = False) -> Validator:
    def check(form: object, field: Field) -> None:
        del form
        count = len(field.data or "")
        if count > high:
            raise ValidationError(too_long_text(count, high))
        if 0 < count < low:
            raise ValidationError(_("Das ist zu kurz. Bitte mindestens %(low)s Zeichen.", low=low))

    if is_counted:
        check.field_flags = {"maxlength": high}  # type: ignore[attr-defined]  # WTForms reads it here
    return check


def line_field(  # noqa: PLR0913 # one keyword for each thing a field has
    label: str,
    *,
    help_text: str = "",
    low: int = 0,
    high: int = LINE_MAX,
    required: bool = True,
    is_counted: bool = False,
    validators: Sequence[Validator] = (),
) -> StringField:
    """One line of text, cleaned; lengths in characters, shown while typing if `is_counted`."""
    return StringField(
        label,
        description=help_text,
        filters=[_clean_line],
        validators=[*([_filled] if required else []), _length(low, high, is_counted=is_counted), *validators],
    )


def area_field(
    label: str, *, help_text: str = "", low: int = 0, high: int = 4000, required: bool = True
) -> TextAreaField:
    """Several lines of text, cleaned; lengths in characters, a line end counting one."""
    return TextAreaField(
        label,
        description=help_text,
        filters=[_clean_text],
        validators=[*([_filled] if required else []), _length(low, high, is_counted=True)],
    )


def email_field(label: str, *, help_text: str = "", required: bool = True) -> EmailField:
    """One mail address; its length is capped before any pattern looks at it."""
    return EmailField(
        label,
        description=help_text,
        filters=[_clean_line],
        validators=[*([_filled] if required else []), _length(0, 254), _is_email],
    )


def _is_email(form: object, field: Field) -> None:
    del form
    value = str(field.data or "")
    if value and not is_email(value):
        raise ValidationError(_("Das ist keine gültige E-Mail-Adresse. Beispiel: vorname.nachname@schule.de"))


def is_email(value: str) -> bool:
    """Whether this can be a mail address (no look-up on the network)."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 # 40 ms that only few pages need

    try:
        validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def password_field(label: str, *, help_text: str = "", low: int = 0) -> PasswordField:
    """A password as typed, at most 200 characters."""
    return PasswordField(
        label,
        description=help_text,
        validators=[_filled, _length(low, LINE_MAX)],
    )


def number_field(label: str, *, low: int, high: int, help_text: str = "") -> IntegerField:
    """A whole number between two bounds, both allowed."""
    message = _l("Bitte eine ganze Zahl zwischen %(low)s und %(high)s eintragen.", low=low, high=high)
    return IntegerField(
        label,
        description=help_text,
        validators=[InputRequired(message), NumberRange(low, high, message)],
    )


def moment_field(label: str, *, help_text: str = "") -> DateTimeLocalField:
    """A wall time in Berlin, to be turned into a moment by `moment_of`."""
    return DateTimeLocalField(
        label,
        description=help_text,
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        validators=[_moment_given],
    )


def _moment_given(form: object, field: Field) -> None:
    del form
    if field.data is None:
        raise ValidationError(_("Bitte Datum und Uhrzeit eintragen."))


_moment_given.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it here


def choice_of_fold(label: str) -> RadioField:
    """The question which of two equal wall times is meant; empty on all other days of the year."""
    return RadioField(
        label,
        choices=[
            SelectChoice("0", _l("Sommerzeit (MESZ), die frühere Stunde")),
            SelectChoice("1", _l("Winterzeit (MEZ), die spätere Stunde")),
        ],
        validators=[_asked, Optional()],
    )


def _asked(form: object, field: Field) -> None:
    """Where the question is put, it has to be answered: `moment_of` insists on it."""
    del form, field


_asked.field_flags = {"required": True}  # type: ignore[attr-defined]  # WTForms reads it here


def is_twice(wall_time: datetime | None) -> bool:
    """Whether a wall time in Berlin exists twice, so that `choice_of_fold` has to be asked."""
    return wall_time is not None and wall_time.year in _YEARS and len(clock.moments_of(wall_time)) > 1


def moment_of(wall_time: datetime, fold: str | None) -> datetime:
    """The moment of a wall time in Berlin; InvalidError (as a text for the field) where the clocks change.

    Raises ValidationError with a question if the time does not exist or exists twice and `fold` chooses none.
    """
    if wall_time.year not in _YEARS:
        raise ValidationError(
            _("Bitte ein Jahr zwischen %(first)s und %(last)s eintragen.", first=_YEARS[0], last=_YEARS[-1])
        )
    moments = clock.moments_of(wall_time)
    if not moments:
        earlier = clock.local(clock.moments_of(wall_time.replace(hour=wall_time.hour + 1))[0])
        raise ValidationError(
            _(
                "Diese Uhrzeit gibt es an dem Tag nicht: Die Uhr wird vorgestellt. Meinen Sie %(time)s?",
                time=time_text(earlier),
            ),
        )
    if len(moments) == 1:
        return moments[0]
    if fold not in {"0", "1"}:
        raise ValidationError(
            _("Diese Uhrzeit gibt es an dem Tag zweimal: Die Uhr wird zurückgestellt. Welche meinen Sie?"),
        )
    return moments[int(fold)]


def choice_field(label: str, choices: Sequence[tuple[str, str]], *, help_text: str = "") -> RadioField:
    """One of several, all shown."""
    return RadioField(
        label,
        description=help_text,
        choices=[SelectChoice(value, words) for value, words in choices],
        validators=[InputRequired(_l("Bitte eine Möglichkeit auswählen."))],
    )
