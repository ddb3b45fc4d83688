"""Cards that tell films with their credits, or that only lead elsewhere, are no reviews."""

from __future__ import annotations

from collections.abc import Sequence

from scrapers.layers.card_pieces import is_label
from scrapers.layers.card_scores import RATIO, is_bare, is_star
from scrapers.layers.cards import Card, Deck, hinted
from scrapers.layers.label_table import label_of
from scrapers.layers.score_rows import LETTER
from scrapers.lines import Line
from scrapers.shapes import is_broken_off

_ARROWS = "»›→▶►"
_PAIR = 2
"""A label and its value."""


def credits_films(deck: Deck) -> bool:
    """Whether the cards tell films with their credits: labels stand around half of the texts."""
    labels = 0
    for card in deck.cards:
        lines = (*card.before, *card.after)
        for at in range(len(lines)):
            labels += _is_credit(lines, at)
            if labels * 2 >= len(deck.cards):
                return True
    return False


def _is_credit(lines: Sequence[Line], at: int) -> bool:
    """Whether a label of a fact stands here; one that names the author, or that is given points, is none."""
    parts = (*lines[at].parts, *(lines[at + 1].parts[:1] if at + 1 < len(lines) else ()))
    if not parts or label_of(parts[0]) is None or is_label(parts[0].strip(":： ")):
        return False
    return len(parts) < _PAIR or not (is_bare(parts[1]) or RATIO.match(parts[1]) or is_star(parts[1]))


def leads_elsewhere(deck: Deck) -> bool:
    """Whether the texts of most cards only lead elsewhere: "all the reviews »", headlines of news."""
    return sum(map(_leads, deck.cards)) * 2 > len(deck.cards)


def _leads(card: Card) -> bool:
    body = card.body[0]
    if len(card.body) > 1 or body.ends_sentence or is_broken_off(body.text):
        return False
    letters = len(LETTER.findall(body.text))
    if not letters or sum(len(LETTER.findall(text)) for text, _ in body.links) != letters:
        return False
    addresses = " ".join(href for _, href in body.links)
    return any(arrow in body.text for arrow in _ARROWS) or any(
        hinted("news", words) for words in (addresses, *(line.classes for line in card.before))
    )
