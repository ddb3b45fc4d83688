"""What several mentions of one film say together, in the form that is compared.

Two pages may look like two films (one has the title in one language, one in another) until a third says both.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from pipelines.matching.films import FilmClues
from pipelines.matching.people import together
from pipelines.matching.titles import Titles


def profile(clues: Sequence[FilmClues]) -> FilmClues:
    """All that is stated, as of one film. Raises ValueError for nothing.

    >>> from pipelines.matching import compare, film_clues
    >>> russian, english, both = (
    ...     film_clues({"title": title, "original_title": original, "year": 1997, "directors": ["Aleksey Balabanov"]})
    ...     for title, original in (("Brat", ""), ("Brother", ""), ("Brother", "Brat")))
    >>> compare(russian, english).verdict, compare(russian, profile([english, both])).verdict
    ('different', 'same')
    """
    if not clues:
        raise ValueError("there are no clues to put together")
    if len(clues) == 1:
        return clues[0]
    kinds = {one.kind for one in clues if one.kind}
    return FilmClues(
        titles=_titles([one.titles for one in clues]),
        years=reduce(or_, (one.years for one in clues)),
        release_years=reduce(or_, (one.release_years for one in clues)),
        dates=reduce(or_, (one.dates for one in clues)),
        directors=together(one.directors for one in clues),
        writers=together(one.writers for one in clues),
        cast=together(one.cast for one in clues),
        characters=reduce(or_, (one.characters for one in clues)),
        minutes=tuple(dict.fromkeys(value for one in clues for value in one.minutes)),
        countries=reduce(or_, (one.countries for one in clues)),
        languages=reduce(or_, (one.languages for one in clues)),
        certificates=reduce(or_, (one.certificates for one in clues)),
        genres=reduce(or_, (one.genres for one in clues)),
        money=tuple(dict.fromkeys(value for one in clues for value in one.money)),
        companies=reduce(or_, (one.companies for one in clues)),
        identifiers=tuple(sorted({value for one in clues for value in one.identifiers})),
        kind=kinds.pop() if len(kinds) == 1 else None,
        text=" ".join(one.text for one in clues if one.text),
        written=min((one.written for one in clues if one.written), default=None),
    )


def _titles(titles: Sequence[Titles]) -> Titles:
    known = {form.key: form for one in titles for form in one.known}
    shown = {form.key: form for one in titles for form in one.shown}
    return Titles(tuple(shown.values()), tuple(known.values()), frozenset(known))
