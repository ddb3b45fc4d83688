"""From a deck of cards to reviews: which piece of a card is the author, the publication, the score, the date.

Shapes tell first (a date, a score), then the names are weighed over the whole list. A piece that most cards repeat
is furniture of the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from scrapers.layers import Found, card_votes
from scrapers.layers.card_bodies import HERE, Body, body_of
from scrapers.layers.card_credits import credits_films, leads_elsewhere
from scrapers.layers.card_names import Names, are_linked_papers, has_papers, names
from scrapers.layers.card_pieces import LAYER, Piece, furniture, hidden_dates, is_label, pieces_of
from scrapers.layers.card_scores import (
    RATIO,
    bare,
    best_of,
    best_of_stars,
    drawn,
    is_score,
    shown,
    with_scale,
)
from scrapers.layers.card_texts import HEADINGS
from scrapers.layers.card_words import FEATURED, TO_WHOLE, VOICES_OF, bare_name, day_in, is_count, is_talk, is_verdict
from scrapers.layers.cards import Card, Deck, decks, hinted, section_deck, words_of
from scrapers.layers.same_review import is_warning
from scrapers.layers.score_words import in_digits
from scrapers.layers.strips import is_place
from scrapers.pages import Page
from scrapers.shapes import date_in, for_lower_case, has_digit, is_name, lower
from scrapers.tables import table
from scrapers.words import ReviewKind, ReviewWords, Said

_ENTRY = table("phrases")["entry"]
_CRITICS = for_lower_case(rf"(?:^|/ ){VOICES_OF}{_ENTRY['critics_head']}(?: /|$)")
_AUDIENCE = for_lower_case(rf"(?:^|/ ){VOICES_OF}{_ENTRY['audience_head']}(?: /|$)")
_COMMENTS = for_lower_case(rf"(?:^|/ )(?:{_ENTRY['comments_head']})(?: /|$)")
_REVIEWS = for_lower_case(rf"(?:^|/ ){_ENTRY['reviews_head']}(?: /|$)")
_SECTION_HEAD = for_lower_case(rf"^(?:{_ENTRY['critics_head']}|{_ENTRY['audience_head']}|{FEATURED})$")
_HEAD_OF_ONE = for_lower_case(
    rf"^(?:{VOICES_OF}(?:{_ENTRY['critics_head']}|{_ENTRY['audience_head']})|{FEATURED}|{_ENTRY['reviews_head']})\W*$"
)
_LIST_HEAD = for_lower_case(rf"^(?:{_ENTRY['list_head']})$|^\(.*\)$|^[\[［].*[\]］]$")
_HEAD_LENGTH = 40
_COUNTED = re.compile(r"^\W*\d[\d.,\s]*\D{0,30}$|^\D{0,30}\(\d+\)$")
_SIGNATURE = re.compile(
    r"^(?:[(（\[〔]\s*(?P<name>[^()（）\[\]\d]{2,40}?)\s*[)）\]〕]|[—–―-]\s*(?P<dashed>[^()\d]{2,40}))$"
)
_LONGEST_NAME = 140
_LONGEST_DATED = 60
_MOST = 0.5
_LIST = 3
"""Cards from which their likeness tells that they are a list."""
_SIGNS, _SIGNS_OF_ANY = 2, 3
"""Signs of a list of reviews, and of one whose cards nothing else tells apart."""


@dataclass(slots=True)
class _Fields:
    """What was found of one card."""

    names: list[Piece] = field(default_factory=list)
    score: Said | None = None
    date: Said | None = None
    helpful: Said | None = None
    url: str = ""
    is_spoiler: bool = False


def _sort(pieces: Sequence[Piece], repeated: set[str]) -> _Fields:
    """Put each piece of a card where its shape says."""
    fields = _Fields()
    voices = card_votes.places(pieces)
    for at, piece in enumerate(pieces):
        text, low = piece.text, lower(piece.text)
        if at in voices:
            if fields.helpful is None or not has_digit(fields.helpful.text):  # the question, without its count
                fields.helpful = replace(piece.said(), text=piece.line.text)
        elif is_score(piece):
            found = RATIO.match(text)
            score = in_digits(text) or (text[found.start(1) :] if found else text)
            fields.score = fields.score or replace(piece.said(), text=score)
        elif len(text) < _LONGEST_DATED and day_in(text):
            fields.date = fields.date or piece.said()
        elif TO_WHOLE.fullmatch(low):
            fields.url = fields.url or ("" if piece.href.startswith(HERE) else piece.href)
        elif is_warning(text):
            fields.is_spoiler = True
        elif piece.pattern not in repeated and _may_be_name(piece, low):
            fields.names.append(piece)
    return fields


def _may_be_name(piece: Piece, low: str) -> bool:
    """Whether it may name an author, a publication or the review: no button, no head, no count, no other film.

    `low` is its text in lower case.
    """
    text = piece.text
    if is_label(text) or is_count(text) or is_verdict(text) or _LIST_HEAD.match(low):
        return False
    if _SECTION_HEAD.match(low) or not any(map(str.isalnum, text)):
        return piece.is_signed
    if _tells_place(piece):
        return False
    counted = _COUNTED.match(text) and not hinted("author", piece.hints)
    of_film = hinted("film_link", piece.href) and not hinted("review", piece.href) and not hinted("author", piece.href)
    return len(text) <= _LONGEST_NAME and not counted and not of_film


def _tells_place(piece: Piece) -> bool:
    """Whether it tells where its author lives: by its element's words ("user-country") or as a town and its land."""
    if hinted("place", piece.near) and (not hinted("author", piece.near) or hinted("place_of", piece.near)):
        return True
    return not piece.is_signed and is_place(piece.text)


