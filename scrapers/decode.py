"""Bytes to text, where the declared charset may be a lie.

UTF-8 is tried first: bytes of another charset hardly ever form valid UTF-8, whatever a header says. Where they do
not, each charset that may be meant is held against the text that it gives; the least broken text wins.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from scrapers.tables import table

_SAMPLE_BYTES = 20_000
"""How much of the text that is not ASCII is judged."""
_LOOKED_AT = 2_000_000
_STRAY_SHARE = 0.1
"""Up to this share of broken sequences, text is UTF-8 with stray bytes."""
_FEW_FAULTS = 0.005
"""Up to so many faults a byte a declared charset is believed."""
_NOT_ASCII = re.compile(rb"(?<=[\x00-\x3f])[A-Za-z]{0,20}[\x80-\xff][^\n]{0,400}")
"""Pieces that begin where no character of several bytes can be cut in two."""
_WELL_FORMED = re.compile(rb"[\xc2-\xf4][\x80-\xbf]{1,3}")
_ISO_2022 = re.compile(rb"\x1b(?:\$[@B]|\(J|\$\(D)")
_LANGUAGE = re.compile(rb"""<html\s[^<>]*?\blang\s*=\s*["']?([a-zA-Z]{2})""", re.IGNORECASE)
_LETTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u04ff]")
_SIGN = re.compile("[\u4e00-\u9fff\uac00-\ud7a3]")

_FAULTS = (
    (re.compile("[\x80-\x9f\ufffd\ue000-\uf8ff]"), 10.0),
    (re.compile("[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]"), 4.0),
    (re.compile("[^\\W\\d_][¤¦§¨©¬®¯°±²³´µ¶¸¹º¼¾‚„†‡‰™˜]|[¤¦§¨©¬®¯°±²³´µ¶¸¹º¼¾†‡‰™˜][^\\W\\d_]"), 0.7),
    (re.compile(r"(?<=[^\W\d_])[¡-©«-´¶-¹»-¿×÷°˛ˇ˘¨](?=[^\W\d_])"), 3.0),
    (re.compile(r"(?<=[a-zß-öø-ÿа-я])[À-ÖØ-ÞА-Я](?=[a-zß-öø-ÿа-я]|[À-ÖØ-ÞА-Я])"), 3.0),
    (re.compile(r"[À-ÖØ-öø-ÿ]{4,}"), 6.0),
    (re.compile(r"[ｦ-ﾟ]"), 1.0),
    (re.compile(r"[þðÞÐ](?=[a-zß-ÿ])"), 1.0),
    (re.compile(r"[\u2500-\u25ff]|[\u0e00-\u0e7f]"), 0.5),
)
"""What no language writes, and how much each find weighs: controls, mixed scripts, signs and capitals in words.
Frames, too, and Thai letters, which bytes of many charsets give: real Thai comes in UTF-8, or declared."""
_THAI = frozenset({"cp874", "tis-620", "iso8859-11"})
"""Charsets that are only meant where they are declared, or the page is in Thai."""
_THAI_RUN = re.compile("[\u0e01-\u0e5b]{3,}")
_NO_ASCII = re.compile("[^\x00-\x7f]")
_MOSTLY_THAI = 0.9
_RARE_SIGN = 0.3
"""What an ideograph or Korean syllable weighs that is none of the common: the wrong charset gives rare ones."""


class Decoded(NamedTuple):
    """A text, and the same in UTF-8."""

    text: str
    utf8: bytes


def decode(body: bytes, content_type: str = "", *, is_html: bool) -> str:
    r"""The text of `body`; `content_type` is the HTTP header. Never raises; a byte that fits nowhere is kept as U+FFFD.

    >>> decode("Žižek".encode(), "text/html; charset=windows-1251", is_html=True)
    'Žižek'
    >>> decode("Кино и люди: новая драма".encode("cp1251"), "text/html; charset=windows-1251", is_html=True)
    'Кино и люди: новая драма'
    """
    return decode_both(body, content_type, is_html=is_html).text


