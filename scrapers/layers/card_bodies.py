"""The text of a card, without what is only drawn into it: links to read on, a date at its end, warnings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scrapers.layers.card_pieces import LAYER
from scrapers.layers.card_scores import is_star, ratio
from scrapers.layers.card_words import TO_WHOLE, is_button
from scrapers.layers.cards import Card
from scrapers.layers.closing_scores import closing
from scrapers.layers.label_lines import MORE
from scrapers.layers.same_review import is_warning
from scrapers.lines import Line
from scrapers.shapes import ends_sentence, is_broken_off, is_date, lower
from scrapers.words import Said

_EMPTY = frozenset({"", "expand", "more", "less"})
_ORDINAL = re.compile(
    r"^(?:№|nr\.?|no\.?|#|第)?\s*\d{1,4}\s*(?:[.．。):：、]|番|楼|樓|#)$|^(?:№|#)\s*\d{1,4}$", re.IGNORECASE
)
"""The number of a text in its list."""
_VOTES = re.compile(
    r"\s*[\[(（]?\s*(?:[+👍▲△↑]\s*\d{1,5}\s*[/|,;·]?\s*[-–−👎▼▽↓]\s*\d{1,5}|\d{1,5}\s*[👍▲↑]\s*[/|,;·]?\s*\d{1,5}\s*[👎▼↓])"
    r"\s*[\])）]?\s*$"
)
"""Voices for and against a text: "[+ 12 / - 3]"."""
HERE = ("#", "javascript:")
"""How an address begins that leads nowhere: the link unfolds the text that stands here."""
_LINK = 50
"""Letters at the end of a paragraph in which it may lead to more."""
_LONGEST_LINK = 40
_UNFOLDED = 30
"""Letters from which a beginning that comes again is the same text, unfolded."""


@dataclass(frozen=True, slots=True)
class Body:
    """A card's text, the address of its whole, the date at its end, whether it is cut, a score on its last line."""

    text: str
    url: str
    date: Said | None
    is_cut: bool
    score: Said | None


def _said(text: str, line: Line) -> Said:
    return Said(text=text, layer=LAYER, where=line.where)


def _bare(part: str) -> str:
    return part.strip(" ()[]…").casefold()


def _is_unfolded(start: str, whole: str) -> bool:
    """Whether `whole` is the text of which `start` shows the beginning."""
    return len(start) > _UNFOLDED and whole.startswith(start.rstrip(".… ")[:200])


def _leads_on(parts: list[str], line: Line) -> bool:
    """Whether a text ends in a link of some words behind its last sentence: it leads to the whole, whatever it says."""
    last, before = parts[-1], parts[-2]
    if len(last) > _LONGEST_LINK or last not in dict(line.links) or not ends_sentence(before):
        return False
    return not ends_sentence(last) and last[0].isalpha() and sum(map(len, parts[:-1])) > _LINK


def _reveals(line: Line) -> bool:
    """Whether the line is a link that only unfolds the text."""
    return line.href != "" and is_button(line.text)


def _is_more(part: str, line: Line) -> bool:
    """Whether an element at a text's end leads to its whole: by its words, or as a link that only says "more"."""
    if TO_WHOLE.fullmatch(lower(part)):
        return True
    return MORE.fullmatch(part) is not None and part in dict(line.links)


def _paragraph(line: Line, *, is_last: bool) -> tuple[str, str, Said | None, bool]:
    """One line of the text: its words, the address it leads to, its date, whether it leads to more."""
    parts, links = list(line.parts), dict(line.links)
    url, date, is_cut = "", None, False
    while len(parts) > 1 and _is_unfolded(parts[0], parts[1]):
        parts.pop(0)
    while len(parts) > 1 and (_is_more(parts[-1], line) or _bare(parts[-1]) in _EMPTY):
        leads_to = links.get(parts[-1], line.href)
        is_here = leads_to.startswith(HERE)
        is_cut = is_cut or (not is_here and _is_more(parts[-1], line))
        url = url if is_here else leads_to or url
        parts.pop()
    if is_last and len(parts) > 1 and _leads_on(parts, line):
        url, is_cut = links[parts.pop()] or url, True
    if len(parts) > 1 and is_date(parts[-1].strip("() ")):
        date = _said(parts.pop().strip("() "), line)
        parts[-1] = parts[-1].rstrip(" (")
    while len(parts) > 1 and (is_button(parts[0]) or is_star(parts[0]) or ratio(parts[0]) or _ORDINAL.match(parts[0])):
        parts.pop(0)
    whole = line.text if len(parts) == len(line.parts) else " ".join(parts)
    shown = whole
    if is_last:
        leads_on = TO_WHOLE.search(lower(whole[-_LINK:]))
        shown = whole[:-_LINK] + whole[-_LINK:][: leads_on.start() if leads_on else None]
        shown = shown if len(shown) > 1 else whole
        voted = _VOTES.search(shown[-_LINK:])
        shown = shown[: len(shown) - len(shown[-_LINK:]) + voted.start()] if voted else shown
    return shown.rstrip(" (") if date else shown, url, date, is_cut


def body_of(card: Card) -> Body:
    """Read the text of the card."""
    paragraphs: list[str] = []
    url, date, is_cut = "", None, False
    for line in card.body:
        words, link, dated, leads_on = _paragraph(line, is_last=line is card.body[-1])
        url, date, is_cut = link or url, dated or date, is_cut or leads_on
        if not words.strip(" ()") or (len(card.body) > 1 and (is_warning(words) or _reveals(line))):
            continue
        if paragraphs and _is_unfolded(paragraphs[-1], words):
            paragraphs.pop()
        paragraphs.append(words)
    last = card.body[-1]
    score = _said(last.text, last) if len(card.body) > 1 and ratio(last.text) else None
    text = "\n\n".join(paragraphs)
    if score is None and (stated := closing(text)):
        score = _said(stated, last)
    return Body(text, url, date, is_cut or is_broken_off(text), score)
