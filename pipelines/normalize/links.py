"""The identifiers of films that links hold."""

from __future__ import annotations

import re
from functools import cache

from pipelines.normalize.rows import table

_LONGEST = 2000


@cache
def _patterns() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((row["site"], row["host"], re.compile(row["pattern"])) for row in table("identifiers")["site"])


def identifiers(url: str) -> dict[str, str]:
    """The film's identifiers in a link to its page, by site; empty for any other link.

    >>> identifiers("https://www.imdb.com/title/tt1870529/?ref_=fn"), identifiers("https://www.themoviedb.org/movie/87567-up")
    ({'imdb': 'tt1870529'}, {'tmdb': '87567'})
    >>> identifiers("//www.wikidata.org/wiki/Q1621896"), identifiers("https://www.imdb.com/name/nm0350454/")
    ({'wikidata': 'Q1621896'}, {})
    """
    link = url[:_LONGEST].strip()
    found: dict[str, str] = {}
    for site, host, pattern in _patterns():
        if host in link and (match := pattern.search(link)):
            found.setdefault(site, match["id"])
    return found