def decode_both(body: bytes, content_type: str = "", *, is_html: bool) -> Decoded:
    """As `decode`, with the text in UTF-8 beside it, which is the body itself where it is UTF-8 already."""
    charset, mark = read_bom(body)
    if charset and mark:
        return _encoded(body[len(mark) :].decode(charset, "replace"))
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _encoded(_legacy(body, content_type, is_html=is_html))
    if b"\x1b" in body and _ISO_2022.search(body):
        return _encoded(body.decode("iso2022_jp_ext", "replace"))
    return _encoded(_wide(body) or text) if b"\x00" in body else Decoded(text, body)


def _encoded(text: str) -> Decoded:
    return Decoded(text, text.encode("utf-8", "replace"))


def _wide(body: bytes) -> str:
    """The text of UTF-16 without a mark: of Latin letters every second byte is NUL. "" where it is none."""
    for name, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = body[first:400:2]
        if half.count(0) > 0.7 * len(half):
            return body.decode(name, "replace")
    return ""


def _legacy(body: bytes, content_type: str, *, is_html: bool) -> str:
    """The text of a body that is not UTF-8."""
    if _is_stray(body):
        return body.decode("utf-8", "filmledger-stray")
    if body[:400].count(0) > 100 and (wide := _wide(body)):
        return wide
    sample = b"\n".join(_NOT_ASCII.findall(b" " + body[:_LOOKED_AT]))[:_SAMPLE_BYTES]
    declared = [http_content_type_encoding(content_type), html_body_declared_encoding(body) if is_html else None]
    language = _LANGUAGE.search(body[:4000]) if is_html else None
    code = language[1].decode().lower() if language else ""
    names = [*filter(None, declared), *table("charsets")["of_language"].get(code, ())]
    best, faults = _least_broken(sample, names, code)
    if best is None or faults > len(sample) * _FEW_FAULTS:
        best, _ = _least_broken(sample, [*names, *table("charsets")["common"]], code)
    return body.decode(best or "cp1252", "replace")


def _is_stray(body: bytes) -> bool:
    """Whether nearly all that is not ASCII in `body` is well-formed UTF-8."""
    broken = body.decode("utf-8", "replace").count("\ufffd")
    return broken <= _STRAY_SHARE * len(_WELL_FORMED.findall(body))


def _least_broken(sample: bytes, names: Iterable[str], language: str) -> tuple[str | None, float]:
    """The charset whose text of `sample` holds the least of what nobody writes, and how much; the first of equals."""
    best: tuple[str | None, float] = (None, 0.0)
    for name in dict.fromkeys(resolve_encoding(name) or name for name in names):
        try:
            text = sample.decode(name, "replace")
        except LookupError:
            continue
        if name in _THAI and _is_thai(text):
            return name, 0.0
        faults = _faults(text, language)
        if best[0] is None or faults < best[1]:
            best = (name, faults)
    return best


def _is_thai(text: str) -> bool:
    """Whether nearly all that is not ASCII is Thai, in runs as Thai is written."""
    strange = len(_NO_ASCII.findall(text))
    return strange > 0 and sum(map(len, _THAI_RUN.findall(text))) >= _MOSTLY_THAI * strange


def _faults(text: str, language: str) -> float:
    """How much of a text nobody writes in this language (ISO 639-1), or, where that is "", in any."""
    charsets = table("charsets")
    found = sum(len(pattern.findall(text)) * weight for pattern, weight in _FAULTS)
    common = charsets["common_signs"]
    found += sum(_RARE_SIGN for sign in _SIGN.findall(text) if sign not in common)
    letters = Counter(_LETTER.findall(text.lower()))
    alphabets = charsets["letters_of"]
    known = [alphabets[language]] if language in alphabets else alphabets.values()
    return found + min(sum(count for letter, count in letters.items() if letter not in own) for own in known)


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252, which is what most strays are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("filmledger-stray", _stray)
