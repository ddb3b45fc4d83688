"""How judgements are listed."""

from __future__ import annotations

from operator import attrgetter

from cli.judge import words_of
from cli.output import Kind
from cli.tables import Cell
from cli.words import moment
from ledger.records import Judgement
from pipelines.judgement_files import line_of


def _undone(judgement: Judgement) -> str:
    by = f" by {judgement.undone_by}" if judgement.undone_by else ""
    return f"undone{by}" if judgement.undone else ""


JUDGEMENTS = Kind(
    name="judgements",
    csv={
        name: attrgetter(name)
        for name in (
            *("id", "kind", "left", "right", "field", "value", "who", "why", "at"),
            *("undone", "undone_by", "undone_at", "left_pages", "right_pages"),
        )
    },
    public=line_of,
    screen=(
        Cell(head="id", text=attrgetter("id"), style="cyan"),
        Cell(head="when", text=lambda judgement: moment(judgement.at), spare=1),
        Cell(head="who", text=attrgetter("who"), least=8),
        Cell(head="judged that", text=words_of, least=24),
        Cell(head="why", text=attrgetter("why"), least=12, spare=2),
        Cell(head="", text=_undone, style="yellow"),
    ),
)
