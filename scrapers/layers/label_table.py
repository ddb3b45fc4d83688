"""What facts are called, in which language: the table of labels (`scrapers/tables/labels.toml`), looked up.

A label has its shape: what a value of it must look like. Names of things that no field holds (camera, music,
distributor) stand in the same table: they end the value before them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from scrapers.shapes import AND, date_in, has_year, is_name, remembered, word_count
from scrapers.tables import table
from scrapers.words import FILM_FIELDS, FilmField

LONGEST_LABEL = 45
BULLETS = "◎●◆■★☆▶►▷○◇□※◉❖✦➤→▸▪‣・•*"
"""What may stand before a label that no colon closes: "◎导演 Ann Lee"."""
_AROUND = f" :：.-–—{BULLETS}"
"""What may stand around a label."""
_SHORTEST_ACCOUNT = 5
"""Words of the shortest account of a story."""
SPLIT_NAMES = re.compile(rf"\s*(?:,|;|/|\||•|·|、|／| (?:{AND}|&) )\s*")
_ROLE = re.compile(r"\s*\([^)]*\)")
_SPACED = re.compile(r"(?<=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]) (?=[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af])")
_CJK_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,}(?:[・·][\u30a0-\u30ff\u3400-\u9fff]{2,})*")
_FULL_NAME, _LONGEST_ROW = 3, 300
"""Letters of a whole name in a script without blanks, and of a row of them."""
_BRACKETS = re.compile(r"\s*[(\[（](?!\D*\d{4})[^()（）]*[)\]）]$")
_NO_CERTIFICATE = re.compile(r"\d[.,]\d|(?<!^M)/\s?\d|%|[★☆]|\bvot|out of|\bvon \d|\bde \d")
_CERTIFICATE = re.compile(table("phrases")["set_form"]["certificate"], re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """One fact's label: its field, how many values it takes, their shape, and whether words may follow it.

    `weak` labels are words that stand on pages for other things too ("Film"): they need another label near.
    """

    field: FilmField
    take: str
    shape: str
    prefix: bool
    weak: bool = False


def fold_label(text: str) -> str:
    """A label's form for look-up; blanks within words of Chinese, Japanese and Korean do not count.

    >>> fold_label("  Originální název: "), fold_label("RUNNING TIME"), fold_label("片 長：")
    ('originalni nazev', 'running time', '片長')
    """
    if text.isascii():
        plain = text.lower()
    else:
        parts = unicodedata.normalize("NFKD", text.casefold())
        plain = unicodedata.normalize("NFC", "".join([c for c in parts if not unicodedata.combining(c)]))
        plain = _SPACED.sub("", " ".join(plain.split()))
    return " ".join(plain.strip(_AROUND).split())


@cache
def labels() -> dict[str, Label]:
    """Every label's form, with what it means; the first field that lists a label has it."""
    found: dict[str, Label] = {}
    rows = table("labels")
    for field in FILM_FIELDS:
        row = rows.get(field, {})
        label = Label(field, row.get("take", "one"), row.get("shape", "text"), row.get("prefix", False))
        weak = Label(label.field, label.take, label.shape, label.prefix, weak=True)
        weak_words = {fold_label(word) for word in row.get("weak", ())}
        for words in row.get("labels", {}).values():
            for word in map(fold_label, words):
                found.setdefault(word, weak if word in weak_words else label)
    return found


@cache
def _translated() -> frozenset[str]:
    return frozenset(map(fold_label, table("labels")["title"]["translated"]))


def is_translated(words: str) -> bool:
    """Whether the label names a title in the page's own language: "Deutscher Titel", "译名"."""
    return fold_label(words) in _translated()


@cache
def _others() -> frozenset[str]:
    rows = table("labels")["other"]["labels"]
    return frozenset(fold_label(word) for words in rows.values() for word in words) - labels().keys()


@cache
def _first_words() -> frozenset[str]:
    """With what a label begins; "" where the text begins with a mark that stands apart."""
    known = (*labels(), *_others())
    return frozenset({"", *(label.split(" ")[0].strip(_AROUND) for label in known)})


@lru_cache(maxsize=8192)
def _begins_label(word: str) -> bool:
    folded = fold_label(word)
    return (
        folded in _first_words()
        or (len(folded) == 1 and folded > "\u3000")
        or not (folded.isascii() or folded[-1] > "\u3000")
    )


