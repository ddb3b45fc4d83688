"""One date in words, as far as they give it: nothing is filled in, least of all from today."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipelines.normalize import Unreadable
from pipelines.normalize.ago import counted_back
from pipelines.normalize.date_spans import LONE_YEAR, DateSpan, Unclear, iso_date, spans, without_times
from pipelines.normalize.numerals import ascii_digits
from pipelines.normalize.rows import says_nothing, table
from pipelines.normalize.text import clean, fold

if TYPE_CHECKING:
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]

_LONGEST = 200
_REMARK = re.compile(r"\([^()\d]*\)")  # "1959 (UK)"
NUMBERS = re.compile(r"(?<!\w)\d+(?!\w)")
"""A number by itself: beside a date it makes the words say more than a date."""


def date(words: str, *, fetched: datetime | None = None, languages: Collection[str] = ()) -> str | None:
    """A date as ISO 8601, as far as it is given: "2012-09-28", "2012-09", "2012", "--09-28"; None for nothing.

    `fetched` is when the page was fetched: "3 days ago" counts from it. `languages` (ISO 639-1, or "en-US") tell how
    "01/09/2023" is meant: month first in English of no country but the United States', else day first. Dots mean day
    first. What stays unclear is Unreadable.

    >>> date("28 September 2012"), date("Monday, October 8, 2012"), date("September 28"), date("Sept. 2012")
    ('2012-09-28', '2012-10-08', '--09-28', '2012-09')
    >>> date("1997"), date("2012年9月28日"), date("28 сентября 2012 г."), date("le 1er août 2003"), date("TBA")
    ('1997', '2012-09-28', '2012-09-28', '2003-08-01', None)
    >>> date("01.09.2023"), date("01/09/2023", languages=["fr"]), date("01/09/2023", languages=["en-US"])
    ('2023-09-01', '2023-09-01', '2023-01-09')
    >>> date("vor 2 Tagen", fetched=datetime(2024, 3, 1))
    '2024-02-28'
    """
    s = prepared(words)
    if not s:
        return None
    if back := counted_back(s, fetched, words):
        return back
    s, found = one_date(s, languages, words)
    if found and not NUMBERS.search(_outside(s, found)):
        return found.iso
    return _lone_year(s) or _by_library(s, tuple(languages), words)


def prepared(words: str) -> str:
    """The words in one line with ASCII digits; "" where they say nothing."""
    s = ascii_digits(" ".join(clean(words[: _LONGEST * 2]).split()))
    if says_nothing(s):
        return ""
    if len(s) > _LONGEST:
        raise Unreadable(words, "too long for a date")
    return s


def one_date(s: str, languages: Collection[str], words: str) -> tuple[str, DateSpan | None]:
    """The one date in the words; of several, the one that is not said to be of a later change (blanked, then)."""
    try:
        found = spans(s, languages)
    except Unclear as unclear:
        raise Unreadable(words, str(unclear)) from None
    if len({span.iso for span in found}) > 1:
        for span in [span for span in found if _changed().search(fold(s[: span.start]))]:
            found.remove(span)
            s = s[: span.start] + " " * (span.end - span.start) + s[span.end :]
        if len({span.iso for span in found}) != 1:
            raise Unreadable(words, "holds several dates")
    return s, found[0] if found else None


@cache
def _changed() -> re.Pattern[str]:
    return re.compile(rf"(?:^|\s)(?:{'|'.join(table('dates')['changed']['words'])})(?: on)?$")


def _outside(s: str, span: DateSpan) -> str:
    """What stands beside the date, up to the bars that part it from other facts."""
    before, after = re.split(r"[|•·]", s[: span.start])[-1], re.split(r"[|•·]", s[span.end :])[0]
    return without_times(before) + " " + without_times(after)


def _lone_year(s: str) -> str | None:
    """ "1997", "circa 1997", "Summer 1997": the year, where nothing else of weight stands beside it."""
    years = LONE_YEAR.findall(s)
    if len(years) != 1:
        return None
    others = fold(LONE_YEAR.sub(" ", _REMARK.sub(" ", s))).split()
    return iso_date(int(years[0]), None, None) if all(word in _beside() for word in others) else None


@cache
def _beside() -> frozenset[str]:
    return frozenset(table("dates")["beside"])


_WORDS_OF_A_DATE = re.compile(
    r"\W*(?:[^\W\d]+\W+){0,2}(?:\d{1,2}\W+[^\W\d]+|[^\W\d]+\W+\d{1,2})\W+(?:[^\W\d]+\W+)?\d{4}\W*"
)


def _by_library(s: str, languages: tuple[str, ...], words: str) -> str:
    """The last resort: dateparser, for languages whose months no table here knows.

    Its first failure costs seconds, so that it is asked only for what has the shape of a date, and not for languages
    that are known here.
    """
    asked = tuple(sorted({language.replace("_", "-").split("-")[0].casefold() for language in languages}))
    if not set(asked) & set(table("months")["languages"]) and _WORDS_OF_A_DATE.fullmatch(s):
        found = _dateparser_says(s, asked)
        if found and str(found.year) in s and (iso := iso_date(found.year, found.month, found.day)):
            return iso
    raise Unreadable(words, "not a date")


@lru_cache(maxsize=4096)
def _dateparser_says(s: str, languages: tuple[str, ...]) -> datetime | None:
    found: datetime | None = _dateparser(languages).get_date_data(s).date_obj
    return found


@cache
def _dateparser(languages: tuple[str, ...]) -> DateDataParser:
    from dateparser.data.languages_info import language_order  # type: ignore[import-untyped]  # noqa: PLC0415
    from dateparser.date import DateDataParser  # noqa: PLC0415 - heavy, and rarely needed

    # Nothing may be filled in from the clock: every part must be in the words.
    settings = {
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
        "RELATIVE_BASE": datetime(2000, 1, 1),
    }
    known = [language for language in languages if language in language_order]
    return DateDataParser(languages=known or None, settings=settings)
