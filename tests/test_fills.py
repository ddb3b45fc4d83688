"""Each run stores how full its pages were, and says which usual fields a source no longer gives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from command import invoke, surroundings
from hypothesis import given
from hypothesis import strategies as st

from ledger import queries
from ledger.database import Ledger
from ledger.runs import Fill, Run
from ledger.settings import Settings
from pipelines.fills import ALL, LEAST_BEFORE, LEAST_PAGES, in_words, lost_since
from pipelines.replay import replay
from scrapers.pages import Page

MAY = datetime(2024, 5, 1, tzinfo=UTC)
LAYOUT = """<html lang="en"><head><title>{title} (2011)</title></head><body><h1>{title}</h1><div>2011</div>
<p>Director: Jana Kellerwirt</p><p>Runtime: 97 min</p><p>Genre: Drama</p><p>Country: Germany</p></body></html>"""
CHALLENGE = (
    "<html><head><title>Just a moment...</title></head><body>Checking your browser before accessing</body></html>"
)


def pages(layout: str, day: int, number: int = 12, host: str = "films.example") -> list[Page]:
    """A dozen films of one site, as its layout of that day shows them."""
    return [
        Page(
            name=f"https://{host}/{one}",
            url=f"https://{host}/{one}",
            body=f"{layout.format(title=f'Quiet Bay {chr(65 + one)}')}<!-- {day} -->".encode(),
            media_type="text/html",
            fetched_at=MAY + timedelta(days=day),
        )
        for one in range(number)
    ]


def lost_in(run: Run) -> list[str]:
    return [in_words(one) for one in run.lost]


def test_how_full_the_pages_were_is_stored_by_source_and_kind(ledger: Ledger) -> None:
    run = replay(
        ledger, pages(LAYOUT, 0) + pages(LAYOUT, 0, 3, "other.example") + pages(CHALLENGE, 0, 2, "shy.example")
    )
    rows = {(row.source, row.kind): row for row in queries.fills_in(ledger, run.id)}
    (kind,) = {kind for source, kind in rows if source == "films.example" and kind != ALL}
    assert rows["films.example", kind].pages == 12
    assert rows["films.example", kind].filled["directors"] == 12
    assert rows["other.example", ALL].filled == {kind: 3}
    assert rows["shy.example", ALL].filled == {"challenge": 2}
    assert run.lost == ()


def test_a_layout_that_loses_a_field_is_told(ledger: Ledger, ledger_settings: Settings) -> None:
    replay(ledger, pages(LAYOUT, 0))
    same = replay(ledger, pages(LAYOUT, 1))
    changed = LAYOUT.replace("<p>Director: Jana Kellerwirt</p>", '<p class="x9"><i></i>Jana Kellerwirt</p>')
    run = replay(ledger, pages(changed, 2))
    assert same.lost == ()
    (told,) = lost_in(run)
    assert told.startswith("films.example: directors on 0 of 12") and told.endswith("on 24 of 24 before")
    printed = invoke(surroundings(ledger_settings), "runs", "--json").stdout
    assert '"directors"' in printed


def test_pages_that_come_as_something_else_are_told(ledger: Ledger) -> None:
    replay(ledger, pages(LAYOUT, 0))
    run = replay(ledger, pages(CHALLENGE, 1))
    (told,) = lost_in(run)
    assert told.startswith("films.example: 0 of 12 pages came as ")


def test_what_was_known_already_counts_nothing(ledger: Ledger) -> None:
    replay(ledger, pages(LAYOUT, 0))
    again = replay(ledger, pages(LAYOUT, 0))
    assert list(queries.fills_in(ledger, again.id)) == [] and again.lost == ()


def row(pages: int, found: int, run: str = "r") -> Fill:
    given: dict[str, Any] = {"_id": run, "run": run, "at": MAY, "source": "s", "kind": "title"}
    return Fill(**given, pages=pages, filled={"year": found} if found else {})


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 60), st.integers(0, 60))
def test_only_a_usual_field_that_fell_by_half_is_lost(before: int, had: int, now: int, has: int) -> None:
    had, has = min(had, before), min(has, now)
    lost = list(lost_since([row(before, had)], row(now, has)))
    if before < LEAST_BEFORE or 2 * had < before or has * before > 0.5 * had * now:
        assert lost == []
    else:
        assert [(one.field, one.found, one.found_before) for one in lost] == [("year", has, had)]


def test_few_pages_tell_nothing(ledger: Ledger) -> None:
    replay(ledger, pages(LAYOUT, 0))
    few = replay(ledger, pages(CHALLENGE, 1, LEAST_PAGES - 1))
    assert few.lost == ()
