"""Reports: sections of sentences and tables, for those who look closely at what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.documents.papers import Site, frame
from app.core.documents.tables import Row
from app.core.documents.typesetting import Contents, typeset
from app.core.i18n import _, force_locale, number_text, time_text


@dataclass(frozen=True)
class Section:
    """Sentences, and a table of `rows` under `head` if there are any."""

    heading: str
    sentences: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class Report:
    title: str
    preline: str
    sections: Sequence[Section]


def report(paper: Report, site: Site, language: str, created_at: datetime) -> bytes:
    """The report as PDF: headings to jump to, tables with heads that are told again on every page."""
    with force_locale(language):
        sections: list[Contents] = [_contents_of(each) for each in paper.sections]
        contents: dict[str, Contents] = {
            **frame(paper.title, site, language),
            "preline": paper.preline,
            "made": _("Stand: %(time)s", time=time_text(created_at)),
            "sections": sections,
        }
    return typeset("report", contents, created_at)


def _contents_of(section: Section) -> Contents:
    return {
        "heading": section.heading,
        "sentences": list(section.sentences),
        "head": list(section.head),
        "rows": [[_words(cell) for cell in row] for row in section.rows],
    }


def _words(cell: str | float | None) -> str:
    if cell is None:
        return "–"
    return number_text(cell, 1) if isinstance(cell, float) else str(cell)