def _said(text: str, card: Card, **parts: str) -> Said:
    return Said(text=text, layer=LAYER, where=card.body[0].where, parts=parts)


def _scores(deck: Deck, around: Sequence[Sequence[Piece]], found: Sequence[_Fields], bodies: Sequence[Body]) -> None:
    """Fill in the scores that are drawn, bare, or stand at the end of the text; give bare ones their scale."""
    for one, body in zip(found, bodies, strict=True):
        one.score = one.score or body.score
    for card, one, pieces in zip(deck.cards, found, around, strict=True):
        if text := shown(card, one.score.text if one.score else "", [piece.text for piece in pieces]):
            one.score = _said(text, card)
    texts = drawn(deck.cards, [one.score is not None for one in found])
    for card, one, text in zip(deck.cards, found, texts, strict=True):
        if text and not one.score:
            one.score = _said(text, card)
    if not any(one.score for one in found):
        for one, piece in zip(found, bare(around), strict=True):
            one.score = piece.said() if piece else None
            one.names = [name for name in one.names if name is not piece]
    said = [one.score.text for one in found if one.score]
    best, of_stars = best_of(said), best_of_stars(said)
    for one in found:
        text, scale = with_scale(one.score.text, best, of_stars) if one.score else ("", "")
        if one.score and scale:
            one.score = replace(one.score, text=text, parts={"best": scale})


def _kind(deck: Deck, own: Sequence[str], listed: Sequence[Sequence[Piece]]) -> ReviewKind:
    """Whose voices these are: by the nearest head, by class words and addresses, else by publications at the names."""
    head = lower(deck.head)
    critic, audience = bool(_CRITICS.search(head)), bool(_AUDIENCE.search(head) or _COMMENTS.search(head))
    critics = sum(hinted("critics", words) for words in own) >= _MOST * len(own)
    users = sum(hinted("users", words) for words in own) >= _MOST * len(own)
    if critics != users and critic == audience:
        critic, audience = critics, users
    if are_linked_papers(listed):
        return "critic"
    papers = has_papers(listed)
    if critic != audience and not (audience and papers and critics):
        return "critic" if critic else "audience"
    return "critic" if papers else "audience"


