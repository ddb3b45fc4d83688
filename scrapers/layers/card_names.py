"""Who wrote the cards of a list: author, publication, headline, by place.

Every piece is weighed for each of the three by its element's words, its link and its shape. The weights of one place
are taken together over the list, so that one card with an odd name is read as its neighbours are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from scrapers.layers.card_pieces import Piece, Place
from scrapers.layers.card_texts import HEADINGS
from scrapers.layers.cards import hinted
from scrapers.shapes import is_name, word_count
from scrapers.tables import table

_HINTS = table("phrases")["card_hints"]
_OF_THE_LIST = re.compile(_HINTS["of_the_list"], re.IGNORECASE)
_PAPER = re.compile(table("phrases")["entry"]["paper"], re.IGNORECASE)
_ENDS = re.compile(r"(?<!\b[^\W\d_])[.!?…。！？]$")
"""The end of a sentence, which that of an initial is not."""
_TITLE_OF = re.compile(r"[a-z][-_]{1,2}(title|headline|subject|heading)(?![^\s_-])", re.IGNORECASE)
_NAME_WORDS, _SHORT_NAME = 5, 4
_LONG_NAME = 32
_FAR = 0.3
_LINKED = 1.5
"""What an address of people adds to a name."""
_LEAST_HEADLINE = 0.5
_LEAST_PAPER = -0.5
_LEAST_AUTHOR = 0.3


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one card."""

    author: Piece | None
    publication: Piece | None
    headline: Piece | None


@lru_cache(maxsize=4096)
def _own_words(words: str) -> str:
    return _OF_THE_LIST.sub(" ", words)


def _hints(piece: Piece) -> tuple[str, str]:
    """The words of the piece's element and of those around it, without words that speak of the whole list.

    "review-user-title" is the title of what a user wrote, and not the user.
    """
    near = _own_words(piece.hints)
    return _titled(near) if _is_titled(piece) else near, _own_words(piece.far)


@lru_cache(maxsize=4096)
def _titled(words: str) -> str:
    """The words, and of each that is the title of something only that it is a title."""
    return " ".join([kinds[-1] if (kinds := _TITLE_OF.findall(word)) else word for word in words.split()])


def _paper_hint(piece: Piece) -> int:
    """An address tells less than the element itself: the whole card may lead to the pages of the press."""
    return 2 if hinted("publication", piece.near) else int(hinted("publication", piece.href))


def _is_titled(piece: Piece) -> bool:
    return piece.line.tag in HEADINGS


def author_weight(piece: Piece) -> float:
    """How much the piece looks like the name of a person or of an account."""
    near, far = _hints(piece)
    near = "" if hinted("paper", near) else near
    words = word_count(piece.text)
    weight = 2.5 * piece.is_signed + 2 * hinted("author", near) + _FAR * hinted("author", far)
    weight += _LINKED * (hinted("author", piece.href) and not hinted("author", near))
    weight += is_name(piece.text) + 0.5 * (words <= 3 and not _ENDS.search(piece.text))
    weight -= bool(_PAPER.search(piece.text)) and not piece.is_signed
    weight -= _paper_hint(piece) + 1.5 * (hinted("headline", piece.near) and not hinted("author", near))
    return weight - 2 * (words > _NAME_WORDS or len(piece.text) > _LONG_NAME) - (_is_titled(piece) and words > 3)


def paper_weight(piece: Piece) -> float:
    """How much it looks like a newspaper or a site."""
    near, far = _hints(piece)
    weight = _paper_hint(piece) + _FAR * hinted("publication", far) + 1.5 * bool(_PAPER.search(piece.text))
    weight -= (
        1.5 * (hinted("author", near) and not hinted("paper", near)) + 2.5 * piece.is_signed + 0.3 * is_name(piece.text)
    )
    return weight - 2 * (word_count(piece.text) > 6) - 1.5 * hinted("headline", piece.near)


def headline_weight(piece: Piece) -> float:
    """How much it looks like the title that its author gave to a review."""
    near, far = _hints(piece)
    words = word_count(piece.text)
    weight = 1.5 * hinted("headline", piece.near) + _FAR * hinted("headline", far) + 1.5 * _is_titled(piece)
    weight += 0.5 * (words >= 2) + 0.5 * (words >= 4) + 0.5 * bool(_ENDS.search(piece.text))
    weight -= 2 * hinted("author", near) + 3 * piece.is_signed + 2 * (not piece.place[0]) + 0.5 * is_name(piece.text)
    return weight - 1.5 * hinted("publication", near)


