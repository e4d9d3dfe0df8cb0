"""Issuing certificates when they are asked for, and withdrawing one."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.accounts.models import User
from app.certificates import queries, rules
from app.certificates.models import Certificate
from app.certificates.rules import Facts, Wanted
from app.core import audit, clock, db
from app.core.errors import InvalidError, RefusedError
from app.core.i18n import _
from app.core.text import random_code
from app.rounds.models import Round
from app.rounds.queries import round_of


@dataclass(frozen=True)
class Issued:
    """A certificate and what is printed on it."""

    row: Certificate
    facts: Facts


def certificates_for(person: User, wanted: Wanted) -> list[Issued]:
    """The certificates somebody asked for: issued the first time, and again only if they say something else now.

    NotFoundError for those of others, RefusedError while the results are not public or if the only one was withdrawn;
    of several, the withdrawn ones are left out.
    """
    facts, present = _facts_and_present(person, wanted)
    if all(rules.says(present.get(each.holder.key), each) for each in facts):
        return [Issued(present[each.holder.key], each) for each in facts]
    return _issue(person, wanted)


def _facts_and_present(person: User, wanted: Wanted) -> tuple[list[Facts], dict[str, Certificate]]:
    found = queries.facts_for(person, wanted)
    present = queries.present_of(each.holder for each in found)
    facts = [rules.with_issued(each, present.get(each.holder.key)) for each in found]
    return _without_withdrawn(facts, present), present


def _without_withdrawn(facts: Sequence[Facts], present: Mapping[str, Certificate]) -> list[Facts]:
    refusals = [rules.why_not_issue(present.get(each.holder.key)) for each in facts]
    if refusals[0] and all(refusals):
        raise RefusedError(refusals[0])
    return [each for each, refusal in zip(facts, refusals, strict=True) if not refusal]


@db.action
def _issue(person: User, wanted: Wanted) -> list[Issued]:
    """What was asked for is looked up once more: two who ask at the same time get the same certificate."""
    facts, _present = _facts_and_present(person, wanted)
    db.load(Round, facts[0].holder.round_id, to_change=True)
    facts, present = _facts_and_present(person, wanted)
    return [Issued(_issued(person, each, present.get(each.holder.key)), each) for each in facts]


def _issued(person: User, facts: Facts, present: Certificate | None) -> Certificate:
    if present is not None and rules.says(present, facts):
        return present
    if present is not None:
        _replace(person, present)
    row = _row(facts, random_code(rules.CODE_LENGTH))
    db.add(row)
    audit.record(person.id, "issue_certificate", "certificate", row.id, values=_noted(row))
    return row


@db.action
def _replace(person: User, row: Certificate) -> None:
    """An action of its own, so that it is written before the new one is added."""
    row.replaced_at = clock.now()
    audit.record(person.id, "replace_certificate", "certificate", row.id, values=_noted(row))


def _row(facts: Facts, code: str) -> Certificate:
    holder = facts.holder
    return Certificate(
        code=code,
        kind=holder.kind,
        holder=holder.key,
        round_id=holder.round_id,
        team_id=holder.team_id,
        person_id=holder.person_id,
        award=facts.award.kind,
        prize=facts.award.prize,
        place=facts.place,
        count=facts.count,
        digest=rules.digest_of(facts, code),
        name_digest=rules.name_digest_of(facts.recipient, code),
    )


def _noted(row: Certificate) -> dict[str, object]:
    return {"round": str(row.round_id), "kind": row.kind, "award": row.award, "digest": rules.row_digest_of(row)}


# ---------------------------------------------------------------- for those who run the round
@db.action
def withdraw(admin: User, round_id: uuid.UUID, typed: str, reason: str) -> None:
    """From now on the code leads nowhere and the certificate is not printed again. InvalidError for an unknown code."""
    row = _certificate_of(admin, round_id, typed)
    if refusal := rules.why_not_withdraw(row):
        raise RefusedError(refusal)
    row.withdrawn_at = clock.now()
    audit.record(admin.id, "withdraw_certificate", "certificate", row.id, values=_noted(row), reason=reason)


@db.action
def give_back(admin: User, round_id: uuid.UUID, typed: str) -> None:
    """A withdrawn certificate holds again."""
    row = _certificate_of(admin, round_id, typed)
    if refusal := rules.why_not_give_back(row):
        raise RefusedError(refusal)
    row.withdrawn_at = None
    audit.record(admin.id, "give_back_certificate", "certificate", row.id, values=_noted(row))


def _certificate_of(admin: User, round_id: uuid.UUID, typed: str) -> Certificate:
    db.locked(round_of(admin, round_id))
    found = queries.certificate_in(round_id, typed)
    if found is None:
        raise InvalidError({"code": [_("Diesen Prüfcode gibt es in dieser Runde nicht.")]})
    return db.locked(found)
