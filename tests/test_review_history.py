"""An edited review is one review with a history, and one that has gone from its page remains; in any order."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from captures import BALLOONS, JUNE, TALKING, UP, capture, said
from command import invoke, surroundings
from linked import computed, empty, everything

from cli.exit_codes import ExitCode
from ledger import queries
from ledger.database import Ledger
from ledger.settings import Settings
from pipelines import keep, past, readings
from pipelines.relink import rebuild
from pipelines.replay import replay
from scrapers.pages import Page

OSLO = {**UP, "name": "Oslo", "datePublished": "2015-05-29"}
EDITED = "I take it back. On a second evening the dogs are what I remember, and I laughed until the lights came on."


def reviews(ledger: Ledger) -> list[dict[str, Any]]:
    return list(ledger["reviews"].find().sort("_id"))


def day(moment: datetime | None) -> int | None:
    return (moment - JUNE).days if moment else None


def told(ledger: Ledger) -> list[tuple[Any, ...]]:
    """The history as `filmledger reviews --history` has it: text, days of first and last sight, whether it stands."""
    found = queries.reviews_history(ledger, queries.reviews(ledger))
    return [(span.said.body, day(span.first_seen), day(span.last_seen), span.stands) for span in found]


def in_every_order(ledger: Ledger, captures: Sequence[Page]) -> None:
    """One capture after the other, in any order, all at once and twice, and rebuilt: the same ledger to the byte."""
    replay(ledger, captures)
    expected, history, kept = computed(ledger), told(ledger), list(ledger["past_reviews"].find().sort("_id"))
    rebuild(ledger)
    assert computed(ledger) == expected
    for order in permutations(captures):
        empty(ledger)
        for page in order:
            replay(ledger, [page])
        assert computed(ledger) == expected and told(ledger) == history
        assert list(ledger["past_reviews"].find().sort("_id")) == kept
    before = everything(ledger)
    replay(ledger, captures)
    assert everything(ledger) == before


def test_a_review_written_anew_is_one_review_with_a_history(ledger: Ledger) -> None:
    other = said("Roy Batty", BALLOONS, 9)
    captures = [
        capture(said("Ann Marie Lee", TALKING, 5), other),
        capture(other, said("Ann Marie Lee", EDITED, 8), day=10),
        capture(other, said("Ann Marie Lee", EDITED, 9), day=20),
    ]
    in_every_order(ledger, captures)
    ann, roy = reviews(ledger)
    assert (ann["body"], ann["rating"]["percent"], ann["author"]) == (EDITED, 90, "Ann Marie Lee")
    spans = [
        (v["body"], v["rating"]["percent"], day(v.get("first_seen")), day(v.get("last_seen"))) for v in ann["versions"]
    ]
    assert spans == [(TALKING, 50, 0, 0), (EDITED, 80, 10, 10), (EDITED, 90, 20, None)]
    (place,) = ann["sightings"]
    assert (day(place["first_seen"]), "last_seen" in place) == (0, False)
    assert "versions" not in roy and day(roy["sightings"][0]["first_seen"]) == 0
    assert "one review of its site, edited" in ann["joins"]


def test_a_review_that_has_gone_remains_with_when_it_was_last_seen(ledger: Ledger) -> None:
    first = capture(said("Ann Lee", BALLOONS), said("Roy Batty", TALKING))
    in_every_order(ledger, [first, capture(day=3), capture(said("Ann Lee", BALLOONS), day=7)])
    ann, roy = reviews(ledger)
    assert "last_seen" not in ann["sightings"][0] and day(roy["sightings"][0]["last_seen"]) == 0
    assert roy["body"] == TALKING and "versions" not in roy
    assert told(ledger) == [(BALLOONS, 0, 7, True), (TALKING, 0, 0, False)]
    (film,) = ledger["films"].find()
    assert sum(film["review_counts"].values()) == 2


def test_what_came_back_is_as_if_it_had_never_gone(ledger: Ledger) -> None:
    ann = [said("Ann Marie Lee", text) for text in (BALLOONS, EDITED)]
    in_every_order(
        ledger, [capture(ann[0]), capture(ann[1], day=5), capture(ann[0], day=9, film={**UP, "duration": "PT96M"})]
    )
    found = reviews(ledger)
    assert {one["body"] for one in found} == {BALLOONS, EDITED}
    assert ledger["past_reviews"].count_documents({}) == 1


@pytest.mark.parametrize("texts", [("Fine.", "Good film!"), (BALLOONS, BALLOONS)])
def test_a_rating_that_is_changed_is_an_edit(ledger: Ledger, texts: tuple[str, str]) -> None:
    first, second = (said("Ann Marie Lee", text, score) for text, score in zip(texts, (4, 7), strict=True))
    in_every_order(ledger, [capture(first), capture(second, day=4)])
    (found,) = reviews(ledger)
    assert [version["rating"]["value"] for version in found["versions"]] == [4, 7] and found["rating"]["value"] == 7


def test_people_with_one_short_name_are_not_one_who_edits(ledger: Ledger) -> None:
    replay(ledger, [capture(said("paul", BALLOONS)), capture(said("paul", EDITED), day=4)])
    assert {one["body"] for one in reviews(ledger)} == {BALLOONS, EDITED}
    assert all("versions" not in one for one in reviews(ledger))


def test_two_who_stood_there_together_are_two(ledger: Ledger) -> None:
    both = [said("Ann Marie Lee", BALLOONS), said("Ann Marie Lee", TALKING)]
    replay(ledger, [capture(*both), capture(said("Ann Marie Lee", EDITED), day=4)])
    assert len(reviews(ledger)) == 3


def test_a_page_that_now_speaks_of_another_film_leaves_its_reviews_with_the_first(ledger: Ledger) -> None:
    captures = [capture(said("Ann Lee", BALLOONS)), capture(said("Ann Lee", EDITED), day=9, film=OSLO)]
    in_every_order(ledger, captures)
    assert [(one["film"], one["body"]) for one in reviews(ledger)] == [("oslo-2015", EDITED), ("up-2009", BALLOONS)]


def test_a_capture_without_its_time_leaves_no_clock_in_what_is_computed(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for hour, text in enumerate((TALKING, EDITED)):
        monkeypatch.setattr(keep, "now", lambda hour=hour: JUNE + timedelta(hours=hour))
        replay(ledger, [capture(said("Ann Marie Lee", text), dated=False)])
    (found,) = reviews(ledger)
    assert [version["body"] for version in found["versions"]] == [TALKING, EDITED]
    assert not any("first_seen" in one or "last_seen" in one for one in (*found["versions"], *found["sightings"]))
    assert len(told(ledger)) == 2


def test_an_unchanged_page_writes_nothing_but_when_it_was_seen(ledger: Ledger) -> None:
    replay(ledger, [capture(said("Ann Lee", BALLOONS), day=1)])
    before = everything(ledger)
    replay(ledger, [capture(said("Ann Lee", BALLOONS), day=8)])
    assert everything(ledger) == before and told(ledger) == [(BALLOONS, 1, 8, True)]


def test_an_unchanged_page_of_before_tells_of_an_earlier_day(ledger: Ledger) -> None:
    replay(ledger, [capture(said("Ann Lee", BALLOONS), day=8)])
    replay(ledger, [capture(said("Ann Lee", BALLOONS), day=1)])
    assert told(ledger) == [(BALLOONS, 1, 8, True)]
    assert day(reviews(ledger)[0]["sightings"][0]["first_seen"]) == 1


def test_a_better_reader_makes_no_edit(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readings made by a reader that misread are read anew, also where the page has changed in the meantime."""
    page = capture(said("Ann Marie Lee", BALLOONS), said("Roy Batty", TALKING))
    replay(ledger, [page])
    ledger["readings"].update_one({}, {"$set": {"reader": "0", "reviews.0.body": "A house li"}})
    ledger["pages"].update_one({}, {"$set": {"read_hash": f"{page.content_hash}:0"}})
    replay(ledger, [capture(said("Ann Marie Lee", BALLOONS), said("Roy Batty", EDITED), day=5)])
    assert [one["review"]["body"] for one in ledger["past_reviews"].find()] == [TALKING]
    for module in (keep, past, readings):
        monkeypatch.setattr(module, "READER", "mended")
    ledger["readings"].update_one({}, {"$set": {"reviews.0.body": "A house lifts"}})
    replay(ledger, [capture(said("Ann Marie Lee", BALLOONS), said("Roy Batty", EDITED), day=6)])
    assert [one["review"]["body"] for one in ledger["past_reviews"].find()] == [TALKING]
    assert [(one["body"], day(one["sightings"][0]["first_seen"])) for one in reviews(ledger)] == [
        (BALLOONS, 0),
        (EDITED, 0),
    ]


