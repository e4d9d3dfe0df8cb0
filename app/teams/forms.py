"""Forms of a team: its name, a code, and who speaks for it."""

import uuid
from collections.abc import Sequence

from app.accounts.models import User
from app.core.forms import Form, VersionForm, choice_field, line_field
from app.core.i18n import _l
from app.core.text import clean_code
from app.teams.models import Team
from app.teams.rules import NAME_MAX, NAME_MIN


class NameForm(Form):
    name = line_field(
        _l("Teamname"),
        help_text=_l("Bitte keine Namen von Personen, der Schule oder vom Betrieb: Den Teamnamen können alle lesen."),
        low=NAME_MIN,
        high=NAME_MAX,
        is_counted=True,
    )


class RenameForm(NameForm, VersionForm):
    @classmethod
    def of(cls, team: Team) -> "RenameForm":
        return cls(name=team.name, version=team.version)


class CompanyForm(Form):
    name = line_field(_l("Name des Betriebs"), help_text=_l("So, wie er an der Tür steht."), low=2, high=80)


class CodeForm(Form):
    code = line_field(
        _l("Teamcode"), help_text=_l("6 Zeichen, groß oder klein. Sie stehen auf der Seite des Teams."), high=40
    )

    @property
    def cleaned(self) -> str:
        return clean_code(self.code.data or "")


class CaptainForm(Form):
    captain = choice_field(_l("Wer spricht ab jetzt für das Team?"), [])

    def offer(self, members: Sequence[User]) -> "CaptainForm":
        """Let one of these be chosen; the first, who has been in the team the longest, is proposed."""
        self.captain.choices = [(str(member.id), member.name) for member in members]
        if self.captain.data is None and members:
            self.captain.data = str(members[0].id)
        return self

    @property
    def captain_id(self) -> uuid.UUID:
        return uuid.UUID(self.captain.data)
