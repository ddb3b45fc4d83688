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
from scrapers.layers.cards import Card, Deck, decks, hinted, section_deck
from scrapers.layers.labels import label_of
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
_SECTION_HEAD = re.compile(rf"^(?:{_ENTRY['critics_head']}|{_ENTRY['audience_head']})$", re.IGNORECASE)
_HEAD_LENGTH = 40
_CUT = re.compile(r"(?:\.{3,}|…)[\"'”’»)\]]*$")
_RATIO = re.compile(
    r"^\D{0,18}(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:/|out of|von|sur|de|su|av|z|из|на)\s*(100?|20|[456])\W*$", re.IGNORECASE
)
_IN_MARKUP = re.compile(
    rb"(?:stars?|rated|rating|score|note|allstar|grade|value)[-_]{0,2}(?:of-)?(\d{1,3})(?=[\s\"'])"
    rb"|\s(?:data-)?(?:score|rating|value|stars)\s*=\s*[\"']?(\d{1,3}(?:\.\d{1,2})?)(?=[\s\"'/])",
    re.IGNORECASE,
)
_MARKS = tuple((re.compile(rb"[\"'\s_-]%s(?=[\s\"'_-])" % word.lower().encode()), word) for word in ("Fresh", "Rotten"))
"""Verdicts that stand in class words alone."""
_STARS = re.compile(r"^[★☆✭⭐½¼¾\s]+$|^\*{1,5}(?:\s?½)?$")
_NUMBER = re.compile(r"^\d{1,3}(?:[.,]\d{1,2})?\s?%?$")
_LETTER = re.compile(r"^[A-F][+-]?$")
_COUNTED = re.compile(r"^\W*\d[\d.,\s]*\D{0,30}$|^\D{0,30}\(\d+\)$")
_PAPER = re.compile(
    r"\b(?:times|post|news|journal|magazine|weekly|daily|herald|tribune|reviews?|guardian|observer|gazette|globe"
    r"|chronicle|inquirer|press|media|online|films?|movies?|cinema|ciné|kino|network|guide|report|reporter|radio|tv"
    r"|zeitung|spiegel|monde|figaro|libération|país|mundo|corriere|repubblica|gazeta|известия|газета|新聞)\b|\.\w{2,4}$|^the ",
    re.IGNORECASE,
)
_SPOILER = re.compile(r"spoiler|спойлер|ネタバレ|剧透", re.IGNORECASE)
_CRITIC_WORDS = re.compile(r"critic|press|publication|\bsource")
_AUDIENCE_WORDS = re.compile(r"user|audience|member|fan[-_]|viewer|customer|spectat")
_MOST = 0.5
_MANY = 0.25
_REPEATED = 3
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
                found.append(
                    _Piece(text, line, f"{line.classes} {links.get(part, line.href)}", links.get(part, line.href))
                )
    return found


def _furniture(decked: Sequence[list[_Piece]]) -> set[str]:
    """Texts that many cards repeat: buttons, labels, badges."""
    count = Counter(text for pieces in decked for text in {piece.text for piece in pieces})
    return {text for text, n in count.items() if n >= _REPEATED and n > _MANY * len(decked)}


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
        elif text not in furniture and _may_be_name(piece):
            fields.names.append(piece)
    return fields


def _may_be_name(piece: _Piece) -> bool:
    """Whether it may name an author, a publication or the review: no button, no head, no count, no other film."""
    text = piece.text
    if is_furniture(text) or _BARE_BY.match(text) or _CRITICS.search(text) or _AUDIENCE.search(text):
        return False
    counted = _COUNTED.match(text) and not hinted("author", piece.hints)
    of_film = hinted("film_link", piece.href) and not hinted("review", piece.href) and not hinted("author", piece.href)
    return 0 < len(text) <= 90 and not counted and not of_film


def _raw(card: Card) -> bytes:
    """The markup around the card's text."""
    return b" ".join(piece for line in (*card.before, *card.body[:1], *card.after) for piece in line.pieces[::2])


def _scores_in_markup(cards: Sequence[Card], found: Sequence[_Fields]) -> None:
    """Where scores are drawn and not written: by a class word ("stars-5"), an attribute, or a fresh or rotten mark."""
    if any(one.score for one in found):
        return
    raws = [_raw(card) for card in cards]
    numbers = [next((next(filter(None, hit)).decode() for hit in _IN_MARKUP.findall(raw)), "") for raw in raws]
    marks = [next((words for pattern, words in _MARKS if pattern.search(raw)), "") for raw in raws]
    for texts in (numbers, marks):
        if sum(map(bool, texts)) >= _MOST * len(cards) and (len(set(texts)) > 1 or len(cards) <= _REPEATED):
            for card, one, text in zip(cards, found, texts, strict=True):
                one.score = _Piece(text, card.body[0], "") if text else None
            return


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


def _heading(names: list[_Piece]) -> _Piece | None:
    """A heading of some words among the names, taken out of them."""
    found = next((piece for piece in names if piece.line.tag.startswith("h") and word_count(piece.text) > 2), None)
    if found:
        names.remove(found)
    return found


def _personal(text: str) -> int:
    """How much it looks like a person rather than a paper: from -1 to 1."""
    return is_name(text) - bool(_PAPER.search(text))


