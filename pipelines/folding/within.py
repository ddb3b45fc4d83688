"""When one value is contained in another, and when two values of one fact cannot both be true.

`..._within(a, b)` is true where whoever states `b` has stated `a` too. `..._clash(a, b)` is true where both cannot be.
"""

from __future__ import annotations

import re

from ledger.records import Awards, BoxOffice, CastMember, Connection, ContentRating, Quote, ReleaseDate, Soundtrack
from pipelines.normalize.people import name_key
from pipelines.normalize.text import fold


def said(part: object, whole: object) -> bool:
    """Whether a part is absent or the same.

    >>> said(None, "US"), said("US", "US"), said("US", None)
    (True, True, False)
    """
    return part is None or part == whole


def date_within(a: str, b: str) -> bool:
    """Whether a partial date is contained in another.

    >>> date_within("--09-28", "2012-09-28"), date_within("2012", "2012-09"), date_within("2012-09", "2012")
    (True, True, False)
    """
    if a.startswith("--") and not b.startswith("--"):
        return b[4:].startswith(a[1:])
    return b == a or b.startswith(f"{a}-")


def dates_agree(a: str, b: str) -> bool:
    """Whether two partial dates may be the same day: one within the other, or one's year with the other's day.

    >>> dates_agree("--09-28", "2012"), dates_agree("--09-28", "2012-09"), dates_agree("--09-28", "2012-10")
    (True, True, False)
    """
    if date_within(a, b) or date_within(b, a):
        return True
    yearless, other = (a, b) if a.startswith("--") else (b, a)
    if not yearless.startswith("--") or other.startswith("--"):
        return False
    return yearless[1:].startswith(other[4:])


