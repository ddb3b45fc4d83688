"""From a deck of cards to reviews: which piece of a card is the author, the publication, the score, the date.

Shapes tell first (a date, a score), then class words and addresses, then the order. A piece that most cards repeat
word for word is furniture of the list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from scrapers.layers import Found
from scrapers.layers.cards import Card, Deck, decks, hinted
from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.shapes import date_in, is_date, is_furniture, is_name, word_count
from scrapers.tables import table
from scrapers.words import ReviewKind, ReviewWords, Said

LAYER = "cards"
_ENTRY = table("phrases")["entry"]
_BY = re.compile(rf"^{table('phrases')['byline']['by']}\s*:?\s+", re.IGNORECASE)
_BARE_BY = re.compile(rf"^(?:review |reviewed |written )?{table('phrases')['byline']['by']}\s*:?$", re.IGNORECASE)
_HELPFUL = re.compile(rf"^(?:{_ENTRY['helpful']})$", re.IGNORECASE)
_FULL = re.compile(rf"\W*(?:{_ENTRY['full']})$", re.IGNORECASE)
_CRITICS = re.compile(rf"(?:^|/ ){_ENTRY['critics_head']}(?: /|$)", re.IGNORECASE)
_AUDIENCE = re.compile(rf"(?:^|/ ){_ENTRY['audience_head']}(?: /|$)", re.IGNORECASE)
_CUT = re.compile(r"(?:\.{3,}|…)[\"'”’»)\]]*$")
_RATIO = re.compile(r"^\D{0,18}(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:/|out of|von|sur|de|su|av|z|из|на|/ )\s*(\d{1,3})\W*$", re.I)
_STARS = re.compile(r"^[★☆✭⭐½¼¾\s]+$|^\*{1,5}(?:\s?½)?$")
_NUMBER = re.compile(r"^\d{1,3}(?:[.,]\d{1,2})?\s?%?$")
_LETTER = re.compile(r"^[A-F][+-]?$")
_SPOILER = re.compile(r"spoiler|спойлер|ネタバレ|剧透", re.IGNORECASE)
_CRITIC_WORDS = re.compile(r"critic|press|publication|\bsource")
_AUDIENCE_WORDS = re.compile(r"user|audience|member|fan[-_]|viewer|customer|spectat")
_MOST = 0.5
_NAME_WORDS = 6


@dataclass(slots=True)
class _Piece:
    """One string around a text, with what its element tells."""

    text: str
    line: Line
    hints: str
    href: str = ""


@dataclass(slots=True)
class _Fields:
    """What was found of one card."""

    names: list[_Piece] = field(default_factory=list)
    score: _Piece | None = None
    date: _Piece | None = None
    helpful: _Piece | None = None
    url: str = ""


def _pieces(lines: Iterable[Line]) -> list[_Piece]:
    found: list[_Piece] = []
    for line in lines:
        links = dict(line.links)
        for part in line.parts if len(line.parts) > 1 else (line.text,):
            text = part.strip(" ,|·•–—-\t")
            if text:
                found.append(_Piece(text, line, f"{line.classes} {links.get(part, line.href)}", links.get(part, line.href)))
    return found


def _furniture(decked: Sequence[list[_Piece]]) -> set[str]:
    """Texts that most cards repeat: buttons and labels."""
    count = Counter(text for pieces in decked for text in {piece.text for piece in pieces})
    return {text for text, n in count.items() if n >= 3 and n > _MOST * len(decked)}


def _is_score(piece: _Piece) -> bool:
    text = piece.text
    if _RATIO.match(text) or _STARS.match(text):
        return True
    return bool((_NUMBER.match(text) or _LETTER.match(text)) and hinted("score", piece.hints))


def _sort(pieces: Sequence[_Piece], furniture: set[str]) -> _Fields:
    """Put each piece of a card where its shape says."""
    fields = _Fields()
    for piece in pieces:
        text = piece.text
        if _HELPFUL.match(piece.line.text):
            fields.helpful = fields.helpful or _Piece(piece.line.text, piece.line, piece.hints)
        elif _is_score(piece):
            fields.score = fields.score or piece
        elif date_in(text) and (is_date(text) or len(text) < 60):
            fields.date = fields.date or piece
        elif _FULL.fullmatch(text):
            fields.url = fields.url or piece.href
        elif text not in furniture and not is_furniture(text) and not _BARE_BY.match(text) and _may_be_name(piece):
            fields.names.append(piece)
    return fields


def _may_be_name(piece: _Piece) -> bool:
    text = piece.text
    digits = sum(c.isdigit() for c in text)
    counted = digits and re.match(r"^\W*\d[\d.,\s]*\D{0,30}$|^\D{0,30}\(\d+\)$", text) and not hinted("author", piece.hints)
    of_film = hinted("film_link", piece.href) and not hinted("review", piece.href) and not hinted("author", piece.href)
    return 0 < len(text) <= 90 and not counted and not of_film


def _bare_numbers(cards: Sequence[list[_Piece]], found: Sequence[_Fields]) -> None:
    """Where no score has a shape of its own: the first bare number, if nearly every card has one and they differ."""
    if any(one.score for one in found):
        return
    first = [next((piece for piece in pieces if _NUMBER.match(piece.text)), None) for pieces in cards]
    numbers = [piece.text for piece in first if piece]
    if len(numbers) > 0.8 * len(cards) and (len(set(numbers)) > 1 or len(cards) == 1):
        for one, piece in zip(found, first, strict=True):
            one.score = piece


def _best_of(scores: Sequence[_Piece]) -> str:
    """The top of the scale of bare numbers, from the largest on the list; "" where they name it themselves."""
    bare = [float(piece.text.rstrip(" %").replace(",", ".")) for piece in scores if _NUMBER.match(piece.text)]
    if not bare or any(piece.text.endswith("%") for piece in scores):
        return ""
    top = max(bare)
    decimal = any("," in piece.text or "." in piece.text for piece in scores)
    return "5" if top <= 5 and (decimal or len(bare) > 2) else "10" if top <= 10 else "100"


def _kind(deck: Deck, names: Sequence[Sequence[_Piece]]) -> ReviewKind:
    """Whose voices these are: by class words and the nearest head, else by publications beside the names."""
    own = " ".join(line.classes for card in deck.cards for line in (*card.before, *card.body, *card.after)).casefold()
    critic, audience = bool(_CRITICS.search(deck.head)), bool(_AUDIENCE.search(deck.head))
    if critic == audience:
        critic, audience = bool(_CRITIC_WORDS.search(own)), bool(_AUDIENCE_WORDS.search(own))
    if critic != audience:
        return "critic" if critic else "audience"
    with_paper = sum(len(one) >= 2 and any(is_name(piece.text) for piece in one) for one in names)
    return "critic" if with_paper * 2 > len(names) else "audience"


def _assign(names: Sequence[_Piece], kind: ReviewKind) -> tuple[_Piece | None, _Piece | None, _Piece | None]:
    """Author, publication and headline among the pieces that are left."""
    left = list(names)

    def take(hint: str) -> _Piece | None:
        found = next((piece for piece in left if hinted(hint, piece.hints) and word_count(piece.text) <= _NAME_WORDS), None)
        if found:
            left.remove(found)
        return found

    heading = next((piece for piece in left if piece.line.tag.startswith("h") and word_count(piece.text) > 2), None)
    if heading:
        left.remove(heading)
    if kind == "critic":
        author = next((piece for piece in left if is_name(piece.text) and not hinted("publication", piece.href)), None)
        if author and len(left) > 1:
            left.remove(author)
            return author, left[0], heading
        return (author, None, heading) if author else (None, left[0] if left else None, heading)
    author = take("author") or next((piece for piece in left if word_count(piece.text) <= 4), None)
    if author in left:
        left.remove(author)
    headline = heading or next((piece for piece in left if hinted("headline", piece.hints)), None)
    return author, None, headline or (left[-1] if left and word_count(left[-1].text) >= 2 else None)


def _body(card: Card) -> tuple[str, str, _Piece | None, bool]:
    """The text without its links and the date at its end; its link; its date; whether it is cut."""
    paragraphs: list[str] = []
    url, date, is_cut = "", None, False
    for line in card.body:
        parts = list(line.parts)
        # A text that unfolds stands twice: its beginning, and whole.
        while len(parts) > 1 and len(parts[0]) > 30 and parts[1].startswith(parts[0].rstrip(".… ")[:200]):
            parts.pop(0)
        while len(parts) > 1 and (_FULL.fullmatch(parts[-1]) or parts[-1].strip(" ()[]…").casefold() in ("", "expand", "more")):
            is_cut = is_cut or bool(_FULL.fullmatch(parts[-1]))
            url = dict(line.links).get(parts[-1], line.href) or url
            parts.pop()
        if len(parts) > 1 and is_date(parts[-1].strip("() ")):
            date = _Piece(parts.pop().strip("() "), line, "")
            parts[-1] = parts[-1].rstrip(" (")
        whole = line.text if len(parts) == len(line.parts) else " ".join(parts)
        paragraphs.append(_FULL.sub("", whole).rstrip(" (") if date else whole)
    text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph.strip(" ()"))
    return text, url, date, is_cut or bool(_CUT.search(text))


def _said(piece: _Piece | None, text: str | None = None, **parts: str) -> Said | None:
    return Said(text=text or piece.text, layer=LAYER, where=piece.line.where, parts=parts) if piece else None


def _reviews(deck: Deck) -> list[ReviewWords]:
    around = [_pieces((*card.before, *card.after)) for card in deck.cards]
    furniture = _furniture(around)
    found = [_sort(pieces, furniture) for pieces in around]
    _bare_numbers(around, found)
    best = _best_of([one.score for one in found if one.score])
    kind = _kind(deck, [one.names for one in found])
    reviews: list[ReviewWords] = []
    for card, one in zip(deck.cards, found, strict=True):
        text, url, date, is_cut = _body(card)
        author, publication, headline = _assign(one.names, kind)
        scale = {"best": best} if best and one.score and _NUMBER.match(one.score.text) else {}
        review = ReviewWords(
            kind=kind,
            body=Said(text=text, layer=LAYER, where=card.body[0].where),
            author=_said(author, _BY.sub("", author.text)) if author else None,
            publication=_said(publication),
            headline=_said(headline),
            rating=_said(one.score, None, **scale),
            published_on=_said(one.date or date),
            helpful=_said(one.helpful),
            url=Said(text=url or one.url, layer=LAYER, where=card.body[0].where) if url or one.url else None,
            is_excerpt=is_cut or kind == "critic",
            is_spoiler=any(_SPOILER.search(line.classes) for line in card.body),
        )
        reviews.append(review)
    return reviews


def _is_review_list(deck: Deck, reviews: Sequence[ReviewWords]) -> bool:
    """Whether these are reviews: they have authors that differ, and scores, votes, or a head that says so."""
    authors = [review.author.text for review in reviews if review.author]
    bylines = authors + [review.publication.text for review in reviews if review.publication]
    if len(set(bylines)) < max(1, _MOST * len(reviews)):
        return False
    scored = sum(review.rating is not None or review.helpful is not None for review in reviews)
    told = hinted("review", deck.hints) or _CRITICS.search(deck.head) or _AUDIENCE.search(deck.head)
    return bool(scored * 2 >= len(reviews) or (told and authors))


def read(page: Page, taken: frozenset[int]) -> Found:
    """The reviews on the page's cards in its order, and the lines that they took."""
    reviews: list[tuple[int, ReviewWords]] = []
    numbers: set[int] = set()
    for deck in decks(page.lines, taken):
        if any(line.number in numbers for card in deck.cards for line in card.body):
            continue
        found = _reviews(deck)
        if _is_review_list(deck, found):
            reviews += [(card.body[0].number, review) for card, review in zip(deck.cards, found, strict=True)]
            numbers |= {ln.number for card in deck.cards for ln in (*card.before, *card.body, *card.after)}
    ordered = tuple(review for _, review in sorted(reviews, key=lambda row: row[0]))
    return Found(reviews=ordered, lines=frozenset(numbers))
