"""The words of a review as they are compared: typography gone, each word with its weight in letters.

A weight says how much it means that two texts share the word, or that they do not. Long words are rarer than short
ones in every language, so a word weighs its letters. A sign of a script without spaces weighs what it stands for. Where
it is shared, a name or a word in quotation marks weighs half: two critics of one film name the same people and quote
the same lines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from zlib import crc32

import numpy as np
import numpy.typing as npt

from pipelines.fingerprints.furniture import without_furniture, without_link, without_notes
from pipelines.normalize.text import clean, fold

Hashes = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

UNIT = 4
"""Weights are counted in quarters of a letter, so that halves of halves stay whole numbers."""

_LONGEST_WORD = 12  # letters; a longer word says no more
_HAN, _KANA, _THAI, _HANGUL = 3, 2, 1, 2  # letters that a sign stands for
_LONGEST_QUOTE = 100  # words; a quotation mark that is not closed within them opens nothing

_SIGNS = (
    "\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17d3\u3005-\u3007\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
# Marks that spell, which Python does not count as letters.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f\u0951-\u0957"
    "\u0962\u0963\u0981-\u0983\u09bc-\u09e3\u0a01-\u0a03\u0a3c-\u0a51\u0a81-\u0a83\u0abc-\u0ae3\u0b01-\u0b03"
    "\u0b3c-\u0b63\u0bbe-\u0bd7\u0c00-\u0c04\u0c3c-\u0c63\u0c81-\u0c83\u0cbc-\u0ce3\u0d00-\u0d03\u0d3b-\u0d63\u0dca-\u0df3"
)
_WORD = rf"[^\W_{_SIGNS}]+(?:[{_MARKS}]+[^\W_{_SIGNS}]*)*"
_PIECES = re.compile(rf"{_WORD}(?:['’‘ʼ`´]{_WORD})*|[{_SIGNS}]|[.!?…。！？:;\n“”„«»「」『』\"—–]")
_SIGN = re.compile(f"[{_SIGNS}]")
_KANA_SIGN = re.compile("[\u3041-\u30ff]")
_THAI_SIGN = re.compile("[\u0e01-\u109f\u1780-\u17d3]")
_HANGUL_SIGN = re.compile("[\uac00-\ud7af]")

_TAGS = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
_LINKS = re.compile(r"(?:https?://|www\.)\S+")
_OPENING = re.compile(r'(?<![^\s(\[—–-])"(?=\S)')
_CUT_HEAD = re.compile(r"\W{0,2}(?:…|\.\.\.|\[…\]|\[\.\.\.\])")
_CUT_TAIL = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W{0,2}$")
_ENDS, _OPENERS, _CLOSERS = ".!?…。！？:;\n—–", "“„«「『", '”»」』"'
_GERMAN = frozenset({"das", "und", "ist", "nicht", "ein", "eine", "auf", "sich", "dem", "wird"})
_ENOUGH_GERMAN = 3  # of them
_MANY_CAPITALS = 0.1  # share from which on it may be a language that gives nouns a capital
_ALL_CAPITALS = 0.8  # share of words with a capital from which on capitals tell nothing

# What a piece of text is, as bits of one number: its flags, its weight (8 bits), its hash (32 bits from the 33rd).
_CAPITAL, _SIGN_FLAG, _END, _OPEN, _CLOSE, _BREAK, _IS_GERMAN, _ = (1 << bit for bit in range(8))
_NO_WORD = _END | _OPEN | _CLOSE


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, in order.

    `tokens` are hashes of the folded words (or signs). `full` are their weights in quarters of a letter, `weights` what
    they weigh where they are shared. `signs` tells which stand for a sign of a script without spaces, `quoted` which
    stand in quotation marks. `cut_head` and `cut_tail` tell where the text shows that it is not whole: dots, a small
    first letter, no full stop at the end.
    """

    tokens: Hashes
    full: Weights
    weights: Weights
    signs: Flags
    quoted: Flags
    cut_head: bool
    cut_tail: bool

    @property
    def letters(self) -> float:
        """The weight of the whole text, in letters."""
        return float(self.full.sum(dtype=np.int64)) / UNIT


def readable(text: str, *, author: str = "", broken: bool = True) -> str:
    r"""What the reviewer wrote of a text: unbroken, without markup, links and the site's furniture.

    `broken` is false for a text that `clean` has already mended.

    >>> readable("User Reviews\nWell &amp;amp; good<br />as far as it goes... (more)\n3 comments")
    'Well & good\nas far as it goes...'
    """
    if broken:
        text = clean(text)
    if "<" in text:
        text = _TAGS.sub("\n", text)
    if "http" in text or "www." in text:
        text = _LINKS.sub(" ", text)
    return without_link(without_furniture(without_notes(text), author=author)).strip()