def _critic_order(names: Sequence[Sequence[_Piece]]) -> bool:
    """Whether on this list the author stands before the publication."""
    pairs = [(one[0], one[1]) for one in names if len(one) >= 2]
    lead = sum(_personal(first.text) - _personal(second.text) for first, second in pairs)
    hint = sum(
        hinted("publication", second.href + second.line.classes)
        - hinted("publication", first.href + first.line.classes)
        for first, second in pairs
    )
    return lead + hint >= 0


def _as_critic(names: list[_Piece], *, author_first: bool) -> tuple[_Piece | None, _Piece | None]:
    """Author and publication."""
    if len(names) >= 2:
        return (names[0], names[1]) if author_first else (names[1], names[0])
    if not names:
        return None, None
    return (names[0], None) if _personal(names[0].text) > 0 else (None, names[0])


def _as_audience(names: list[_Piece]) -> tuple[_Piece | None, _Piece | None]:
    """Author and headline."""
    author = next((p for p in names if hinted("author", p.hints) and word_count(p.text) <= _NAME_WORDS), None)
    author = author or next((piece for piece in names if word_count(piece.text) <= 4), None)
    left = [piece for piece in names if piece is not author]
    headline = next((piece for piece in left if hinted("headline", piece.hints)), None)
    return author, headline or (left[-1] if left and word_count(left[-1].text) >= 2 else None)


def _body(card: Card) -> tuple[str, str, _Piece | None, bool]:
    """The text without its links and the date at its end; its link; its date; whether it is cut."""
    paragraphs: list[str] = []
    url, date, is_cut = "", None, False
    for line in card.body:
        parts = list(line.parts)
        # A text that unfolds stands twice: its beginning, and whole.
        while len(parts) > 1 and len(parts[0]) > 30 and parts[1].startswith(parts[0].rstrip(".… ")[:200]):
            parts.pop(0)
        while len(parts) > 1 and (
            _FULL.fullmatch(parts[-1]) or parts[-1].strip(" ()[]…").casefold() in ("", "expand", "more")
        ):
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


def _last_words(card: Card) -> _Piece | None:
    """A score that the text ends with, on a line of its own ("9 из 10")."""
    line = card.body[-1]
    return _Piece(line.text, line, "") if len(card.body) > 1 and _RATIO.match(line.text) else None


def _said(piece: _Piece | None, text: str | None = None, **parts: str) -> Said | None:
    return Said(text=text or piece.text, layer=LAYER, where=piece.line.where, parts=parts) if piece else None


def _reviews(deck: Deck) -> list[ReviewWords]:
    around = [_pieces((*card.before, *card.after)) for card in deck.cards]
    furniture = _furniture(around)
    found = [_sort(pieces, furniture) for pieces in around]
    _bare_numbers(around, found)
    _scores_in_markup(deck.cards, found)
    best = _best_of([one.score for one in found if one.score])
    kind = _kind(deck, [one.names for one in found])
    headings = [_heading(one.names) for one in found]
    author_first = _critic_order([one.names for one in found])
    reviews: list[ReviewWords] = []
    for card, one, heading in zip(deck.cards, found, headings, strict=True):
        text, url, date, is_cut = _body(card)
        publication = headline = None
        if kind == "critic":
            author, publication = _as_critic(one.names, author_first=author_first)
        else:
            author, headline = _as_audience(one.names)
        one.score = one.score or _last_words(card)
        scale = {"best": best} if best and one.score and _NUMBER.match(one.score.text) else {}
        review = ReviewWords(
            kind=kind,
            body=Said(text=text, layer=LAYER, where=card.body[0].where),
            author=_said(author, _BY.sub("", author.text)) if author else None,
            publication=_said(publication),
            headline=_said(heading or headline),
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
    """Whether these are reviews: bylines that differ, and two signs of five; no list of films with their credits."""
    lines = [line for card in deck.cards for line in (*card.before, *card.after)]
    credits = sum(label_of(part) is not None for line in lines for part in line.parts[:1])
    bylines = {said.text for review in reviews for said in (review.author, review.publication) if said}
    if credits * 2 >= len(reviews) or len(bylines) < max(1, _MOST * len(reviews)):
        return False
    own = " ".join(line.classes for card in deck.cards for line in (*card.before, *card.body, *card.after))
    half = _MOST * len(reviews)
    signs = (
        hinted("review", own),
        bool(_CRITICS.search(deck.head) or _AUDIENCE.search(deck.head)),
        sum(review.rating is not None for review in reviews) >= half,
        sum(review.published_on is not None for review in reviews) >= half,
        sum(review.helpful is not None for review in reviews) >= half,
    )
    return sum(signs) >= 2


def single(page: Page) -> Found:
    """The one review that a page shows under a head of its own ("User reviews"), where it has no list of them."""
    for at, line in enumerate(page.lines):
        head = line.parts[0]
        told = len(head) < _HEAD_LENGTH and line.gap > 1 and _SECTION_HEAD.match(head)
        deck = section_deck(page.lines, at) if told else None
        if not deck:
            continue
        review = _reviews(deck)[0]
        if review.author and (review.rating or review.published_on or review.helpful):
            card = deck.cards[0]
            return Found(
                reviews=(review,), lines=frozenset(ln.number for ln in (*card.before, *card.body, *card.after))
            )
    return Found()


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
