"""Text as it was meant: unbroken, in one form, without the marks of its markup; and folded for comparison."""

from __future__ import annotations

import html
import re
import unicodedata
from html.entities import html5

from pipelines.normalize.languages import language
from pipelines.normalize.numerals import FRACTIONS

__all__ = ["clean", "fold", "language"]

_SPACE = r"[^\S\n]"
_SPACES = re.compile(rf"(?: {_SPACE}|(?! ){_SPACE}){_SPACE}*")  # a lone blank is left alone, for speed
_AROUND_BREAKS = re.compile(rf"{_SPACE}*\n{_SPACE}*")
_BREAKS = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028]")
# Characters that print nothing; joiners are kept where a script other than Latin needs them.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]+"
)
_JOINERS = re.compile("(?:(?<=[\x00-\u024f])|^)[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\u024f]|$)")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_AMPERSANDS = re.compile(r"&(?:amp;|#0*38;|#[xX]0*26;)+", re.IGNORECASE)
# UTF-8 read as Latin-1 or cp1252, or as cp1251: a lead byte's letter before a continuation byte's. A cheap hint only.
_BROKEN_HINT = re.compile(
    "[\u00c2-\u00f4РС\u0432\ufffd](?:"
    "(?<=[\u00c2-\u00f4])[\u0080-\u00bf\u0152-\u0161\u0178-\u017e\u0192\u02c6\u02dc\u2013-\u2122]"
    "|(?<=[РС])[\u0080-\u00bf\u0402-\u040f\u0452-\u045f\u0490\u0491\u2013-\u2122]"
    "|(?<=\u0432)\u0402|(?<=\ufffd))"
)
# Controls that nobody writes: the bytes of Windows' code page, read as Latin-1.
_C1 = re.compile("[\x80-\x84\x86-\x9f]")
_PASSES = 4


def clean(s: str) -> str:
    r"""The text without what broke on its way: white space, invisible characters, entities encoded twice, mojibake.

    Quotes keep their shape. Lines stay lines; a paragraph break is one empty line.

    >>> clean("  Tom &amp;amp; Jerry\u00a0 \u200bagain ")
    'Tom & Jerry again'
    >>> clean("one\r\n\r\n\r\n \ttwo  lines\nmore")
    'one\n\ntwo lines\nmore'
    >>> clean("AmÃ©lie, a “film”")
    'Amélie, a “film”'
    """
    if _is_clean(s):
        return s
    for _ in range(_PASSES):
        mended = _mended(s)
        s = _laid_out(mended)
        if mended is s or (not _ENTITY.search(s) and not _BROKEN_HINT.search(s)):
            break
    return s


def _is_clean(s: str) -> bool:
    """Whether a look suffices: most strings of a page have nothing to mend."""
    if not s.replace("\n", "").isprintable() or "&" in s or "  " in s or s != s.strip():
        return False
    if "\n" in s and ("\n\n\n" in s or " \n" in s or "\n " in s):
        return False
    return s.isascii() or (unicodedata.is_normalized("NFC", s) and not _BROKEN_HINT.search(s))


def _mended(s: str) -> str:
    if "&" in s:
        for _ in range(_PASSES):
            before = s
            s = _ENTITY.sub(_decoded, _AMPERSANDS.sub("&", s))
            if s == before:
                break
    if not s.isascii() and _BROKEN_HINT.search(s):
        import ftfy  # noqa: PLC0415 - most texts do not need it

        s = ftfy.fix_encoding(s)
    return s


def _decoded(entity: re.Match[str]) -> str:
    """What an entity stands for; a name that HTML does not know stays as it is."""
    return html.unescape(entity[0]) if entity[0][1] == "#" else html5.get(entity[0][1:], entity[0])


def _laid_out(s: str) -> str:
    if not s.isascii():
        if _C1.search(s):
            s = _C1.sub(_of_windows, s)
        s = _JOINERS.sub("", _UNSEEN.sub("", s.replace("\u2029", "\n\n")))
        s = unicodedata.normalize("NFC", s)
    else:
        s = _UNSEEN.sub("", s)
    s = _SPACES.sub(" ", _LINE_ENDS.sub("\n", s))
    if "\n" in s:
        s = _BREAKS.sub("\n\n", _AROUND_BREAKS.sub("\n", s))
    return s.strip()


def _of_windows(control: re.Match[str]) -> str:
    return control[0].encode("latin-1").decode("cp1252", "ignore")


# Letters and signs that Unicode does not take apart, or not as a word needs them.
_FOLDED = {
    "ø": "o",
    "Ø": "o",
    "ł": "l",
    "Ł": "l",
    "đ": "d",
    "Đ": "d",
    "ħ": "h",
    "Ħ": "h",
    "ı": "i",
    "æ": "ae",
    "Æ": "ae",
}
_FOLDED |= {"œ": "oe", "Œ": "oe", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ŧ": "t", "Ŧ": "t", "ŋ": "n", "Ŋ": "n"}
_SIGNS = dict.fromkeys("™®©℠", " ") | {sign: f" {ratio.replace('/', ' ')} " for sign, ratio in FRACTIONS.items()}
_ANY_SIGN = re.compile(f"[{''.join(_SIGNS)}]")
_APOSTROPHES = re.compile("(?<=\\w)['’‘ʼ`´′＇](?=\\w)")
_QUOTES = re.compile("[‘’“”–—…\u00a0]")


class _WordOnly(dict[int, str | int | None]):
    """For str.translate: letters, digits and the marks that spell stay; what only decorates goes; the rest is space."""

    def __missing__(self, code: int) -> str | int | None:
        kind = unicodedata.category(chr(code))
        if 0x300 <= code <= 0x36F or 0x591 <= code <= 0x5C7 or 0x64B <= code <= 0x652 or kind in ("Cf", "Cs"):
            value: str | int | None = None
        else:
            value = _FOLDED.get(chr(code), code) if kind[0] in "LMN" else " "
        self[code] = value
        return value


_WORD_ONLY = _WordOnly()
_ASCII_WORD_ONLY = {code: chr(code) if chr(code).isalnum() else " " for code in range(128)}


def fold(s: str) -> str:
    """For comparison: case, marks, punctuation and runs of space do not count; words are parted by one space.

    Letters of other scripts stay what they are; kana keep their voicing, Indic letters their vowels.

    >>> fold("  L’Été,  1999! "), fold("WON'T Back-Down"), fold("Łódź Straße")
    ('lete 1999', 'wont back down', 'lodz strasse')
    >>> fold("Ёлки"), fold("がっこう"), fold("हिन्दी"), fold("8½")
    ('елки', 'がっこう', 'हिन्दी', '8 1 2')
    """
    if not s.isascii():
        s = _QUOTES.sub(" ", _APOSTROPHES.sub("", s))
    elif "'" in s or "`" in s:
        s = _APOSTROPHES.sub("", s)
    if s.isascii():
        return " ".join(s.lower().translate(_ASCII_WORD_ONLY).split())
    if _ANY_SIGN.search(s):
        s = _ANY_SIGN.sub(lambda found: _SIGNS[found[0]], s)
    s = unicodedata.normalize("NFKD", s).casefold().translate(_WORD_ONLY)
    return unicodedata.normalize("NFC", " ".join(s.split()))