def begins_label(words: str) -> bool:
    """Whether the words begin as a label does: most do not."""
    return _begins_label(words.split(None, 1)[0])


def _may_be(words: str) -> bool:
    return 0 < len(words) <= LONGEST_LABEL and begins_label(words)


def label_of(words: str) -> Label | None:
    """The film field that these words are a label of, or None."""
    return _label_of(words) if _may_be(words) else None


def label_before(words: str) -> Label | None:
    """The film field that words before a value are a label of; brackets behind the label do not count there.

    >>> label_before("Release Date (Theaters):").field, label_of("Color (ACES)")
    ('release_dates', None)
    """
    return label_of(words) or (
        label_of(_BRACKETS.sub("", words.strip(_AROUND))) if ")" in words or "）" in words else None
    )


def is_other_label(words: str) -> bool:
    """Whether these words name a thing of a film that no field holds: the camera, the music, the distributor.

    >>> is_other_label("Kamera:"), is_other_label("Director"), is_other_label("撮影")
    (True, False, True)
    """
    return _may_be(words) and fold_label(_BRACKETS.sub("", words.strip(_AROUND))) in _others()


@remembered
def _label_of(words: str) -> Label | None:
    folded = fold_label(words)
    label = labels().get(folded)
    while label is None and " " in folded:
        folded = folded.rpartition(" ")[0]
        found = labels().get(folded)
        label = found if found and found.prefix else None
    return label


def names_apart(text: str) -> str:
    """Names in a script without blanks, with commas where only blanks part them; any other text as it is.

    >>> names_apart("久保田誠 森田あずさ 大原玲奈"), names_apart("山田 太郎"), names_apart("송강호 이병헌 전도연")
    ('久保田誠, 森田あずさ, 大原玲奈', '山田 太郎', '송강호, 이병헌, 전도연')
    """
    if text[:1] < "\u3040" or " " not in text or len(text) > _LONGEST_ROW:
        return text
    words = text.split(" ")
    is_row = len(words) > 2 or all(len(word) > _FULL_NAME for word in words)
    whole = sum(len(word) >= _FULL_NAME for word in words)
    alike = all(_CJK_WORD.fullmatch(word) for word in words)
    return ", ".join(words) if is_row and alike and whole * 2 > len(words) else text


def are_names(text: str) -> bool:
    """Whether most parts of a list are names, and not labels: a menu of the page's parts lists those.

    >>> are_names("Ann Lee, Bo Ek"), are_names("Drehbuch, Kamera, Ann Lee")
    (True, False)
    """
    parts = [part for part in SPLIT_NAMES.split(names_apart(_ROLE.sub("", text))) if part]
    return bool(parts) and sum(is_name(part) and not names_fact(part) for part in parts) * 2 > len(parts)


def names_fact(words: str) -> bool:
    """Whether the words are a label, of a fact or of a thing that no field holds.

    >>> names_fact("Director:"), names_fact("Kamera"), names_fact("Ann Lee")
    (True, True, False)
    """
    return label_of(words) is not None or is_other_label(words)


def fits(shape: str, text: str) -> bool:
    """Whether the text looks like a value of that shape; a dash in the place of a value is none.

    >>> fits("text", "Up and away"), fits("text", "—"), fits("year", "soon")
    (True, False, False)
    """
    return any(map(str.isalnum, text)) and SHAPES[shape](text)


def _is_certificate(text: str) -> bool:
    return word_count(text) <= 25 and not _NO_CERTIFICATE.search(text[:20]) and bool(_CERTIFICATE.search(text))


SHAPES: Mapping[str, Callable[[str], bool]] = {
    "name": are_names,
    "digits": lambda text: any(c.isdigit() for c in text) and word_count(text) <= 12,
    "year": lambda text: has_year(text) and len(text) <= 30,
    "dated": lambda text: (date_in(text) is not None or has_year(text)) and len(text) <= 120,
    "list": lambda text: word_count(text) <= 25 and not text.endswith((".", "!", "?")),
    "short": lambda text: word_count(text) <= 25,
    "certificate": _is_certificate,
    "prose": lambda text: word_count(text) >= _SHORTEST_ACCOUNT,
    "text": bool,
}
"""What a value of each shape must look like; a value of another shape is none of this label's."""
