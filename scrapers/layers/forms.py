"""Set forms: lines that say a fact without a label, by their shape alone.

"Won't Back Down (2012)" is a title and its year, "6.4/10" beside a count is an aggregate rating, "Maggie
Gyllenhaal ... Jamie Fitzpatrick" a cast row, "1 win & 3 nominations" the awards.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence

from scrapers.headlines import film_of
from scrapers.layers import Found
from scrapers.layers.label_table import label_of
from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.shapes import for_lower_case, is_score, without_tail
from scrapers.tables import table
from scrapers.words import FilmField, RatingWords, Said

LAYER = "forms"
_ONE_LINE: Mapping[str, FilmField] = {"content_rating": "content_rating", "awards": "awards", "offer": "offers"}
"""The forms that are a line of their own, and the fields that they state."""
_FORMS = {name: re.compile(words, re.IGNORECASE) for name, words in table("phrases")["set_form"].items()}
_ANY_FORM = for_lower_case("|".join(f"(?:{table('phrases')['set_form'][name]})" for name in _ONE_LINE))
"""What a line holds that states one of the facts of `_ONE_LINE`."""
_TITLE_YEAR = re.compile(
    r"^(?P<title>.{1,120}?)\s*[(（](?P<year>(?:18[89]|19\d|20\d)\d)[)）]"
    r"(?P<score>\s*[-–—:|]?\s*[*★☆⭐✮½¼¾ ]{1,14}|\s+-?\d(?:[.,]\d)?\s*/\s*\d{1,3})?$"
)
_CAST_ROW = re.compile(r"^(?P<name>.{3,60}?)\s*(?:\.{3,}|…+)\s*(?P<character>\S.{0,80})$")
_COUNT = re.compile(r"^\(?(?P<count>\d[\d.,' \u202f]*[KkMm]?)(?: (?:votes|ratings|users|user ratings))?\)?$")
_COUNTS = {
    "user_reviews": re.compile(r"(?<![\d.,])(\d[\d,.]*)\s+user\b", re.IGNORECASE),
    "critic_reviews": re.compile(r"(?<![\d.,])(\d[\d,.]*)\s+critic\b", re.IGNORECASE),
}
_SHORTEST = 16
"""Characters that hold no paragraph."""
_BRACKETS = frozenset("(（")
_TOP = 60  # lines in which a page states its title
_ROWS = 2  # rows that make a cast table
_NEAR = 8  # lines between a title and its score
_CREDITS: frozenset[FilmField] = frozenset({"directors", "writers", "cast"})


def _said(line: Line, text: str | None = None, **parts: str) -> Said:
    return Said(text=line.text if text is None else text, layer=LAYER, where=line.where, parts=parts)


def title_line(lines: Sequence[Line]) -> tuple[int, re.Match[str]] | None:
    """The index of the line that states title and year, near the top, and its parts; None where there is none."""
    dated = (
        (at, line.text)
        for at, line in enumerate(lines[:_TOP])
        if line.has_digit and not _BRACKETS.isdisjoint(line.text)
    )
    hits = ((at, found) for at, text in dated if (found := _TITLE_YEAR.match(text)))
    return next(hits, None)


def _cast(lines: Sequence[Line]) -> tuple[list[Said], set[int]]:
    """Rows of "name ... character" that stand together; one alone is a sentence with an ellipsis."""
    said: list[Said] = []
    numbers: set[int] = set()
    run: list[tuple[Line, re.Match[str]]] = []
    for line in (*lines, None):
        dotted = line is not None and len(line.text) < 130 and ("..." in line.text or "…" in line.text)
        row = _CAST_ROW.match(line.text) if line and dotted else None
        if line and row and not line.is_paragraph:
            run.append((line, row))
            continue
        if len(run) >= _ROWS:
            said += [_said(one, row["name"], name=row["name"], character=row["character"]) for one, row in run]
            numbers |= {one.number for one, _ in run}
        run = []
    return said, numbers


def _rating(lines: Sequence[Line], title_at: int) -> tuple[tuple[RatingWords, ...], set[int]]:
    """The score beside the title, with its votes and the numbers of reviews."""
    near = range(max(0, title_at - _NEAR), min(len(lines), title_at + _NEAR + 1))
    at = next((i for i in near if is_score(lines[i].text)), None)
    if at is None:
        return (), set()
    taken = {lines[at].number}
    votes: Said | None = None
    if at + 1 < len(lines) and _COUNT.match(lines[at + 1].text):
        votes = _said(lines[at + 1])
        taken.add(lines[at + 1].number)
    reviews: dict[str, Said] = {}
    for line in lines[at + 1 : at + 5]:
        for name, pattern in _COUNTS.items():
            found = pattern.search(line.text) if len(line.text) < 80 else None
            if found:
                reviews.setdefault(name, _said(line, found[1]))
                taken.add(line.number)
    value = _said(lines[at])
    rating = RatingWords(
        kind="audience",
        value=value,
        votes=votes,
        user_reviews=reviews.get("user_reviews"),
        critic_reviews=reviews.get("critic_reviews"),
    )
    return (rating,), taken


def _synopsis(lines: Sequence[Line], title_at: int) -> Said | None:
    """The paragraph between the title and the first credit."""
    for line in lines[title_at + 1 : title_at + 40]:
        label = label_of(line.text)
        if label and label.field in _CREDITS:
            break
        if line.is_paragraph and not line.is_furniture:
            return _said(line, without_tail(line.text))
    return None


def _suffixed_title(lines: Sequence[Line]) -> tuple[Said, Said, set[int]] | None:
    """ "Won't Back Down Synopsis" over a paragraph: the title, and the synopsis."""
    for line, after in itertools.pairwise(lines):
        # A paragraph is longer than most lines are.
        over = len(after.text) > _SHORTEST and after.is_paragraph and not line.is_paragraph
        found = _FORMS["title_suffix"].match(line.text) if over else None
        if found:
            return _said(line, found["title"]), _said(after), {line.number, after.number}
    return None


def read(page: Page) -> Found:
    """The facts that stand in a set form."""
    lines = page.lines
    film: dict[FilmField, tuple[Said, ...]] = {}
    numbers: set[int] = set()
    ratings: tuple[RatingWords, ...] = ()
    cast, rows = _cast(lines)
    if cast:
        film["cast"] = tuple(cast)
        numbers |= rows
    for line in lines:
        if len(line.text) > 160:
            continue
        if _ANY_FORM.match(line.low):
            for name, field in _ONE_LINE.items():
                found = _FORMS[name].match(line.text)
                if found and field not in film:
                    film[field] = (_said(line, without_tail(line.text)),)
                    numbers.add(line.number)
    titled = title_line(lines)
    if titled:
        title_at, found = titled
        film["title"] = (_said(lines[title_at], film_of(found["title"]) or found["title"]),)
        film["year"] = (_said(lines[title_at], found["year"]),)
        ratings, taken = _rating(lines, title_at)
        numbers |= taken | {lines[title_at].number}
        synopsis = _synopsis(lines, title_at)
        if synopsis:
            film["synopsis"] = (synopsis,)
    suffixed = _suffixed_title(lines)
    if suffixed and not titled:
        film["title"], film["synopsis"] = (suffixed[0],), (suffixed[1],)
        numbers |= suffixed[2]
    return Found(film=film, ratings=ratings, lines=frozenset(numbers))
