"""What of a submission everybody may see, as a form."""

from collections.abc import Sequence
from typing import Any

from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than the stubs
    BooleanField,
    SelectChoice,
    SelectMultipleField,
    SubmitField,
)
from wtforms.validators import Optional

from app.clearances.queries import Entry
from app.clearances.rules import OfferedFile, Released, alts_of
from app.core.forms import VersionForm, line_field
from app.core.i18n import _, _l, pick
from app.ideas.rules import ALT_MAX
from app.media.rules import AUDIO, IMAGE, PDF, VIDEO

_ALT = "alt-"


class ReleaseForm(VersionForm):
    """Made by `release_form`, which adds a description for each picture."""

    fields = SelectMultipleField(_l("Texte, die alle lesen dürfen"), validators=[Optional()])
    files = SelectMultipleField(_l("Bilder, Filme und PDFs, die alle sehen dürfen"), validators=[Optional()])
    is_school_named = BooleanField(
        _l("Schule nennen"), description=_l("Der Teamname steht immer dabei, die Schule nur mit diesem Haken.")
    )
    is_name_checked = BooleanField(
        _l("Ich habe nachgesehen: In dem, was ich freigebe, steht kein Name einer Person."),
        description=_l("Nur nötig, wenn oben ein Name gemeldet wird, der keiner ist."),
    )
    everything = SubmitField()

    def released(self) -> Released:
        """What was chosen; only after the form was found valid."""
        files = frozenset(self.files.data or [])
        alts = {id_: str(self[_ALT + id_].data or "") for id_ in files if _ALT + id_ in self}
        return Released(frozenset(self.fields.data or []), files, alts, bool(self.is_school_named.data))


def release_form(entry: Entry) -> ReleaseForm:
    """A form for one submission, filled with what is released of it now."""
    offer, released = entry.offer, entry.released
    names = names_of_files(offer.files)
    alts = alts_of(offer, released)
    members: dict[str, Any] = {
        _ALT + id_: line_field(_("Beschreibung: %(name)s", name=names[id_]), high=ALT_MAX, required=False)
        for id_ in alts
    }
    values: dict[str, object] = {_ALT + id_: alt for id_, alt in alts.items()}
    values |= {"version": entry.version, "is_school_named": released.is_school_named}
    values |= {"fields": sorted(released.fields), "files": sorted(released.files)}
    form: ReleaseForm = type("_ReleaseForm", (ReleaseForm,), members)(data=values)
    labels = {field.key: pick(field.label) for field in entry.fields}
    form.fields.choices = [SelectChoice(key, labels[key]) for key in offer.texts]
    form.files.choices = [SelectChoice(id_, name) for id_, name in names.items()]
    return form


def names_of_files(files: Sequence[OfferedFile]) -> dict[str, str]:
    """What each file is called here, by id: never what the team called it."""
    words = {IMAGE: _("Bild"), VIDEO: _("Film"), AUDIO: _("Ton"), PDF: _("PDF")}
    return {file.id: f"{words[file.kind]} {number}" for number, file in enumerate(files, start=1)}
