"""One film's reviews, piece by piece: what hangs together is folded; what is known from before is not done again."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from ledger.records import Review
from ledger.scores import Voice, voice_of
from ledger.stored import KeptClues
from pipelines.fingerprints import PlacedText, copies
from pipelines.fingerprints.components import components
from pipelines.fingerprints.groups import Part, parted
from pipelines.fingerprints.kept import packed
from pipelines.folding.reviews import Named, fold_review, ids_of, named, within_bounds
from pipelines.folding.seen import Seen, seen_in
from pipelines.folding.versions import series_of, with_edits
from pipelines.memory import MANY, Kept, Known, Measuring, Memory, Sheet, forgetful
from pipelines.mentions import Mention
from pipelines.rules import rules
from pipelines.unswept import unswept


@dataclass(frozen=True, slots=True)
class FilmReviews:
    """The reviews of one film: those made now in the order of their ids; those that are stored as they should be, {id:
    digest}; all of them as voices. Of a big film also what is to be kept: {id of a review made now: what it was made
    of}, and the measurements of its mentions, in the same two ways.
    """

    reviews: tuple[Review, ...] = ()
    kept: dict[str, str] = field(default_factory=dict)
    voices: tuple[Voice, ...] = ()
    made_of: dict[str, str] = field(default_factory=dict)
    clues: tuple[KeptClues, ...] = ()
    kept_clues: dict[str, str] = field(default_factory=dict)


class _Told(NamedTuple):
    """One review, made now or known; `made_of` is empty where nothing is kept."""

    what: Review | Kept
    made_of: str

    @property
    def name(self) -> Named:
        if isinstance(self.what, Review):
            return named(self.what)
        base = ".".join(self.what.id.split(".", 2)[:2])  # neither a film's id nor a name has a dot
        return Named(base, self.what.text, *self.what.first)

    def voice(self, copies: Mapping[tuple[str, int, str], str]) -> Voice:
        text = copies.get(self.name[2:], "")
        if isinstance(self.what, Review):
            return voice_of(self.what)._replace(text=text)
        return Voice(self.what.kind, self.what.percent, self.what.pages, text)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Parts that hang together by versions of one review, and the places of those versions."""

    parts: Sequence[Part]
    series: Sequence[Sequence[int]]

    def seal(self) -> bytes:
        """What their reviews follow from beside their copies."""
        places = [place for part in self.parts for place in part.members]
        number = {place: at for at, place in enumerate(places)}
        edits = [sorted(number[place] for place in some) for some in self.series]
        return b"".join(part.seal for part in self.parts) + repr(sorted(edits)).encode()


def fold_reviews(film: str, mentions: Sequence[Mention], memory: Memory = forgetful) -> FilmReviews:
    """The reviews of one film, the copies of each as one. What `memory` knows changes no result."""
    with unswept():
        if sum(len(mention.reviews) + len(mention.past) for mention in mentions) < MANY:
            seen = seen_in(mentions)
            pieces = _pieces(seen)
            told = [_Told(review, "") for piece in pieces for review in _folded(film, piece, seen)]
            return _in_order(told, ids_of([one.name for one in told]), _copies(film, pieces, seen))
        known = memory(film)
        measuring = Measuring(known.measured)
        seen = seen_in(mentions, measuring)
        pieces = _pieces(seen)
        told, ids = _with_memory(film, pieces, seen, measuring, known)
        found = _in_order(told, ids, _copies(film, pieces, seen))
        found.made_of.update({name: one.made_of for name, one in zip(ids, told, strict=True) if name not in found.kept})
        clues, kept = _sheets(film, mentions, measuring, known.sheets)
        return FilmReviews(found.reviews, found.kept, found.voices, found.made_of, clues, kept)


def _pieces(seen: Sequence[Seen]) -> list[_Piece]:
    parts = parted([copy.clues for copy in seen])
    series = series_of(seen)
    if not series:
        return [_Piece([part], ()) for part in parts]
    part_of = {place: number for number, part in enumerate(parts) for place in part.members}
    pairs = [(part_of[places[0]], part_of[place]) for places in series for place in places[1:]]
    first = components(len(parts), pairs)
    gathered: defaultdict[int, list[Part]] = defaultdict(list)
    for number, part in enumerate(parts):
        gathered[first[number]].append(part)
    edits: defaultdict[int, list[Sequence[int]]] = defaultdict(list)
    for places in series:
        edits[first[part_of[places[0]]]].append(places)
    return [_Piece(some, edits.get(number, ())) for number, some in gathered.items()]


def _folded(film: str, piece: _Piece, seen: Sequence[Seen]) -> list[Review]:
    """The reviews of one piece; their ids are still to be made each one's own."""
    groups = with_edits([group for part in piece.parts for group in part.groups()], piece.series)
    return [fold_review(film, [seen[place] for place in group.members], group.reasons) for group in groups]