def _take(
    cards: Sequence[list[Piece]], weigh: Callable[[Piece], float], least: float, *, own: float = 0.5
) -> list[Piece | None]:
    """Of each card the piece of greatest weight, its place's and its own, taken out of the card's pieces.

    The weight of a place is the mean of its pieces', and how many of the cards have it.
    """
    weighed = [[(piece, weigh(piece)) for piece in pieces] for pieces in cards]
    sums: defaultdict[Place, list[float]] = defaultdict(list)
    for piece, weight in (pair for pairs in weighed for pair in pairs):
        sums[piece.place].append(weight)
    places = {place: sum(all_) / len(all_) + len(all_) / len(cards) for place, all_ in sums.items()}
    taken: list[Piece | None] = []
    for pieces, pairs in zip(cards, weighed, strict=True):
        ranked = [(places[piece.place] + own * weight, piece) for piece, weight in pairs]
        best = max(ranked, key=lambda pair: pair[0], default=None)
        found = best[1] if best is not None and best[0] >= least * (1 + own) + own else None
        if found is not None:
            pieces.remove(found)
        taken.append(found)
    return taken


def has_papers(cards: Sequence[Sequence[Piece]]) -> bool:
    """Whether publications are named beside most of the authors."""
    with_paper = sum(len(pieces) >= 2 and max(map(paper_weight, pieces)) >= 1 for pieces in cards)
    return with_paper * 2 > len(cards)


def are_linked_papers(cards: Sequence[Sequence[Piece]]) -> bool:
    """Whether each card has a person's name and a short one below it, and both lead to the voices of the press."""
    if not all(len(pieces) == 2 and is_name(pieces[0].text) for pieces in cards):
        return False
    both = [piece for pieces in cards for piece in pieces]
    is_second = len({pieces[1].place for pieces in cards}) == 1 and not any(_is_titled(piece) for piece in both)
    if not is_second or has_papers(cards) or not all(_is_short(piece) and _is_of_press(piece.href) for piece in both):
        return False
    return all(author_weight(first) > author_weight(second) for first, second in cards)


def _is_of_press(address: str) -> bool:
    return bool(address) and (hinted("publication", address) or hinted("critics", address))


def names(cards: Sequence[Sequence[Piece]], *, by_critics: bool) -> list[Names]:
    """The author, the publication and the headline of each card."""
    left = [list(pieces) for pieces in cards]
    papers: list[Piece | None] = [None] * len(left)
    sure = [None if not by_critics else _sure_paper(pieces) for pieces in left]
    for pieces, paper in zip(left, sure, strict=True):
        if paper is not None and len(pieces) == 1:
            pieces.remove(paper)
    if by_critics and are_linked_papers(left):
        return [Names(person, paper, None) for person, paper in left]
    authors = _take(left, author_weight, _LEAST_AUTHOR)
    if not any(authors):
        authors = _titled_names(left)
    if by_critics:
        papers = [found or one for found, one in zip(_take(left, paper_weight, _LEAST_PAPER), sure, strict=True)]
        papers = _beside_authors(left, authors, papers)
    headlines = _take(left, headline_weight, _LEAST_HEADLINE)
    return [Names(*one) for one in zip(authors, papers, headlines, strict=True)]


def _sure_paper(pieces: Sequence[Piece]) -> Piece | None:
    """The only name of a card, where it is no person's."""
    only = pieces[0] if len(pieces) == 1 else None
    return only if only is not None and paper_weight(only) > author_weight(only) else None


def _titled_names(cards: Sequence[list[Piece]]) -> list[Piece | None]:
    """Where no piece looks like a name: a short one that most cards have at one place, since reviews are signed."""
    found = _take(cards, lambda piece: 1.0 if _is_short(piece) else -2.0, _LEAST_AUTHOR)
    if sum(map(bool, found)) * 2 > len(cards) and len({one.text for one in found if one}) > 1:
        return found
    for pieces, one in zip(cards, found, strict=True):
        if one is not None:
            pieces.append(one)
    return [None] * len(cards)


def _is_short(piece: Piece) -> bool:
    return word_count(piece.text) <= _SHORT_NAME and len(piece.text) <= _LONG_NAME and not _ENDS.search(piece.text)


def _beside_authors(
    cards: Sequence[list[Piece]], authors: Sequence[Piece | None], papers: Sequence[Piece | None]
) -> list[Piece | None]:
    """The papers; where none was found, the one short piece that stands beside a signed author."""
    if any(papers) or not all(author is not None and author.is_signed for author in authors):
        return list(papers)
    found = [pieces[0] if len(pieces) == 1 and _is_short(pieces[0]) else None for pieces in cards]
    for pieces, one in zip(cards, found, strict=True):
        if one is not None:
            pieces.remove(one)
    return found
