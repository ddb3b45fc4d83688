"""The shapes of words: does this line look like a name, a date, a score, a sentence? Shapes tell, they do not read.

Each is a function of a text; `scrapers.lines.Line` asks those that several layers want to know once for each line.
They look before they search: a length or a single character tells of most lines that they have not the shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

from scrapers.tables import table

_PHRASES = table("phrases")
_PARTICLE = (
    r"(?:de|da|di|del|della|der|den|des|du|dos|van|von|vom|zu|la|le|el|al|bin|ibn|ben|y|e|af|av|ter|ten|st\.|o['’])"
)
AND = "|".join(_PHRASES["and"]["words"])
"""Words for "and", which join names, jobs and countries."""
NAME = (
    r"(?:[A-ZÀ-ÖØ-ÞŁŚŻŹĆŽŠČŘĎŤŇĽŐŰİĞŞĂȘȚŢĐĆĀĒĪŌŪŅĶĻĢŲĖĘĄŮĚŘЀ-ЯҐΆ-ΏΑ-Ϋ][\w'’.\-‐]{0,40})"
    rf"(?: (?:{_PARTICLE} )*[A-ZÀ-ÖØ-ÞŁŚŻŹĆŽŠČŘĎŤŇĽŐŰİĞŞĂȘȚŢĐĆĀĒĪŌŪŅĶĻĢŲĖĘĄŮĚŘЀ-ЯҐΆ-ΏΑ-Ϋ][\w'’.\-‐]{{0,40}}){{1,4}}"
)
"""A person's name in Latin or Cyrillic letters: two to five words that begin with a capital, particles aside."""

_NAME_LINE = re.compile(rf"^{NAME}(?:,? (?:Jr|Sr|II|III|IV)\.?)?$")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_NAME = re.compile(r"^[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af·・ー\s]{2,14}$")
_CASELESS = r"[\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff'’.\u200c\u200d-]"
_CASELESS_NAME = re.compile(rf"^(?=[^'’.-]){_CASELESS}{{2,20}}(?: {_CASELESS}{{1,20}}){{1,3}}$")
"""A name in Hebrew, Arabic, an Indian script, Thai or Georgian: two to four words."""
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)(?:18[89]\d|19\d\d|20\d\d)(?!\d)")
_SCORE = re.compile(r"^(\d{1,3}(?:[.,]\d{1,2})?)\s*/\s*(\d{1,3})$")
_TERMINAL = re.compile(r"[.!?…。！？।॥؟۔][\"'”’»)\]]*$")
_ENDINGS = frozenset(".!?…。！？।॥؟۔\"'”’»)]\n")
"""The last characters of texts in which `_TERMINAL` may be found."""
_BROKEN_OFF = re.compile(r"(?:\.{3,}|…)[\"'”’»)\]]*$")
_PATTERN_PARTS = re.compile(r"\\.|\(\?P|[^\\(]+|\(", re.DOTALL)
_DATES = {name: words.replace("\n", "") for name, words in table("dates").items()}
_MONTHS = _DATES["month_first"]
_NAMED_MONTHS = rf"{_MONTHS}|{_DATES['day_first']}"
_DATE = re.compile(
    rf"(?:\b[0-3٠-٣]?\d(?:st|nd|rd|th|\.|º|er)?\s+(?:de |d['’])?(?:{_NAMED_MONTHS})(?!\w)\.?,?"
    r"(?:\s+(?:de |del )?\d{4})?"
    rf"|\b\d{{4}}\.?\s+(?:{_NAMED_MONTHS})(?!\w)\.?\s+\d{{1,2}}\b"
    rf"|\b(?:{_MONTHS})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?\b"
    rf"|\b(?:{_MONTHS})\b\.?,?\s+\d{{4}}\b"
    r"|\b\d{4}([-/.])\s?\d{1,2}\1\s?\d{1,2}(?!\d)|\b\d{1,2}([-/.])\s?\d{1,2}\2\s?\d{2,4}\b"
    r"|\d{4}年\s?\d{1,2}月(?:\s?\d{1,2}日)?|\d{4}년 ?\d{1,2}월 ?\d{1,2}일)"
)
_AGO = re.compile(rf"(?<!\w)(?:{_DATES['ago']})(?!\w)")
_LONGEST_AGO = 40
"""Characters of a text that says how long ago."""
_MAYBE_DATE = re.compile(r"\d(?:[-/.年년]|[A-Za-zº.]{0,2}\s+[^\W\d_]|(?<=\s\d))")
"""A number in a date stands beside a word or another number; most numbers do not."""
_LONGEST_DATE = 80
"""Characters of a line that is a date and little else, weekday and time included."""
SENTENCE, LONG = 9, 160
"""Words from which a sentence is running text, and characters from which it needs no sentence's end."""
_THAI_SENTENCE = 80
"""Characters from which a Thai text is running text."""
_CLOSING = 40
"""Characters among which a sentence ends."""
_SHORTEST_NOTICE = 12
_REMEMBERED = 8192
_LONGEST_REMEMBERED = 1000
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ASCII_WORDS = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")


