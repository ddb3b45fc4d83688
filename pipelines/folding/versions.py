"""An edited review is one review: what a site showed of it before, and what it shows now.

Texts that are alike are found by `pipelines.fingerprints`. Here are those that are not: a review that was written
anew, or whose rating alone was changed. They are one where one site has one address or one byline for them, and no two
of them stood there at the same time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from ledger.records import Version
from ledger.stored import VERSIONED
from pipelines.fingerprints import Group
from pipelines.fingerprints.bylines import relation
from pipelines.fingerprints.components import components
from pipelines.folding.choose import PAGE_TYPES
from pipelines.folding.seen import Seen

EDITED = "one review of its site, edited"
_OF_ITS_OWN = range(PAGE_TYPES.index("review"), PAGE_TYPES.index("column") + 1)
_EVER = datetime.max.replace(tzinfo=UTC)
_NEVER = datetime.min.replace(tzinfo=UTC)


def said_by(copy: Seen) -> tuple[Hashable, ...]:
    """What a copy says: another value is another version."""
    return tuple(getattr(copy.said, name) for name in VERSIONED if name != "of_film")


def series_of(seen: Sequence[Seen]) -> list[list[int]]:
    """The places of versions of one review, for each such review; nothing where no page was seen to change."""
    return [] if all(copy.past is None for copy in seen) else list(_series(seen))


def with_edits(found: Sequence[Group], series: Iterable[Sequence[int]]) -> list[Group]:
    """The groups, those joined that are versions of one review."""
    group_of = {place: number for number, group in enumerate(found) for place in group.members}
    pairs = [(group_of[places[0]], group_of[place]) for places in series for place in places[1:]]
    joined: defaultdict[int, list[Group]] = defaultdict(list)
    for first, group in zip(components(len(found), pairs), found, strict=True):
        joined[first].append(group)
    return [groups[0] if len(groups) == 1 else _one(groups) for groups in joined.values()]


def _one(groups: Sequence[Group]) -> Group:
    members = sorted(place for group in groups for place in group.members)
    reasons = {reason for group in groups for reason in group.reasons} | {EDITED}
    return Group(members=tuple(members), reasons=tuple(sorted(reasons)))


def _series(seen: Sequence[Seen]) -> Iterable[list[int]]:
    """Places of what one site has under one address or byline, where no two versions of it stood at one time."""
    rows: defaultdict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for place, copy in enumerate(seen):
        for row in _rows(copy):
            rows[row].append(place)
    for places in rows.values():
        if any(seen[place].past for place in places) and _one_after_another([seen[place] for place in places]):
            yield places


def _rows(copy: Seen) -> Iterable[tuple[Hashable, ...]]:
    """Under what a site may have one review."""
    clues, kind = copy.clues, copy.said.kind
    if clues.url:
        yield "url", copy.source, kind, clues.url
    if copy.rank in _OF_ITS_OWN:
        yield "page", copy.page, kind
    if clues.byline.key:
        if relation(clues.byline, clues.byline) == "same":
            yield "by", copy.source, kind, clues.byline.key
        elif clues.published_on:
            yield "by", copy.source, kind, clues.byline.key, clues.published_on


def _one_after_another(copies: Sequence[Seen]) -> bool:
    spans: dict[tuple[Hashable, ...], tuple[datetime, datetime]] = {}
    for copy in copies:
        first, last = spans.get(said_by(copy), (_EVER, _NEVER))
        spans[said_by(copy)] = min(first, copy.first or _NEVER), max(last, copy.last or _EVER)
    parted = all(one[1] < other[0] for one, other in pairwise(sorted(spans.values())))
    bylines = sorted({copy.clues.byline for copy in copies if copy.clues.byline.author}, key=lambda one: one.author)
    return parted and all(relation(bylines[0], other) != "other" for other in bylines[1:])


def replaced(copies: Sequence[Seen]) -> dict[int, int]:
    """{place of a version: place of a later one of its page or site}; the latest version is no key.

    A part of a text does not take the place of the whole.
    """
    found = {}
    of_source: defaultdict[str, list[int]] = defaultdict(list)
    for place, copy in enumerate(copies):
        of_source[copy.source].append(place)
    for place, copy in ((place, copy) for place, copy in enumerate(copies) if copy.last):
        others = of_source[copy.source]
        later = [o for o in others if _is_after(copies[o], copy) and said_by(copies[o]) != said_by(copy)]
        if later:
            found[place] = max(later, key=lambda other: (copies[other].last or _EVER, -other))
    return found


def _is_after(by: Seen, copy: Seen) -> bool:
    if by.said.is_excerpt and not copy.said.is_excerpt:
        return False
    last = copy.last or _EVER
    return (by.last or _EVER) > last if by.page == copy.page else (by.first or _NEVER) > last


def versions(copies: Sequence[Seen], later: dict[int, int]) -> list[Version]:
    """What an edited review said and says, in order of time."""
    places = sorted(
        {*later, *later.values()},
        key=lambda place: (copies[place].last or _EVER, copies[place].first or _EVER, place),
    )
    return [_version(copies[place]) for place in places]


def _version(copy: Seen) -> Version:
    said = copy.said
    return Version(
        page=copy.page,
        position=copy.position,
        author=said.author,
        publication=said.publication,
        headline=said.headline,
        body=said.body,
        is_excerpt=said.is_excerpt,
        text_hash=copy.clues.text_hash,
        rating=said.rating,
        is_spoiler=said.is_spoiler,
        positive_notes=said.positive_notes,
        negative_notes=said.negative_notes,
        first_seen=copy.first if copy.is_dated else None,
        last_seen=copy.last if copy.is_dated else None,
        past=copy.past,
    )