def _review(card: Card, kind: ReviewKind, one: _Fields, named: Names, body: Body) -> ReviewWords:
    day = one.date or body.date
    hidden = next(iter(hidden_dates(card)), "") if not day or not date_in(day.text) else ""
    url = body.url or one.url
    return ReviewWords(
        kind=kind,
        body=_said(body.text, card),
        author=named.author.said() if named.author else None,
        publication=named.publication.said() if named.publication else None,
        headline=named.headline.said() if named.headline else None,
        rating=one.score,
        published_on=_said(hidden, card) if hidden else day,
        helpful=one.helpful,
        url=_said(url, card) if url else None,
        is_excerpt=body.is_cut or kind == "critic",
        is_spoiler=one.is_spoiler
        or any(hinted("spoiler", line.classes) or is_warning(line.text) for line in card.body),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A deck while it is read: of each card the pieces around its text, and where their shapes put them."""

    deck: Deck
    around: list[list[Piece]]
    found: list[_Fields]


def _read(deck: Deck) -> _Read:
    around = [
        [
            *pieces_of(card.before, is_above=True, whole=card_votes.is_whole),
            *pieces_of(card.after, is_above=False, whole=card_votes.is_whole),
        ]
        for card in deck.cards
    ]
    repeated = furniture(around)
    return _Read(deck, around, [_sort(pieces, repeated) for pieces in around])


def _reviews(one: _Read) -> tuple[list[ReviewWords], list[Names], list[str]]:
    """The reviews on the cards, whom they name, and the class words and addresses of each."""
    deck, found = one.deck, one.found
    bodies = [body_of(card) for card in deck.cards]
    _scores(deck, one.around, found, bodies)
    listed = [fields.names for fields in found]
    own = [words_of(card) for card in deck.cards]
    kind = _kind(deck, own, listed)
    named = names(listed, by_critics=kind == "critic")
    rows = zip(deck.cards, found, named, bodies, strict=True)
    return [_review(card, kind, fields, name, body) for card, fields, name, body in rows], named, own


def _names_enough(one: _Read) -> bool:
    """Whether there are names for the bylines of half of the cards."""
    cards = len(one.found)
    return len({piece.text for fields in one.found for piece in fields.names}) >= max(1, _MOST * cards)


def _is_review_list(deck: Deck, reviews: Sequence[ReviewWords], named: Sequence[Names], own: Sequence[str]) -> bool:
    """Whether these are reviews: bylines that differ, and two signs of six; where tags alone make the list, and one
    name comes twice, three. `own` are the words of each card.
    """
    bylines = {said.text for review in reviews for said in (review.author, review.publication) if said}
    bodies = {review.body.text for review in reviews if review.body}
    half = _MOST * len(reviews)
    if len(bylines) < max(1, half) or len(bodies) <= half:
        return False
    signed = sum(_is_person(one.author) for one in named)
    if len(reviews) < _LIST and not all(_is_sure(*pair) for pair in zip(reviews, named, strict=True)):
        return False
    head = lower(deck.head)
    signs = (
        hinted("review", " ".join(own)),
        bool(_CRITICS.search(head) or _AUDIENCE.search(head) or _REVIEWS.search(head)),
        sum(review.rating is not None for review in reviews) >= half,
        sum(review.published_on is not None for review in reviews) >= half,
        sum(review.helpful is not None for review in reviews) >= half,
        signed > half and sum(review.publication is not None for review in reviews) > half,
    )
    names_of = {said.text for review in reviews if (said := review.author or review.publication)}
    least = _SIGNS if deck.is_told or len(names_of) == len(reviews) else _SIGNS_OF_ANY
    return sum(signs if deck.is_told or signs[1] else signs[:-1]) >= least


def _is_sure(review: ReviewWords, named: Names) -> bool:
    """Whether it is a review even if nothing on the page is like it."""
    marked = named.author is not None and (named.author.is_signed or hinted("author", named.author.hints))
    of_paper = review.publication is not None and _is_person(named.author)
    dated = review.published_on is not None and (marked or review.rating or date_in(review.published_on.text))
    return bool(dated or review.helpful or (review.rating and marked) or of_paper) and bool(named.author)


def _is_person(piece: Piece | None) -> bool:
    """Whether more than its place says that it names someone."""
    return piece is not None and (piece.is_signed or is_name(piece.text) or hinted("author", piece.hints))


def _signature(card: Card) -> Said | None:
    """The name in brackets or behind a dash that signs the text right below it: "(Ann Lee)"."""
    line = card.after[0] if card.after else None
    found = _SIGNATURE.match(line.text) if line else None
    name = (found["name"] or found["dashed"]).strip() if found else ""
    return Said(text=name, layer=LAYER, where=line.where) if line and is_name(name) else None


def single(page: Page, taken: frozenset[int] = frozenset()) -> Found:
    """The one review that a page shows under a head of its own ("User reviews", "Our critic"), where it has no list.

    `taken` are the lines of the lists that it has beside it: then only a critic's review stands alone.
    """
    for at, line in enumerate(page.lines):
        head = line.first_part if line.gap > 1 else ""
        low = lower(head) if 0 < len(head) < _HEAD_LENGTH else ""
        told = bool(low) and _HEAD_OF_ONE.match(low) is not None
        names_author = not told and line.tag in HEADINGS and hinted("review", low) and bare_name(head)[1]
        deck = section_deck(page.lines, at, is_of_card=names_author) if told or names_author else None
        if not deck:
            continue
        card = deck.cards[0]
        numbers = frozenset(ln.number for ln in (*card.before, *card.body, *card.after))
        if taken and (numbers & taken or _AUDIENCE.search(low) or line.tag not in HEADINGS):
            continue
        (review,), (names_of,), _ = _reviews(_read(deck))
        signature = _signature(card) if line.tag in HEADINGS and not _AUDIENCE.search(low) else None
        if signature and (review.author is None or review.author.text == signature.text):
            return Found(reviews=(replace(review, kind="critic", author=signature),), lines=numbers)
        if taken and not (review.rating and names_of.author and names_of.author.is_signed):
            continue
        if _is_person(names_of.author) and (review.rating or review.published_on or review.helpful):
            return Found(reviews=(review,), lines=numbers)
    return Found()


def read(page: Page, taken: frozenset[int]) -> Found:
    """The reviews on the page's cards in its order, and the lines that they took."""
    reviews: list[tuple[int, ReviewWords]] = []
    numbers: set[int] = set()
    for deck in decks(page.lines, taken):
        if any(line.number in numbers for card in deck.cards for line in card.body) or credits_films(deck):
            continue
        one = None if leads_elsewhere(deck) else _read(deck)
        if one is None or not _names_enough(one):
            continue
        found, named, own = _reviews(one)
        if is_talk(deck.head) and any(one.rating for _, one in reviews) and not any(one.rating for one in found):
            continue
        if _is_review_list(deck, found, named, own):
            reviews += [(card.body[0].number, review) for card, review in zip(deck.cards, found, strict=True)]
            numbers |= {ln.number for card in deck.cards for ln in (*card.before, *card.body, *card.after)}
    ordered = tuple(review for _, review in sorted(reviews, key=lambda row: row[0]))
    return Found(reviews=ordered, lines=frozenset(numbers))
