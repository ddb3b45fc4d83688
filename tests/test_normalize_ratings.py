"""Scores and counts: every notation of the table, its document, and the notations of thousands of critics."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from ledger.records import Helpful
from pipelines.normalize import Unreadable, notations, ratings, scores
from pipelines.normalize.rows import table

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "matching" / "ratings"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="the labelled notations are not beside the repository")

SCORES: dict[str, tuple[float | None, float | None, float | None]] = {
    "3½/5": (3.5, 5, 70),
    "3-1/2 stars": (3.5, None, None),
    "2 1/2 out of 4": (2.5, 4, 62.5),
    "★★★½☆": (3.5, 5, 70),
    "⭐️⭐️⭐️": (3, None, None),
    "*** (out of ****)": (3, 4, 75),
    "**** / *****": (4, 5, 80),
    "★★★ out of ★★★★": (3, 4, 75),
    "½": (0.5, None, None),
    "★★★★½": (4.5, 5, 90),
    "★★★★": (4, None, None),
    "zero stars": (0, None, None),
    "Half a star": (0.5, None, None),
    "Grade: B+": (None, None, 83.33),
    "A–": (None, None, 91.67),
    "C-plus": (None, None, 58.33),
    "F-": (None, None, None),
    "Note : 4/5": (4, 5, 80),
    "Original Score: 3.5/4": (3.5, 4, 87.5),
    "Bewertung: 4 von 5 Sternen": (4, 5, 80),
    "Оценка: 8 из 10": (8, 10, 80),
    "drei von fünf Sternen": (3, 5, 60),
    "deux étoiles et demie": (2.5, None, None),
    "tres estrellas y media de 5": (3.5, 5, 70),
    "trois étoiles sur cinq": (3, 5, 60),
    "dreieinhalb Sterne": (3.5, None, None),
    "16/20": (16, 20, 80),
    "7,5/10": (7.5, 10, 75),
    "★ 8.1/10": (8.1, 10, 81),
    "★★★★☆ 4/5": (4, 5, 80),
    "[4/5]": (4, 5, 80),
    "%80": (80, 100, 80),
    "10点満点中8点": (8, 10, 80),
    "+2 (-4 to +4)": (6, 8, 75),
    "1/2": (None, None, None),
    "2.1/2": (None, None, None),
    "5.5/5": (None, None, None),
    "24/7": (None, None, None),
    "9/11": (None, None, None),
    "3 1/2": (3.5, None, None),
    "Fresh": (None, None, None),
    "two thumbs up": (None, None, None),
    "3 bags of popcorn": (None, None, None),
    "No": (None, None, None),
}


@pytest.mark.parametrize("words", SCORES)
def test_scores(words: str) -> None:
    found = ratings.score(words)
    assert found is not None
    assert found.words == words
    assert (found.value, found.best, found.percent) == SCORES[words]


@pytest.mark.parametrize("words", ["", "-", "N/A", "tbd", "no score yet", "–", "暂无评分"])
def test_no_score_is_no_score(words: str) -> None:
    assert ratings.score(words) is None
    assert ratings.aggregate(words, "10") is None


@pytest.mark.parametrize("words", ["read more", "Full review", "by John Smith", "3 May 2012", "4 out of 5 " * 20])
def test_what_is_no_score_is_unreadable(words: str) -> None:
    with pytest.raises(Unreadable):
        ratings.score(words)


def test_the_page_may_tell_the_scale() -> None:
    assert ratings.score("★★★", best=4) == scores.Score(words="★★★", value=3, best=4, percent=75)
    assert ratings.score("8", best=10) == scores.Score(words="8", value=8, best=10, percent=80)
    assert ratings.score("4/5", best=10) == scores.Score(words="4/5", value=4, best=5, percent=80)
    assert ratings.score("8", best=5) == scores.Score(words="8")
    assert ratings.score("★★★★★", best=10) == scores.Score(words="★★★★★", value=5, best=10, percent=50)


def test_the_scale_of_letters_can_be_chosen() -> None:
    mine = {"A": 95.0, "B+": 88.0}
    found = {words: ratings.score(words, letters=mine) for words in ("A", "B+", "C")}
    assert {words: score.percent for words, score in found.items() if score} == {"A": 95, "B+": 88, "C": None}


def test_each_example_is_read_by_its_own_row() -> None:
    """A row that an earlier one hides would be dead."""
    for row, _ in scores._notations():
        for words in row["examples"]:
            bare = scores._bare(words)
            first = next(other["name"] for other, pattern in scores._notations() if pattern.fullmatch(bare))
            assert first == row["name"], words


def test_every_word_of_the_table_takes_part() -> None:
    rows = table("notations")
    for word in rows["number"]:
        assert ratings.score(f"{word} stars") is not None, word
    for letter in rows["letters"]:
        found = ratings.score(letter)
        assert found is not None and found.percent == rows["letters"][letter]
    for best in rows["bests"]:
        found = ratings.score(f"{best}/{best}")
        assert found is not None and found.percent == 100


def test_the_document_is_the_tables() -> None:
    assert (ROOT / "docs" / "notations.md").read_text(encoding="utf-8") == notations.document(), (
        "run `python -m pipelines.normalize.notations > docs/notations.md`"
    )


@needs_shared
def test_every_unambiguous_notation_of_critics_is_exact_and_no_other_has_a_percent() -> None:
    with (SHARED / "notations.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wrong = []
    for row in rows:
        found = ratings.score(row["notation"])
        wanted = float(row["value_0_100"]) if row["scale"] not in ("none", "?") else None
        if found is None or found.percent != wanted:
            wrong.append((row["notation"], wanted, found))
    assert rows and not wrong


@needs_shared
def test_scores_of_sites_keep_their_place() -> None:
    with (SHARED / "fandango.jsonl").open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    for row in rows:
        found = ratings.score(str(row["raw"]), row["best"])
        assert found is not None and found.percent is not None
        assert found.percent / 20 == pytest.approx(row["stars_0_5"], abs=0.001), row
        assert ratings.aggregate(str(row["raw"]), str(row["best"])) == (row["raw"], row["best"])


COUNTS = {
    "5,892": 5892,
    "427K": 427_000,
    "1.2M": 1_200_000,
    "1 234 567": 1_234_567,
    "1'234'567": 1_234_567,
    "12,34,567": 1_234_567,
    "12,3 тыс.": 12_300,
    "1,5 mil": 1500,
    "1.2万": 12_000,
    "3万人": 30_000,
    "1.2億": 120_000_000,
    "(39 votes)": 39,
    "5 892 hlasů": 5892,
    "250,000+": 250_000,
    "488 notes dont 101 critiques": 488,
    "१२३": 123,
}


@pytest.mark.parametrize("words", COUNTS)
def test_counts(words: str) -> None:
    assert ratings.count(words) == COUNTS[words]


@pytest.mark.parametrize("words", ["39 user 99 critic", "1.2", "many", "1,23,4", "12.345.67", "1 2 3"])
def test_what_is_not_one_count_is_unreadable(words: str) -> None:
    with pytest.raises(Unreadable):
        ratings.count(words)


HELPFUL: dict[str, Helpful | None] = {
    "46 of 57 people found this review helpful.": Helpful(up=46, total=57),
    "1,234 out of 2,000 found this helpful. Was this review helpful?": Helpful(up=1234, total=2000),
    "One person found this helpful": Helpful(up=1),
    "Helpful (12)": Helpful(up=12),
    "12 personnes sur 15 ont trouvé cette critique utile": Helpful(up=12, total=15),
    "A 12 personas de 15 les pareció útil": Helpful(up=12, total=15),
    "Полезно: 46 из 57": Helpful(up=46, total=57),
    "Рецензия полезна? Да / Нет 46 / 11": Helpful(up=46, total=57),
    "👍 12 👎 3": Helpful(up=12, total=15),
    "15人中12人が役に立った": Helpful(up=12, total=15),
    "Was this review helpful?": None,
}


@pytest.mark.parametrize("words", HELPFUL)
def test_helpful(words: str) -> None:
    assert ratings.helpful(words) == HELPFUL[words]


def test_more_cannot_have_found_it_helpful_than_voted() -> None:
    with pytest.raises(Unreadable, match="more found it helpful"):
        ratings.helpful("57 of 46 people found this review helpful")


@pytest.mark.parametrize(
    ("value", "best", "found"),
    [
        ("6.4/10", "", (6.4, 10)),
        ("6,4", "10", (6.4, 10)),
        ("3.5", "out of 5", (3.5, 5)),
        ("91", "%", (91, 100)),
        ("8.071", "10", (8.071, 10)),
        ("7,596", "", (7.596, None)),
        ("0", "10", None),
        ("0%", "", (0, 100)),
    ],
)
def test_aggregates(value: str, best: str, found: tuple[float, float | None] | None) -> None:
    assert ratings.aggregate(value, best) == found


@pytest.mark.parametrize(("value", "best"), [("64", "10"), ("Fresh", ""), ("6.4", "10 or 20")])
def test_an_average_off_its_scale_is_unreadable(value: str, best: str) -> None:
    with pytest.raises(Unreadable):
        ratings.aggregate(value, best)


def test_the_tables_patterns_hold_no_group_that_captures() -> None:
    """A capturing group in a list of words would shift the groups of the rows that use it."""
    for name in ("of", "units", "verdicts", "labels", "halves"):
        for pattern in table("notations")[name]:
            assert re.compile(pattern).groups == 0, pattern