@pytest.mark.parametrize("orders", [6, pytest.param(60, marks=pytest.mark.trust)])
def test_many_captures_in_any_order_are_one_ledger(ledger: Ledger, orders: int) -> None:
    """Reviews come, go, return and are edited, on two pages of one site; each order in some runs."""
    random_ = random.Random(6)
    names = ("Ann Marie Lee", "Roy Batty", "Ida Holm Berg", "paul")
    captures = [
        capture(
            *(
                said(name, random_.choice((BALLOONS, TALKING, EDITED)), random_.choice((None, 4, 9)))
                for name in random_.sample(names, random_.randint(0, 4))
            ),
            day=number,
            url=f"https://a.example/title/up/{number % 2}",
        )
        for number in range(12)
    ]
    expected: tuple[Any, ...] | None = None
    for _ in range(orders):
        empty(ledger)
        left = random_.sample(captures, len(captures))
        while left:
            some, left = left[: (size := random_.randint(1, 5))], left[size:]
            replay(ledger, some)
        found = computed(ledger), told(ledger), list(ledger["past_reviews"].find().sort("_id"))
        expected = expected or found
        assert found == expected
    assert expected and expected[2] and any("versions" in one for one in reviews(ledger))


def test_what_a_crash_left_over_of_the_past_is_neither_counted_twice_nor_kept(ledger: Ledger) -> None:
    """What is past is written before the reading that leads on, and what came back goes after it."""
    first, second, third = (
        capture(said("Ann Marie Lee", text), day=day, film={**UP, "duration": f"PT{day + 90}M"})
        for day, text in enumerate((TALKING, TALKING.replace("nothing in it", "little of it"), TALKING))
    )
    replay(ledger, [first, second])
    (old,) = ledger["past_reviews"].find()
    replay(ledger, [third])
    expected, kept = computed(ledger), list(ledger["past_reviews"].find())
    ledger["past_reviews"].insert_one(old)
    rebuild(ledger)
    assert computed(ledger) == expected
    ledger["pages"].update_many({}, {"$unset": {"outcome": "", "read_hash": ""}})
    replay(ledger, [])
    assert list(ledger["past_reviews"].find()) == kept and computed(ledger) == expected
    (found,) = reviews(ledger)
    assert [day(version.get("last_seen")) for version in found["versions"]] == [1, None]


