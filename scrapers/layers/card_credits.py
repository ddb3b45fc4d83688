"""Cards that tell films with their credits are no reviews."""

from __future__ import annotations

from collections.abc import Sequence

from scrapers.layers.card_pieces import is_label
from scrapers.layers.card_scores import RATIO, is_bare, is_star
from scrapers.layers.cards import Deck
from scrapers.layers.label_table import label_of
from scrapers.lines import Line

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
