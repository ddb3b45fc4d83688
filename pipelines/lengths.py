"""How long the words of a value may be: what is longer than any real one is cut or refused before it is read.

The normalisers are made for values: a name, a date, a list. A page may put anything into their places.
"""

from __future__ import annotations

LONGEST_LIST = 4000
"""Characters of a list (names, genres, companies, places) that are read."""
LONGEST_VALUE = 1000
"""Characters of a single value (a title, a name, a date, a score, a headline), at most."""
_LISTS = frozenset(
    {
        "awards",
        "cast",
        "connections",
        "content_rating",
        "countries",
        "directors",
        "filming_locations",
        "genres",
        "languages",
        "production_companies",
        "sound_mix",
        "writers",
    }
)
_TEXTS = frozenset(
    {
        "body",
        "description",
        "negative_notes",
        "positive_notes",
        "quotes",
        "soundtracks",
        "storyline",
        "storyline_author",
        "synopsis",
        "taglines",
        "trivia",
        "url",
    }
)
"""What may be of any length: it is kept as it is, and nothing is looked for inside."""


def held(field: str, words: str) -> tuple[str, str]:
    """The words as far as a field is read, "" where they are no value at all; and why not all of them, or "".

    `field` may be a place within a reading ("reviews[3].author").

    >>> held("title", "Up"), held("cast", "Ann Lee, " * 500)[1]
    (('Up', ''), 'only the first 4000 of 4500 characters were read: no list is longer')
    >>> held("reviews[3].author", "a" * 1001)
    ('', '1001 characters are no author: at most 1000 are read')
    """
    name = field.rpartition(".")[2]
    if len(words) <= LONGEST_VALUE or name in _TEXTS:
        return words, ""
    if name not in _LISTS:
        return "", f"{len(words)} characters are no {name}: at most {LONGEST_VALUE} are read"
    if len(words) <= LONGEST_LIST:
        return words, ""
    why = f"only the first {LONGEST_LIST} of {len(words)} characters were read: no list is longer"
    return words[:LONGEST_LIST], why