def people_within(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether every name of one list stands in the other, the order of words and names aside.

    >>> people_within(("Ho Bong Joon",), ("Bong Joon Ho", "Another"))
    True
    """
    return {name_key(name) for name in a} <= {name_key(name) for name in b}


def people_clash(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether each of two lists has a name that the other lacks."""
    return not people_within(a, b) and not people_within(b, a)


def cast_within(a: CastMember, b: CastMember) -> bool:
    """Whether it is the same player in the same part, the part perhaps named in fewer words.

    >>> malia = CastMember(name="Emily Alyn Lind", character="Malia")
    >>> cast_within(malia, CastMember(name="Emily Alyn Lind", character="Malia Fitzpatrick"))
    True
    """
    if name_key(a.name) != name_key(b.name):
        return False
    return a.character is None or (
        b.character is not None and set(fold(a.character).split()) <= set(fold(b.character).split())
    )


def rating_within(a: ContentRating, b: ContentRating) -> bool:
    """Whether it is the same certificate, with fewer words about it.

    >>> full = ContentRating(system="MPA", value="PG-13", reason="language")
    >>> rating_within(ContentRating(value="PG13"), full), rating_within(full, ContentRating(value="PG13"))
    (True, False)
    """
    return (
        certificate(a) == certificate(b)
        and said(a.system, b.system)
        and said(a.country, b.country)
        and said(a.reason and fold(a.reason), b.reason and fold(b.reason))
    )


def ratings_clash(a: ContentRating, b: ContentRating) -> bool:
    """Whether one authority is said to have given two certificates."""
    same_authority = a.system is not None and a.system == b.system and (not a.country or said(b.country, a.country))
    return same_authority and certificate(a) != certificate(b)


def certificate(rating: ContentRating) -> str:
    """The certificate without its punctuation; the value itself where there is nothing else ("+", "一般")."""
    return fold(rating.value).replace(" ", "") or rating.value


def release_within(a: ReleaseDate, b: ReleaseDate) -> bool:
    """Whether it is the same release, with fewer words about it."""
    return date_within(a.date, b.date) and said(a.country, b.country) and said(a.note, b.note)


def releases_clash(a: ReleaseDate, b: ReleaseDate) -> bool:
    """Whether one country is said to have had one release on two days."""
    return a.country is not None and a.country == b.country and a.note == b.note and not dates_agree(a.date, b.date)


def money_within(a: BoxOffice, b: BoxOffice) -> bool:
    """Whether it is the same sum, perhaps rounded, with fewer words about it."""
    return (
        a.measure == b.measure
        and said(a.region, b.region)
        and said(a.currency, b.currency)
        and said(a.as_of, b.as_of)
        and amounts_agree(a, b)
        and (a.approximate or not b.approximate)
    )


def same_measure(a: BoxOffice, b: BoxOffice) -> bool:
    """Whether two sums tell of one thing, a region or a currency held against none being the same."""
    return (
        a.measure == b.measure
        and (said(a.region, b.region) or b.region is None)
        and (said(a.currency, b.currency) or b.currency is None)
    )


def sums_clash(a: BoxOffice, b: BoxOffice) -> bool:
    """Whether two sums of one measure cannot both be true. As of two days they can: money goes on coming in."""
    return (a.as_of is None or b.as_of is None or a.as_of == b.as_of) and not amounts_agree(a, b)


def amounts_agree(a: BoxOffice, b: BoxOffice) -> bool:
    """Whether two sums are the same within the rounding of those that are rounded.

    >>> million = BoxOffice(measure="gross", amount=2_600_000, approximate=True)
    >>> amounts_agree(million, BoxOffice(measure="gross", amount=2_603_370))
    True
    >>> amounts_agree(million, BoxOffice(measure="gross", amount=2_700_000, approximate=True))
    False
    """
    margin = max(rounding(sum_.amount) if sum_.approximate else 0 for sum_ in (a, b))
    return 2 * abs(a.amount - b.amount) <= margin if margin else a.amount == b.amount


def rounding(amount: int) -> int:
    """The unit to which a sum is rounded: the place of its last digit that is not 0, or its thousand, million, billion.

    >>> rounding(2_700_000), rounding(30_000_000), rounding(5_308_553)
    (100000, 1000000, 1)
    """
    digits = str(abs(amount))
    zeros = len(digits) - len(digits.rstrip("0"))
    return int(10 ** min(zeros, 3 * ((len(digits) - 1) // 3))) if amount else 0


def awards_within(a: Awards, b: Awards) -> bool:
    """Whether every count of one is in the other."""
    return said(a.wins, b.wins) and said(a.nominations, b.nominations)


def awards_clash(a: Awards, b: Awards) -> bool:
    """Whether they count differently."""
    return any(
        one is not None and other is not None and one != other
        for one, other in ((a.wins, b.wins), (a.nominations, b.nominations))
    )


def connection_within(a: Connection, b: Connection) -> bool:
    """Whether it is the same connection, its year perhaps left out."""
    return a.relation == b.relation and fold(a.title) == fold(b.title) and said(a.year, b.year)


def quote_within(a: Quote, b: Quote) -> bool:
    """Whether it is the same line, its speaker perhaps left out."""
    return fold(a.text) == fold(b.text) and (a.character is None or fold(a.character) == fold(b.character or ""))


def soundtrack_within(a: Soundtrack, b: Soundtrack) -> bool:
    """Whether it is the same piece with no credit that the other lacks."""
    return fold(a.title) == fold(b.title) and {fold(c) for c in a.credits} <= {fold(c) for c in b.credits}


def ratio(words: str) -> str:
    """An aspect ratio's number, so that "2.35 : 1" and "2.35:1" are one; the folded words where it has none.

    >>> ratio("2.35 : 1"), ratio("2,35:1"), ratio("1.85"), ratio("Scope")
    ('2.35', '2.35', '1.85', 'scope')
    """
    found = re.search(r"\d+(?:[.,]\d+)?", words)
    return f"{float(found[0].replace(',', '.')):g}" if found else fold(words)


def earliest_year(dates: tuple[ReleaseDate, ...]) -> int | None:
    """The first year in which a film was shown.

    >>> earliest_year((ReleaseDate(date="2012-09-28"), ReleaseDate(date="2011"), ReleaseDate(date="--09-23")))
    2011
    """
    years = [int(release.date[:4]) for release in dates if not release.date.startswith("--")]
    return min(years, default=None)
