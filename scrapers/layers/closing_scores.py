"""The score that ends the text of a card behind its label: "(...) Puntuación: ★★★½ (sobre 5)", "Grade: B+"."""

from __future__ import annotations

import re

from scrapers.layers.score_rows import ANY_OF, UNITS
from scrapers.tables import table

_LABEL = table("scores")["stated"]["label"]
_CLOSING = re.compile(
    rf"(?:^|[\s(\[（【|])(?:{_LABEL})\s*[:：=]\s*"
    r"(?:(?P<stars>[★✭✮⭐*]{1,10})\s?(?P<half>½|1/2)?☆{0,9}|(?P<value>\d{1,3}(?:[.,]\d{1,2})?)\s?(?P<and_half>½)?"
    r"|(?P<letter>[A-F][+−–-]?(?!\w)))"
    rf"(?:\s*[(（]?\s*(?:{ANY_OF})\s*(?P<best>100?|20|[456])(?![\d.,])(?:\s*(?:{UNITS}))?)?[\s)）\]】.\"”“»«'’]*$",
    re.IGNORECASE,
)
_LONGEST = 60
_COLONS = (":", "：", "=")


def closing(text: str) -> str:
    """The score at the end of a text, behind a word that calls it one; "" where there is none, or a number alone.

    >>> closing('It moves. (...) Puntuación: ★★½ (sobre 5)"'), closing("So be it. Rating: 8 (out of 10)")
    ('2.5/5', '8/10')
    >>> closing("Fine work. Grade: B+"), closing("Nobody rates it 8 of 10"), closing("My rating: 7")
    ('B+', '', '')
    """
    end = text[-_LONGEST:]
    if not any(colon in end for colon in _COLONS):
        return ""
    found = _CLOSING.search(end)
    if not found:
        return ""
    if found["letter"]:
        return found["letter"] if found["letter"][0].isupper() else ""
    half = found["half"] or found["and_half"]
    value = float((found["value"] or str(len(found["stars"] or ""))).replace(",", ".")) + (0.5 if half else 0)
    best = found["best"]
    if best is None:
        return found[0][found.start("stars") - found.start() :].strip(" )\"”“»«'’.") if found["stars"] else ""
    return f"{value:g}/{best}" if value <= float(best) else ""