_Told = TypeVar("_Told")


def remembered(tells: Callable[[str], _Told]) -> Callable[[str], _Told]:
    """`tells`, which remembers what it told: the layers ask the same of the same lines, and pages repeat themselves.

    Long texts are not kept: they seldom come twice, and would hold memory.
    """
    cached = lru_cache(maxsize=_REMEMBERED)(tells)

    @wraps(tells)
    def told(text: str) -> _Told:
        return cached(text) if len(text) <= _LONGEST_REMEMBERED else tells(text)

    return told


def lower(text: str) -> str:
    """The text in lower case, character for character (offsets stay).

    >>> lower("FİLM"), lower("Up")
    ('film', 'up')
    """
    low = text.lower()
    return low if low.isascii() else low.replace("i\u0307", "i")


def for_lower_case(words: str) -> re.Pattern[str]:
    """A pattern of these words for texts in lower case: it takes a third of the time of one that ignores case.

    >>> bool(for_lower_case(r"Dauer:\\s\\D").match(lower("DAUER: ?")))
    True
    """
    parts = _PATTERN_PARTS.findall(words)
    return re.compile("".join(one if one[0] == "\\" or one == "(?P" else one.lower() for one in parts))


_FURNITURE = for_lower_case(
    rf"^(?:(?:{'|'.join(_PHRASES['furniture']['whole'])})$|{_PHRASES['furniture']['link_prefix']}"
    rf"|{_PHRASES['furniture']['copyright']})"
)
_NOTICE = for_lower_case(_PHRASES["furniture"]["notice"])
_OPENING_QUOTE = {"»": "«", "›": "‹"}
_TAILS = tuple(for_lower_case(_PHRASES["tail"][name]) for name in ("link", "bar", "mark"))


@remembered
def is_name(text: str) -> bool:
    """Whether the line is shaped like one person's name.

    >>> is_name("Liza Colón-Zayas"), is_name("Lars von Trier"), is_name("1 win & 3 nominations"), is_name("宮崎駿")
    (True, True, False, True)
    """
    return len(text) <= 60 and bool(_NAME_LINE.match(text) or _CJK_NAME.match(text) or _CASELESS_NAME.match(text))


def is_score(text: str) -> bool:
    """Whether the line is a bare score with its scale.

    >>> is_score("6.4/10"), is_score("24/7 support")
    (True, False)
    """
    return bool(_SCORE.match(text))


def date_in(text: str) -> str | None:
    """The first date-like run of the line.

    >>> date_in("1 October 2012 | by truiz1"), date_in("Monday, October 8, 2012"), date_in("It may rain")
    ('1 October 2012', 'October 8, 2012', None)
    """
    return _date_in(text) if _MAYBE_DATE.search(text) else None


@remembered
def _date_in(text: str) -> str | None:
    found = _DATE.search(lower(text))
    return text[found.start() : found.end()].strip() if found else None


