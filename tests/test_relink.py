"""Linking in the database, a page at a time, comes to what linking everything at once comes to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from linked import COMPUTED, computed, empty
from longer import longer
from worlds import judged, worlds

from ledger.database import Ledger
from ledger.records import FilmStatement, Judgement, Reading, ReviewStatement
from ledger.validators import document
from pipelines import alone
from pipelines.alone import Busy, turn
from pipelines.computed import documents_of
from pipelines.fingerprints.copied import marked, rows_of
from pipelines.link import link_block
from pipelines.past import remembered
from pipelines.relink import link_dirty, rebuild
from pipelines.store import store_visits
from pipelines.visits import Visit, Work
from scrapers.pages import Page

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
MANY = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)


def arrive(ledger: Ledger, readings: Iterable[Reading], day: int = 0) -> None:
    """Store readings as if their pages had just been read."""
    at = BEGIN + timedelta(days=day)
    visits = []
    for reading in readings:
        page = Page(name=reading.page, body=reading.model_dump_json().encode(), media_type="text/plain", fetched_at=at)
        visits.append(Visit(page=page, seen_at=at, standing="changed", reading=reading, outcome="read"))
    store_visits(Work(ledger), visits)


def stored(readings: Sequence[Reading], judgements: Sequence[Judgement] = ()) -> dict[str, list[dict[str, object]]]:
    """What the computed collections must hold."""
    linked = link_block(readings, judgements)
    made = documents_of(linked) | {"text_signatures": list(map(document, rows_of(linked.reviews)))}
    marks = marked(linked.reviews)
    made["reviews"] = [
        one | ({"copied": document(marks[one["_id"]])} if one["_id"] in marks else {}) for one in made["reviews"]
    ]
    return {name: sorted(made[name], key=lambda one: str(one["_id"])) for name in COMPUTED}


def there(ledger: Ledger) -> dict[str, list[dict[str, object]]]:
    return {name: sorted(ledger[name].find(), key=lambda one: str(one["_id"])) for name in COMPUTED}


@MANY
@given(st.data())
def test_pages_that_come_change_and_are_judged_link_as_if_all_had_come_at_once(
    ledger: Ledger, data: st.DataObject
) -> None:
    empty(ledger)
    readings = data.draw(worlds())
    before = data.draw(worlds())
    # Some pages say something else at first: what they say last is what counts.
    arrive(ledger, [reading for reading in before if reading.page in {last.page for last in readings}])
    link_dirty(ledger)
    decided = data.draw(judged(readings))
    arriving = data.draw(st.permutations(readings))
    for day, reading in enumerate(arriving, 1):
        arrive(ledger, [reading], day)
        if bool(decided) and data.draw(st.booleans()):
            ledger["judgements"].insert_one(document(decided[0]))
            decided = decided[1:]
        if data.draw(st.booleans()):
            link_dirty(ledger)
    link_dirty(ledger)
    said = [Judgement.model_validate(found) for found in ledger["judgements"].find()]
    known = remembered(ledger, list(ledger["readings"].find()))
    last = {reading.page: reading for reading in readings}
    assert all(one.reviews == last[one.page].reviews and one.film == last[one.page].film for one in known)
    assert there(ledger) == stored(known, said)
    assert ledger["readings"].count_documents({"linked": False}) == 0
    assert ledger["judgements"].count_documents({"linked": False}) == 0
    assert not link_dirty(ledger)


test_many_pages_that_come_change_and_are_judged = longer(
    test_pages_that_come_change_and_are_judged_link_as_if_all_had_come_at_once, 200
)


def page(name: str, **film: object) -> Reading:
    return Reading.model_validate({"page": name, "page_type": "title", "film": film})


@pytest.fixture
def two_films(ledger: Ledger) -> Ledger:
    arrive(ledger, [page("a", title="Hero", year=2002, directors=("Zhang Yimou",)), page("b", title="Up", year=2009)])
    link_dirty(ledger)
    return ledger


def test_an_id_that_a_film_once_had_still_leads_to_its_pages(two_films: Ledger) -> None:
    assert two_films["films"].find_one({"_id": "hero-2002"})
    arrive(two_films, [page("c", title="Hero", year=2002, directors=("Ann Smith",))])
    counts = link_dirty(two_films)
    assert {film["_id"] for film in two_films["films"].find()} == {"hero-2002--yimou", "hero-2002--smith", "up-2009"}
    assert two_films["film_ids"].find_one({"_id": "hero-2002"}) == {"_id": "hero-2002", "pages": ["a"]}
    assert counts == {"films_added": 2, "films_removed": 1}


def test_only_what_changed_is_written(two_films: Ledger) -> None:
    before = computed(two_films)
    arrive(two_films, [page("c", title="Up", year=2009, runtime_minutes=96)], day=1)
    assert link_dirty(two_films) == {"films_changed": 1}
    assert computed(two_films)["films"][0] == before["films"][0]


def test_a_page_that_says_something_else_leaves_its_old_film(two_films: Ledger) -> None:
    arrive(two_films, [page("b", title="Brave", year=2012)], day=1)
    link_dirty(two_films)
    assert {film["_id"] for film in two_films["films"].find()} == {"hero-2002", "brave-2012"}
    assert two_films["film_ids"].find_one({"_id": "up-2009"})


def test_an_older_capture_does_not_replace_a_later_one(two_films: Ledger) -> None:
    arrive(two_films, [page("b", title="Brave", year=2012)], day=-9)
    assert not link_dirty(two_films)


def test_a_judgement_parts_and_its_undoing_joins_again(two_films: Ledger) -> None:
    arrive(two_films, [page("c", title="Up", year=2009, runtime_minutes=96)])
    link_dirty(two_films)
    joined = computed(two_films)
    apart = Judgement(_id="j", kind="different", left="b", right="c", at=BEGIN, who="ann")
    two_films["judgements"].insert_one(document(apart))
    link_dirty(two_films)
    assert two_films["films"].count_documents({}) == 3
    two_films["judgements"].update_one({"_id": "j"}, {"$set": {"undone": True, "linked": False}})
    link_dirty(two_films)
    assert computed(two_films) == joined


def test_rebuild_drops_what_no_reading_gives(two_films: Ledger) -> None:
    before = computed(two_films)
    two_films["reviews"].insert_one({"_id": "x", "film": "up-2009", "kind": "critic", "sightings": [], "digest": "0"})
    rebuild(two_films)
    assert computed(two_films) == before


def test_a_review_that_leaves_its_page_remains(ledger: Ledger) -> None:
    review = ReviewStatement(kind="critic", author="Ida Holm", body="Balloons, and a boy who wants a badge.")
    told = Reading(page="a", page_type="review", film=FilmStatement(title="Up", year=2009), reviews=(review,))
    arrive(ledger, [told])
    link_dirty(ledger)
    assert ledger["reviews"].count_documents({"film": "up-2009"}) == 1
    arrive(ledger, [told.model_copy(update={"reviews": ()})], day=1)
    assert link_dirty(ledger) == {"reviews_changed": 1}


def test_one_process_links_at_a_time(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alone, "PATIENCE_SECONDS", 0.3)
    with turn(ledger, "linking"), pytest.raises(Busy, match="another process"):
        link_dirty(ledger)
    assert not link_dirty(ledger)


def test_the_dead_do_not_keep_their_turn(ledger: Ledger, ledger_env: dict[str, str]) -> None:
    dies = "from ledger.database import open_ledger\nfrom pipelines.alone import turn\nimport os\n"
    dies += "with open_ledger() as ledger, turn(ledger, 'linking'):\n    os._exit(7)\n"
    root = Path(__file__).parent.parent
    died = subprocess.run([sys.executable, "-c", dies], env=ledger_env, cwd=root, timeout=60, check=False)
    assert died.returncode == 7
    assert ledger["meta"].find_one({"_id": "linking"})
    assert not link_dirty(ledger)
    assert ledger["meta"].find_one({"_id": "linking"}) is None
