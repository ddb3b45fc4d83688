"""The levels of agreement: for each clue, how far two films agree, or None where one of them does not speak.

Every level is the same whichever film comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from itertools import product

from pipelines.matching.films import FilmClues
from pipelines.matching.people import People, shared, together
from pipelines.normalize.text import fold

_SHORT, _FEATURE = 45, 60  # minutes: at most, at least
Level = Callable[[FilmClues, FilmClues], str | None]


def year_level(left: FilmClues, right: FilmClues) -> str | None:
    """How far the stated years are apart; a year of release on one side may make up for a later one on the other."""
    if not left.years or not right.years:
        return None
    apart = _apart(left.years, right.years)
    if apart > 1 and _apart(left.years | left.release_years, right.years | right.release_years) <= 1:
        return "off_1"
    return _span(apart, "equal")


def release_year_level(left: FilmClues, right: FilmClues) -> str | None:
    """The same from years of release, where a film has no other.

    A release that is later than the other's year may be that of a disc, or in another country.
    """
    if left.years and right.years:
        return None
    one, other = left.years | left.release_years, right.years | right.release_years
    if not one or not other:
        return None
    if (left.years and max(left.years) + 1 < min(other)) or (right.years and max(right.years) + 1 < min(one)):
        return "later"
    return _span(_apart(one, other), "equal")


def years_meet(left: FilmClues, right: FilmClues) -> bool:
    """Whether the years of both, those of release among them, are at most one apart, or unknown."""
    one, other = left.years | left.release_years, right.years | right.release_years
    return not one or not other or _apart(one, other) <= 1


def _apart(one: Iterable[int], other: Iterable[int]) -> int:
    return min(abs(a - b) for a, b in product(one, other))


def _span(years: int, equal: str) -> str:
    if years <= 3:
        return equal if years == 0 else f"off_{years}"
    return "off_9" if years <= 9 else "far"


def date_level(left: FilmClues, right: FilmClues) -> str | None:
    """Whether a day of release is shared; a day without a year counts less."""
    if not left.dates or not right.dates:
        return None
    if any(day[0] != "-" for day in left.dates & right.dates):
        return "same_day"
    if {day[-5:] for day in left.dates} & {day[-5:] for day in right.dates if day[0] == "-"} or {
        day[-5:] for day in left.dates if day[0] == "-"
    } & {day[-5:] for day in right.dates}:
        return "same_day_no_year"
    gap = _days_apart(left.dates, right.dates)
    if gap is None:
        return None
    return "days" if gap <= 10 else "weeks" if gap <= 45 else "months" if gap <= 400 else "apart"


def _days_apart(one: Iterable[str], other: Iterable[str]) -> int | None:
    days = [[_ordinal(day) for day in side if day[0] != "-"] for side in (one, other)]
    return min((abs(a - b) for a, b in product(*days)), default=None)


def _ordinal(day: str) -> int:
    year, month, of_month = map(int, day.split("-"))
    # Days that no calendar has (31 June) come from broken pages; the month is what counts here.
    return date(year, min(max(month, 1), 12), 1).toordinal() + of_month - 1


def directors_level(left: FilmClues, right: FilmClues) -> str | None:
    """All directors of the shorter list, some, or none in common."""
    return _crew_level(left.directors, right.directors)


def writers_level(left: FilmClues, right: FilmClues) -> str | None:
    """All writers of the shorter list, some, or none in common."""
    return _crew_level(left.writers, right.writers)


def _crew_level(one: People, other: People) -> str | None:
    if not one or not other:
        return None
    found = len(shared(one, other))
    if not found:
        return "none"
    return "all" if found == min(len(one), len(other)) else "some"


def cast_level(left: FilmClues, right: FilmClues) -> str | None:
    """How much of the shorter cast is in the longer; short lists show those on top of the bill only."""
    if not left.cast or not right.cast:
        return None
    fewest = min(len(left.cast), len(right.cast))
    found = len(shared(left.cast, right.cast))
    if found >= 2:
        return "most" if found * 2 > fewest else "some"
    if found == 1:
        return "one_of_few" if fewest <= 3 else "one"
    return "none_of_few" if fewest <= 2 else "none"


def roles_level(left: FilmClues, right: FilmClues) -> str | None:
    """People of one film in another role in the other, where no role can be compared that both state."""
    if any(getattr(left, role) and getattr(right, role) for role in ("directors", "cast")):
        return None
    found = len(shared(everyone(left), everyone(right)))
    return None if not found else "several" if found > 1 else "one"


def everyone(film: FilmClues) -> People:
    """All people of a film, each once."""
    return together((film.directors, film.writers, film.cast))


def text_level(left: FilmClues, right: FilmClues) -> str | None:
    """How many people and characters of one film are named in the text about the other."""
    if not left.text and not right.text:
        return None
    found = len(named_in_text(left, right))
    if found:
        return "several" if found >= 3 else "two" if found == 2 else "one"
    asked = (everyone(one) for one, other in ((left, right), (right, left)) if other.text)
    return "nobody" if any(len(people) >= 3 for people in asked) else None


def named_in_text(left: FilmClues, right: FilmClues) -> list[str]:
    """The people and characters of either film whom the text about the other names."""
    found: dict[str, str] = {}
    for film, text in ((left, right.text), (right, left.text)):
        if text:
            people = {fold(name): name for name in everyone(film).shown if " " in name}
            parts = {name: name for name in film.characters if " " in name}
            found |= {name: shown for name, shown in (people | parts).items() if f" {name} " in text}
    return sorted(found.values())


def written_level(left: FilmClues, right: FilmClues) -> str | None:
    """Whether a text about one film was published about when the other came out, later, or long before it."""
    gaps = [
        film_text.written - min(film.years | film.release_years)
        for film_text, film in ((left, right), (right, left))
        if film_text.written and film.years | film.release_years
    ]
    if not gaps:
        return None
    if min(gaps) < -1:
        return "before"
    return "around" if any(gap <= 1 for gap in gaps) else None


def characters_level(left: FilmClues, right: FilmClues) -> str | None:
    """How many characters are of the same name."""
    if not left.characters or not right.characters:
        return None
    found = len(left.characters & right.characters)
    if found:
        return "several" if found > 1 else "one"
    return "none" if min(len(left.characters), len(right.characters)) >= 4 else None


def runtime_level(left: FilmClues, right: FilmClues) -> str | None:
    """How far the running times are apart: rounding, another print, a cut, another film; a short and a long one."""
    if not left.minutes or not right.minutes:
        return None
    a, b = min(product(left.minutes, right.minutes), key=lambda pair: (abs(pair[0] - pair[1]), pair[0] + pair[1]))
    apart, longest = abs(a - b), max(a, b)
    if a <= _SHORT < _FEATURE <= b or b <= _SHORT < _FEATURE <= a:
        return "short_or_not"
    if apart <= 1:
        return "equal"
    if apart <= 3:
        return "close"
    if apart <= max(8, 0.08 * longest):
        return "near"
    return "cut" if apart <= 0.25 * longest else "far"


def overlap_level(name: str) -> Level:
    """The level of two sets: shared, or none in common."""

    def level(left: FilmClues, right: FilmClues) -> str | None:
        one, other = getattr(left, name), getattr(right, name)
        return None if not one or not other else "shared" if one & other else "none"

    return level


def genres_level(left: FilmClues, right: FilmClues) -> str | None:
    """Most genres, some, or none in common; a documentary against a film that is none."""
    one, other = left.genres, right.genres
    if not one or not other:
        return None
    found = len(one & other)
    if not found:
        return "documentary" if "documentary" in one | other else "none"
    return "most" if found >= 2 or found == len(one | other) else "some"


def certificate_level(left: FilmClues, right: FilmClues) -> str | None:
    """Equal or not, on one scale."""
    if left.certificates & right.certificates:
        return "equal"
    scales = [{mark.split(":")[0] for mark in film.certificates} for film in (left, right)]
    return "other" if scales[0] & scales[1] else None


def money_level(left: FilmClues, right: FilmClues) -> str | None:
    """Sums of one measure, region and currency: equal, equal but for rounding or a later count, or far apart."""
    ratios = [
        max(a[3], b[3]) / max(1, min(a[3], b[3]))
        for a, b in product(left.money, right.money)
        if a[0] == b[0] and a[2] == b[2] and (a[1] == b[1] or None in (a[1], b[1]))
    ]
    if not ratios:
        return None
    closest = min(ratios)
    if closest <= 1.0001:
        return "equal"
    return "close" if closest <= 1.05 else "near" if closest <= 2 else "far"


_FAR_KINDS = frozenset({"tv_series", "tv_episode"})


def kind_level(left: FilmClues, right: FilmClues) -> str | None:
    """Film, short, television, video: the last ones are often told apart differently; a series is no film."""
    if not left.kind or not right.kind:
        return None
    if left.kind == right.kind:
        return "equal"
    if _FAR_KINDS & {left.kind, right.kind}:
        return "film_or_series"
    return "short_or_not" if "short" in (left.kind, right.kind) else "other"