def _with_memory(
    film: str, pieces: Sequence[_Piece], seen: Sequence[Seen], measuring: Measuring, known: Known
) -> tuple[list[_Told], list[str]]:
    """The reviews with their ids; a piece that is known is taken as it is, but for an id that is no longer right."""
    made_of = [_made_of(film, piece, seen, measuring) for piece in pieces]
    told = [
        [_Told(one, made) for one in known.pieces.get(made, ())] or _anew(film, piece, seen, made)
        for piece, made in zip(pieces, made_of, strict=True)
    ]
    while True:
        rows = [(number, one) for number, some in enumerate(told) for one in some]
        ids = ids_of([one.name for _, one in rows])
        stale = zip(rows, ids, strict=True)
        wrong = {number for (number, one), name in stale if isinstance(one.what, Kept) and one.what.id != name}
        if not wrong:
            return [one for _, one in rows], ids
        for number in wrong:
            told[number] = _anew(film, pieces[number], seen, made_of[number])


def _anew(film: str, piece: _Piece, seen: Sequence[Seen], made_of: str) -> list[_Told]:
    found = _folded(film, piece, seen)
    return [_Told(review, f"{made_of}.{len(found)}") for review in found]


def _made_of(film: str, piece: _Piece, seen: Sequence[Seen], measuring: Measuring) -> str:
    """A hash of all that the reviews of a piece follow from."""
    copies = [seen[place] for part in piece.parts for place in part.members]
    number = _order_of_times(copies)
    found = hashlib.blake2b(rules() + film.encode() + piece.seal(), digest_size=12)
    for copy in copies:
        # The time of keeping counts for the order of versions, and is no part of what is computed.
        times = (copy.first, copy.last) if copy.is_dated else (number.get(copy.first), number.get(copy.last))
        found.update(measuring.key(copy.said))
        found.update(f"{copy.page}\n{copy.position}\n{copy.source}\n{copy.rank}\n{copy.past}\n{times}".encode())
    return found.hexdigest()


def _order_of_times(copies: Iterable[Seen]) -> dict[datetime | None, int]:
    """The times in a piece, numbered, where one of its reviews was seen to change."""
    if all(copy.last is None for copy in copies):
        return {}
    moments = {moment for copy in copies for moment in (copy.first, copy.last) if moment}
    return {moment: number for number, moment in enumerate(sorted(moments))}


def _copies(film: str, pieces: Iterable[_Piece], seen: Sequence[Seen]) -> dict[tuple[str, int, str], str]:
    """Where one text stands under many names: {page, place and past of a copy: the text's name}."""
    places = [place for piece in pieces for part in piece.parts for place in part.of_many()]
    said = ((place, seen[place].said) for place in places)
    texts = (PlacedText(review=str(at), film=film, author=one.author or "", text=one.body or "") for at, one in said)
    found = copies(texts) if places else ()
    copied = ((seen[int(name)], same.reviews[0]) for same in found for name in same.reviews)
    return {(copy.page, copy.position, copy.past or ""): text for copy, text in copied}


def _in_order(told: Sequence[_Told], ids: Sequence[str], copied: Mapping[tuple[str, int, str], str]) -> FilmReviews:
    reviews: list[Review] = []
    kept: dict[str, str] = {}
    for one, name in zip(told, ids, strict=True):
        if isinstance(one.what, Kept):
            kept[name] = one.what.digest
        else:
            reviews.append(one.what if one.what.id == name else one.what.model_copy(update={"id": name}))
    return FilmReviews(
        reviews=tuple(map(within_bounds, sorted(reviews, key=lambda review: review.id))),
        kept=kept,
        voices=tuple(one.voice(copied) for _, one in sorted(zip(ids, told, strict=True), key=lambda row: row[0])),
    )


def _sheets(
    film: str, mentions: Iterable[Mention], measuring: Measuring, known: Mapping[str, Sheet]
) -> tuple[tuple[KeptClues, ...], dict[str, str]]:
    """The measurements of each mention that has reviews: those to be stored, and those that are, {id: digest}."""
    made: list[KeptClues] = []
    kept: dict[str, str] = {}
    for mention in mentions:
        said = [review for _, review in mention.reviews] + [one.review for one in mention.past]
        keys = tuple(map(measuring.key, said))
        there = known.get(mention.name)
        if there and there.keys == keys:
            kept[mention.name] = there.digest
        elif keys:
            rows = packed([(key, measuring.measured[key]) for key in keys])
            made.append(KeptClues(_id=mention.name, film=film, rules=rules(), **rows._asdict()))
    return tuple(sorted(made, key=lambda one: one.id)), kept