@pytest.fixture
def edited(ledger: Ledger, ledger_settings: Settings) -> dict[str, str]:
    """The environment of a ledger with an edited review, one that has gone, and a score that changed."""
    scored = [
        {**UP, "aggregateRating": {"ratingValue": score, "bestRating": 10, "ratingCount": 90}} for score in (6, 7)
    ]
    first = capture(said("Ann Marie Lee", TALKING, 5), said("Roy Batty Holm", BALLOONS), film=scored[0])
    replay(ledger, [first, capture(said("Ann Marie Lee", EDITED, 8), day=10, film=scored[1])])
    return surroundings(ledger_settings)


def test_the_history_is_told_on_the_command_line(edited: dict[str, str]) -> None:
    rows = json.loads(invoke(edited, "reviews", "up-2009", "--history", "--json").stdout)
    told = [(row["said"]["body"], row["first_seen"][:10], row["last_seen"][:10], row["stands"]) for row in rows]
    assert told == [
        (TALKING, "2020-06-01", "2020-06-01", False),
        (EDITED, "2020-06-11", "2020-06-11", True),
        (BALLOONS, "2020-06-01", "2020-06-01", False),
    ]
    one = json.loads(invoke(edited, "reviews", "--author", "roy batty", "--history", "--json").stdout)
    assert one == [rows[2]]
    lines = invoke(edited, "export", "review_history", "--format", "csv").stdout.splitlines()
    assert lines[0].startswith("review,film,page,stands,first_seen,last_seen,") and len(lines) == 4
    shown = invoke(edited, "show", "up-2009").stdout
    assert "1 edit" in shown and "gone 2020-06-01" in shown
    points = json.loads(invoke(edited, "ratings", "up-2009", "--history", "--json").stdout)
    assert [(point["value"], point["last_seen"][:10]) for point in points] == [(6, "2020-06-01"), (7, "2020-06-11")]


WRONG = {
    ("reviews", "no such film", "--history"): ExitCode.NOT_FOUND,
    ("ratings", "no such film", "--history"): ExitCode.NOT_FOUND,
    ("reviews", "up-2009", "--author", "nobody", "--history"): ExitCode.NOT_FOUND,
    ("reviews", "up-2009", "--history", "--json", "--csv"): ExitCode.USAGE,
    ("ratings", "up-2009", "--history", "--limit", "-1"): ExitCode.USAGE,
    ("reviews", "--author", "!!", "--history"): ExitCode.USAGE,
}


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_what_cannot_be_told_is_said(edited: dict[str, str], words: tuple[str, ...]) -> None:
    done = invoke(edited, *words)
    assert done.exit_code == WRONG[words] and not done.stdout and done.stderr.strip()
    assert "Traceback" not in done.stderr
