"""What a clue saw, in words for people: "1972 against 2002", "Ann Lee = Lee Ann"."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.matching.films import FilmClues
from pipelines.matching.people import People, shared
from pipelines.matching.title_levels import title_level
from pipelines.matching.titles import Title

_SHOWN = 4  # values of a list


def titles(left: FilmClues, right: FilmClues) -> str:
    """The forms that are equal, or the displayed titles."""
    level = title_level(left.titles, right.titles)
    key = max(left.titles.keys & right.titles.keys, key=lambda key: (len(key), key), default="")
    one, other = (_form(film, key).shown for film in (left, right))
    if level == "near":
        return f"{one}, nearly {other}"
    return against(one, other, equal=level in ("equal_long", "equal_short"))


def _form(film: FilmClues, key: str) -> Title:
    forms = film.titles.shown or film.titles.known
    return next((form for form in film.titles.known if form.key == key), forms[0])


def against(one: object, other: object, *, equal: bool) -> str:
    """Two values, and whether they are equal.

    >>> against(1972, 2002, equal=False)
    '1972 against 2002'
    """
    return f"{one} = {other}" if equal else f"{one} against {other}"


def people(one: People, other: People) -> str:
    """Who is on both sides, as each spells them, or who is on either."""
    pairs = shared(one, other)
    if pairs:
        return listed(against(a, b, equal=True) for a, b in pairs)
    return against(listed(one.shown), listed(other.shown), equal=False)


def values(one: Iterable[object], other: Iterable[object]) -> str:
    """What two sets share, or both of them."""
    first, second = set(map(str, one)), set(map(str, other))
    common = sorted(first & second)
    return listed(common) if common else against(listed(sorted(first)), listed(sorted(second)), equal=False)


def days(left: FilmClues, right: FilmClues) -> str:
    """The days of release that both state, with or without a year, or those of either.

    >>> from pipelines.matching.films import film_clues
    >>> days(film_clues({"release_dates": ["2012-09-28"]}), film_clues({"release_dates": ["--09-28"]}))
    '2012-09-28 = --09-28'
    """
    pairs = ((one, other) for one in sorted(left.dates) for other in sorted(right.dates))
    alike = next(((a, b) for a, b in pairs if a != b and "-" in (a[0], b[0]) and a[-5:] == b[-5:]), None)
    if alike and not left.dates & right.dates:
        return against(*alike, equal=True)
    return values(left.dates, right.dates)


def years(left: FilmClues, right: FilmClues) -> str:
    """The years of both, those of release where there are no others."""
    one, other = (listed(map(str, sorted(film.years or film.release_years))) for film in (left, right))
    return against(one, other, equal=one == other)


def runtimes(left: FilmClues, right: FilmClues) -> str:
    """The running times of both."""
    one, other = (listed(f"{minutes} min" for minutes in film.minutes) for film in (left, right))
    return against(one, other, equal=one == other)


def certificates(left: FilmClues, right: FilmClues) -> str:
    """The certificates of both, without their scale."""
    one, other = ({mark.partition(":")[2].upper() for mark in film.certificates} for film in (left, right))
    return values(one, other)


def money(left: FilmClues, right: FilmClues) -> str:
    """The sums of both."""
    one, other = (
        listed(f"{measure} {amount:,} {currency or ''}".strip() for measure, _, currency, amount in film.money)
        for film in (left, right)
    )
    return against(one, other, equal=one == other)


def writing(left: FilmClues, right: FilmClues) -> str:
    """When the text was written, and when the film came out."""
    text, film = (left, right) if left.written else (right, left)
    return f"a text of {text.written} on a film of {listed(map(str, sorted(film.years | film.release_years)))}"


def listed(shown: Iterable[str]) -> str:
    """The first values of a list.

    >>> listed("abcdef")
    'a, b, c, d, ...'
    """
    all_shown = list(shown)
    return ", ".join(all_shown[:_SHOWN]) + (", ..." if len(all_shown) > _SHOWN else "")