@remembered
def ago_in(text: str) -> str | None:
    """The words that count back from today, in a short text.

    >>> ago_in("vor 3 Tagen"), ago_in("posted 2 hours ago"), ago_in("Two years of it"), ago_in("昨天")
    ('vor 3 Tagen', '2 hours ago', None, '昨天')
    """
    if len(text) > _LONGEST_AGO:
        return None
    found = _AGO.search(lower(text))
    return text[found.start() : found.end()].strip() if found else None


def is_date(text: str) -> bool:
    """Whether the line is a date and little else (a weekday, a time).

    >>> is_date("Domingo 26 de Mayo 2019"), is_date("Opens: September 28"), is_date("It opened on May 3 in Rome")
    (True, False, False)
    """
    if len(text) > _LONGEST_DATE:
        return False
    found = date_in(text)
    return bool(found) and len(text) - len(found or "") <= 16 and ":" not in text[: text.find(found or "")]


def has_digit(text: str) -> bool:
    """Whether a digit stands in the text."""
    return _DIGIT.search(text) is not None


def has_year(text: str) -> bool:
    """Whether a year from 1880 to 2099 stands in the text."""
    return bool(_YEAR.search(text))


def word_count(text: str) -> int:
    """Words; two characters of Chinese, Japanese or Korean count as one."""
    if text.isascii():
        return len(_ASCII_WORDS.findall(text))
    cjk = len(_CJK.findall(text))
    return len(_WORDS.findall(_CJK.sub(" ", text) if cjk else text)) + cjk // 2


def is_paragraph(text: str) -> bool:
    """Whether the line is running text: a sentence's end and some length.

    >>> is_paragraph("Two women will stop at nothing to transform their children's failing school.")
    True
    >>> is_paragraph("Cast overview, first billed only:")
    False
    """
    return (len(text) > LONG or ends_sentence(text)) and word_count(text) >= SENTENCE


def ends_sentence(text: str) -> bool:
    """Whether the line ends as a sentence does."""
    if "\u0e00" <= text[-1:] <= "\u0e7f":  # Thai has no sign for the end of a sentence
        return len(text) >= _THAI_SENTENCE
    return text[-1:] in _ENDINGS and _TERMINAL.search(text[-_CLOSING:]) is not None


def is_broken_off(text: str) -> bool:
    """Whether the text ends in dots, as one does that goes on elsewhere.

    >>> is_broken_off("She walks into the sea…"), is_broken_off("She walks into the sea.")
    (True, False)
    """
    return _BROKEN_OFF.search(text[-_CLOSING:]) is not None


def is_furniture(text: str, low: str = "") -> bool:
    """Whether the line is page furniture: a button, a share bar, a link elsewhere, a notice.

    `low` is the text in lower case, where that is known.

    >>> [is_furniture(t) for t in ("Edit", "RELATED: 12 Ways", "In Facebook Twitter In", "See full specs »", "Drama")]
    [True, True, True, True, False]
    """
    low = low or lower(text)
    return _FURNITURE.match(low) is not None or (len(low) > _SHORTEST_NOTICE and _notices(low))


def is_notice(text: str) -> bool:
    """Whether the paragraph is a privacy or cookie notice: it uses two or more of their words."""
    return len(text) > _SHORTEST_NOTICE and _notices(lower(text))


def _notices(low: str) -> bool:
    return len(set(_NOTICE.findall(low))) >= 2


def without_tail(text: str) -> str:
    """The value without the link that follows it on its line.

    >>> without_tail("Learning to Fly See more »"), without_tail("Rated PG | See all certifications »")
    ('Learning to Fly', 'Rated PG')
    >>> without_tail("Слоган: «Up and away»")
    'Слоган: «Up and away»'
    """
    for tail in _TAILS:
        found = tail.search(lower(text))
        if found and not _closes_quote(text, found.end()):
            text = text[: found.start()]
    return text.strip()


def _closes_quote(text: str, end: int) -> bool:
    """Whether the mark before `end` closes a quotation that the text opens."""
    opening = _OPENING_QUOTE.get(text[:end].rstrip()[-1:])
    return opening is not None and opening in text