def words(text: str, *, is_excerpt: bool = False) -> Words:
    """Cut a readable text into weighted words.

    >>> found = words("It’s  a “triumph”, 她笑了")
    >>> (found.weights / UNIT).tolist(), found.signs.tolist()
    ([3.0, 1.0, 3.5, 3.0, 3.0, 3.0], [False, False, False, True, True, True])
    >>> words("…the rest of it.").cut_head, words("It ends in a").cut_tail, words("It ends.").cut_tail
    (True, True, False)
    """
    if '"' in text:
        text = _OPENING.sub("“", text)
    in_signs = not text.isascii() and _SIGN.search(text)
    chunks = _PIECES.findall(text) if in_signs else text.replace("\n", " \n ").split(" ")
    packed = np.fromiter(chain.from_iterable(map(_packed, chunks)), dtype=np.uint64)
    flags = packed.astype(np.uint8)
    is_word = (flags & _NO_WORD) == 0
    quoted = _quoted(flags, is_word)
    full = (packed >> np.uint64(8)).astype(np.uint8)
    weights = full >> _names(flags, is_word)
    weights >>= quoted.view(np.uint8)
    return Words(
        tokens=(packed >> np.uint64(32)).astype(np.uint32)[is_word],
        full=full[is_word],
        weights=weights[is_word],
        signs=(flags[is_word] & _SIGN_FLAG) != 0,
        quoted=quoted[is_word],
        cut_head=is_excerpt or text[:1].islower() or _CUT_HEAD.match(text) is not None,
        cut_tail=is_excerpt or text[-1:].isalnum() or text[-1:] == "," or _CUT_TAIL.search(text[-8:]) is not None,
    )


def _names(flags: Weights, is_word: Flags) -> Weights:
    """1 for words with a capital that no sentence asks for. Where all words (or nouns) have one it tells nothing."""
    names: Weights = flags & np.uint8(_CAPITAL)
    share = int(np.count_nonzero(names)) / max(1, int(np.count_nonzero(is_word)))
    if share > _ALL_CAPITALS or (share > _MANY_CAPITALS and np.count_nonzero(flags & _IS_GERMAN) >= _ENOUGH_GERMAN):
        return np.zeros_like(flags)
    # A sentence's first word has a capital in any case; "Ann Lee is ..." begins with a name, "The Lees are" does not.
    inside = names.copy()
    inside[:1] = 0
    inside[1:] &= is_word[:-1].view(np.uint8)
    inside[:-1] |= names[:-1] & inside[1:]
    return inside


def _quoted(flags: Weights, is_word: Flags) -> Flags:
    """What stands in quotation marks, unless that is the whole text."""
    quoted = np.zeros(len(flags), dtype=np.bool_)
    if not (flags & (_OPEN | _CLOSE)).any():
        return quoted
    start: int | None = None
    for place in np.flatnonzero(flags & (_OPEN | _CLOSE | _BREAK)).tolist():
        if flags[place] & _OPEN and (start is None or not flags[place] & _CLOSE):
            start = place
        elif flags[place] & _CLOSE and start is not None:
            inside = np.count_nonzero(is_word[start:place])
            quoted[start:place] = 0 < inside <= _LONGEST_QUOTE and inside < np.count_nonzero(is_word)
            start = None
        elif flags[place] & _BREAK:
            start = None
    if start and np.count_nonzero(is_word[start:]) <= _LONGEST_QUOTE:
        quoted[start:] = True  # an excerpt that ends within a quotation
    return quoted


@lru_cache(maxsize=1 << 16)
def _packed(chunk: str) -> tuple[int, ...]:
    """The words and signs of what stands between two spaces, as numbers: most chunks are met again and again."""
    return tuple(part for piece in _PIECES.findall(chunk) for part in _parts(piece))


def _parts(piece: str) -> list[int]:
    if piece in _ENDS:
        return [_END | (_BREAK if piece == "\n" else 0)]
    if piece in _OPENERS:
        return [_OPEN | (_CLOSE if piece == "“" else 0)]
    if piece in _CLOSERS:
        return [_CLOSE]
    flags = _CAPITAL if piece[0].isupper() and piece != "I" else 0
    flags |= _IS_GERMAN if piece in _GERMAN else 0
    return [_hashed(word) | flags for word in fold(piece).split()]


def _hashed(word: str) -> int:
    sign = _SIGN.match(word)
    if sign:
        weight = _KANA if _KANA_SIGN.match(word) else _THAI if _THAI_SIGN.match(word) else _HAN
    else:
        weight = min(_LONGEST_WORD, len(word) * (_HANGUL if _HANGUL_SIGN.match(word) else 1))
    return crc32(word.encode()) << 32 | weight * UNIT << 8 | (_SIGN_FLAG if sign else 0)
