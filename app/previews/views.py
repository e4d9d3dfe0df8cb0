"""A rubric as jurors will see it: an admin fills in a sheet about an invented idea, and nothing is kept."""

import uuid
from typing import Any

from flask import Blueprint, render_template, request

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.errors import InvalidError
from app.core.web import Answer, answer
from app.previews import queries, rules
from app.rounds.queries import categories_of, round_of
from app.rubrics.queries import criteria_of, newest_rubric_of
from app.scoring import rules as scoring
from app.scoring.forms import SheetForm, levels_of, why_text

blueprint = Blueprint("previews", __name__)


@blueprint.route("/rounds/<uuid:round_id>/rubric/preview/<int:number>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def preview(round_id: uuid.UUID, number: int) -> Answer:
    """The newest version of a rubric beside a sample idea, as if that were of the category which is asked for."""
    round_, idea = round_of(me(), round_id), queries.idea_of(number)
    rubric, categories = newest_rubric_of(round_.id), categories_of(round_.id)
    category = rules.category_of(categories, request.args.get("category", ""), idea)
    reading = rules.reading_of(idea, category, rubric, criteria_of(rubric.id))
    form = SheetForm(lambda: reading)
    shown: dict[str, Any] = {
        "round": round_, "idea": idea, "ideas": queries.ideas(), "reading": reading, "categories": categories,
        "levels_of": levels_of, "why_text": why_text,
    }  # fmt: skip

    def try_it() -> Answer:
        if faults := scoring.faults_of_draft(reading, form.marks()):
            raise InvalidError(faults)
        form.complete()
        return render_template("previews/preview.html", form=form, trial=rules.trial_of(reading, form.marks()), **shown)

    return answer(form, try_it, "previews/preview.html", trial=None, **shown)
