"""Replay and its steps: kept first, read once, gone on after failures, taken up again where it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from linked import computed, everything
from seed_copies import SEEDS

from ledger.database import Ledger
from ledger.records import RatingStatement
from pipelines import keep, steps
from pipelines.history import timeline
from pipelines.keep import keep_pages, page_of
from pipelines.replay import replay
from pipelines.steps import STEPS, Keep, Step
from pipelines.visits import Work
from scrapers import archive, given
from scrapers import settings as scrapy_settings
from scrapers.pages import Page
from scrapers.words import PageWords

JUNE = datetime(2020, 6, 1, tzinfo=UTC)


def seeds() -> list[Page]:
    return [page for page in map(archive.page_of, given.files([SEEDS])) if isinstance(page, Page)]


def film(name: str = "https://a.example/up", score: str = "8.2", day: int = 0, **more: Any) -> Page:
    body = f"{score}/10\n1,234\n12 user 34 critic\n\nUp (2009)\n\nDirector:\n\nPete Docter\n\nGenres:\n\nDrama\n"
    given = {"name": name, "url": name, "body": body.encode(), "fetched_at": JUNE + timedelta(days=day), **more}
    return Page(media_type="text/plain", **given)


CHALLENGE = (
    b"<html><head><title>Just a moment...</title></head><body>Checking your browser before accessing</body></html>"
)


def counts(run: Any) -> dict[str, int]:
    return {name: value for name, value in run.model_extra.items() if isinstance(value, int)}


def test_steps_are_scrapys_pipelines_in_the_same_order() -> None:
    named = [f"{step.__module__}.{step.__name__}" for step in STEPS]
    # What came of a request is noted before the steps of a page.
    in_order = sorted(scrapy_settings.ITEM_PIPELINES, key=scrapy_settings.ITEM_PIPELINES.__getitem__)
    assert in_order == ["pipelines.crawling.fetches.Fetches", *named]


def test_a_replay_tells_what_it_did(ledger: Ledger) -> None:
    told: list[int] = []
    run = replay(ledger, seeds(), lambda so_far: told.append(so_far["pages"]))
    assert counts(run) == {"pages": 5, "new": 5, "read": 5, "films_added": 1, "reviews_added": 24, "ratings_added": 1}
    assert run.ended and run.ended >= run.started and told == [5, 5]
    assert ledger["runs"].find_one({"_id": run.id, "outcome": "done", "kind": "replay"})


def test_bytes_are_kept_once_and_whole(ledger: Ledger) -> None:
    page = film()
    replay(ledger, [page, film(name="https://a.example/mirror")])
    assert ledger["bodies"].count_documents({}) == 1
    kept = ledger["pages"].find_one({"_id": page.name})
    assert kept and page_of(ledger, kept) == page


def test_what_was_read_is_not_read_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    replay(ledger, seeds())
    monkeypatch.setattr(steps, "read", forbidden)
    assert counts(replay(ledger, seeds())) == {"pages": 5, "unchanged": 5}


def forbidden(page: Page) -> PageWords:
    raise AssertionError(f"{page.name} was read again")


def test_a_better_reader_reads_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    replay(ledger, seeds())
    before = computed(ledger)
    monkeypatch.setattr(keep, "READER", "another")
    assert counts(replay(ledger, seeds())) == {"pages": 5, "read": 5}
    assert computed(ledger) == before


def test_a_page_on_which_the_reader_fails_is_told_and_the_rest_goes_on(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    working = steps.read

    def fails_on_one(page: Page) -> PageWords:
        if b"Up (2009)" in page.body:
            raise RecursionError("too deep")
        return working(page)

    monkeypatch.setattr(steps, "read", fails_on_one)
    run = replay(ledger, [film(), *seeds()])
    assert counts(run)["broken"] == 1 and counts(run)["read"] == 5 and counts(run)["issues"] == 1
    (issue,) = ledger["issues"].find()
    assert (issue["page"], issue["field"], issue["run"]) == (film().name, "page", run.id)
    assert "RecursionError: too deep" in issue["why"]
    assert ledger["pages"].find_one({"_id": film().name, "outcome": "broken"})
    assert ledger["films"].count_documents({}) == 1
    # Mended, the same bytes are read by the next reader, and the issue goes.
    monkeypatch.setattr(steps, "read", working)
    monkeypatch.setattr(keep, "READER", "mended")
    replay(ledger, [film()])
    assert ledger["issues"].count_documents({}) == 0 and ledger["films"].count_documents({}) == 2


def test_a_challenge_is_recorded_and_takes_nothing_away(ledger: Ledger) -> None:
    replay(ledger, [film()])
    before = computed(ledger)
    blocked = Page(
        name=film().name,
        body=CHALLENGE,
        media_type="text/html",
        status=403,
        fetched_at=JUNE + timedelta(days=1),
    )
    run = replay(ledger, [blocked])
    kept = ledger["pages"].find_one({"_id": film().name})
    assert kept and kept["status"] == 403 and kept["outcome"] in steps.NO_PAGES
    assert counts(run) == {"pages": 1, kept["outcome"]: 1}
    assert computed(ledger) == before and ledger["readings"].count_documents({}) == 1
    # The page comes back as it was: nothing has happened to the film.
    replay(ledger, [film(day=2)])
    assert computed(ledger) == before
    kept = ledger["pages"].find_one({"_id": film().name})
    assert kept and kept["status"] == 200 and kept["outcome"] == "read"


def test_what_was_kept_and_not_read_is_read_at_the_next_start(ledger: Ledger) -> None:
    replay(ledger, seeds())
    before = computed(ledger)
    for name in ("pages", "bodies", "readings", "films", "reviews", "ratings", "rating_points"):
        ledger[name].delete_many({})
    keep_pages(Work(ledger), seeds())
    assert ledger["readings"].count_documents({}) == 0
    replay(ledger, [])
    assert computed(ledger) == before
    assert ledger["pages"].count_documents({"outcome": None}) == 0


def test_what_was_read_and_not_linked_is_linked_at_the_next_start(ledger: Ledger) -> None:
    replay(ledger, seeds())
    before = computed(ledger)
    for name in ("films", "reviews", "ratings"):
        ledger[name].delete_many({})
    ledger["readings"].update_many({}, {"$set": {"linked": False}})
    replay(ledger, [])
    assert computed(ledger) == before


def test_stopped_by_a_person_it_keeps_what_it_has_and_goes_on_from_there(ledger: Ledger) -> None:
    def stopped() -> Iterator[Page]:
        yield from seeds()[:2]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replay(ledger, stopped())
    assert ledger["runs"].count_documents({"outcome": "stopped"}) == 1
    replay(ledger, seeds())
    assert ledger["films"].count_documents({}) == 1 and ledger["reviews"].count_documents({}) == 24


CAPTURES = (film(score="8.2", day=0), film(score="8.3", day=10), film(score="8.3", day=20), film(score="8.2", day=30))


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1), (1, 3, 0, 2)])
def test_captures_of_one_page_give_one_history_in_any_order(ledger: Ledger, order: tuple[int, ...]) -> None:
    for number in order:
        replay(ledger, [CAPTURES[number]])
    points = [
        (point["value"], (point["first_seen"] - JUNE).days, (point["last_seen"] - JUNE).days)
        for point in history(ledger)
    ]
    assert points == [(8.2, 0, 0), (8.3, 10, 20), (8.2, 30, 30)]
    (rating,) = ledger["ratings"].find()
    assert rating["value"] == 8.2 and rating["votes"] == 1234
    (page,) = ledger["pages"].find()
    assert ((page["first_seen"] - JUNE).days, (page["last_seen"] - JUNE).days) == (0, 30)


def history(ledger: Ledger) -> list[dict[str, Any]]:
    return list(ledger["rating_points"].find().sort("first_seen"))


def test_captures_of_one_page_in_one_batch_give_the_same_ledger(ledger: Ledger) -> None:
    replay(ledger, CAPTURES)
    before = everything(ledger)
    replay(ledger, reversed(CAPTURES))
    assert everything(ledger) == before and len(history(ledger)) == 3


def test_the_same_score_seen_again_extends_its_point() -> None:
    score = RatingStatement(kind="critic", name="Top", value=70, best=100)
    points = timeline(timeline([], "p", score, JUNE), "p", score, JUNE + timedelta(days=3))
    assert [(p.name, p.value, (p.last_seen - p.first_seen).days) for p in points] == [("Top", 70.0, 3)]
    assert timeline(points, "p", score, JUNE + timedelta(days=1)) == points


class Doubled(Step):
    """Counts how many items go together."""

    gathers = True
    together: list[int]

    def many(self, items: Any) -> list[Any]:
        self.together = [*getattr(self, "together", []), len(items)]
        if "bad" in items:
            raise OSError("no room")
        return [item * 2 for item in items]


async def taken(step: Step, items: Iterable[Any]) -> list[Any]:
    return await asyncio.gather(*(step.process_item(item) for item in items), return_exceptions=True)


def test_items_that_are_on_their_way_together_go_as_one_batch(ledger: Ledger) -> None:
    step = Doubled(Work(ledger))
    assert asyncio.run(taken(step, range(10))) == [2 * n for n in range(10)]
    assert step.together == [10]
    many = Doubled(Work(ledger))
    assert asyncio.run(taken(many, range(steps.GATHER_ITEMS + 1))) == [2 * n for n in range(steps.GATHER_ITEMS + 1)]
    assert many.together == [steps.GATHER_ITEMS, 1]


def test_a_batch_that_fails_fails_each_of_its_items(ledger: Ledger) -> None:
    found = asyncio.run(taken(Doubled(Work(ledger)), ["good", "bad"]))
    assert [type(error) for error in found] == [OSError, OSError]


def test_a_page_is_kept_before_it_is_read(ledger: Ledger) -> None:
    visit = asyncio.run(taken(Keep(Work(ledger)), [film()]))[0]
    assert visit.standing == "new" and visit.reading is None
    assert ledger["pages"].find_one({"_id": film().name, "outcome": None})
