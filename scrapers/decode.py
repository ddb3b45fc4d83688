"""Bytes to text, where the declared charset may be a lie.

UTF-8 is tried first: bytes of another charset hardly ever form valid UTF-8, whatever a header says. Where they do
not, each declared charset is held against the text that it gives; the least broken text wins.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_SAMPLE_BYTES = 20_000
"""How much of the text that is not ASCII is judged."""
_STRAY_SHARE = 0.1
"""Up to this share of broken sequences, text is UTF-8 with stray bytes."""
_FALLBACKS = ("cp1252", "cp1251", "cp1250", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr")
_NOT_ASCII = re.compile(rb"[^\x80-\xff\n]{0,40}[\x80-\xff][^\n]{0,80}")
_ISO_2022 = re.compile(rb"\x1b(?:\$[@B]|\(J|\$\(D)")

_BROKEN = (
    (re.compile("[\x80-\x9f\ufffd\ue000-\uf8ff]"), 10),
    (re.compile(r"[A-Za-z][Ѐ-ӿ]|[Ѐ-ӿ][A-Za-z]"), 4),
    (re.compile(r"(?<=[^\W\d_])[¡-©«-´¶-¹»-¿×÷°˛ˇ˘¨](?=[^\W\d_])"), 3),
    (re.compile(r"(?<=[a-zß-öø-ÿа-я])[À-ÖØ-ÞА-Я](?=[a-zß-öø-ÿа-я]|[À-ÖØ-ÞА-Я])"), 3),
    (re.compile(r"[À-ÖØ-öø-ÿ]{4,}"), 6),
    (re.compile(r"[ｦ-ﾟ]"), 1),
    (re.compile(r"[þðÞÐýÝ](?=[a-zß-ÿ])"), 1),
)
"""What no language writes, and how much each find weighs: controls, mixed scripts, signs and capitals in words."""


def decode(body: bytes, content_type: str = "", *, is_html: bool) -> str:
    r"""The text of `body`; `content_type` is the HTTP header. Never raises; a byte that fits nowhere is kept as U+FFFD.

    >>> decode("Žižek".encode(), "text/html; charset=windows-1251", is_html=True)
    'Žižek'
    >>> decode("Кино и люди: новая драма".encode("cp1251"), "text/html; charset=windows-1251", is_html=True)
    'Кино и люди: новая драма'
    """
    charset, mark = read_bom(body)
    if charset and mark:
        return body[len(mark) :].decode(charset, "replace")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(body, content_type, is_html=is_html)
    if "\x1b" in text and _ISO_2022.search(body):
        return body.decode("iso2022_jp_ext", "replace")
    return _without_nul(body, text) if "\x00" in text else text


def _without_nul(body: bytes, text: str) -> str:
    """UTF-16 without a mark is valid UTF-8 as long as it is ASCII: every second byte is NUL."""
    for name, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if body[first:400:2].count(0) > 0.7 * len(body[first:400:2]):
            return body.decode(name, "replace")
    return text


def _legacy(body: bytes, content_type: str, *, is_html: bool) -> str:
    if _is_stray(body):
        return body.decode("utf-8", "filmledger-stray")
    if body[:400].count(0) > 100:
        return _without_nul(body, body.decode("utf-8", "replace"))
    sample = b"\n".join(_NOT_ASCII.findall(body))[:_SAMPLE_BYTES]
    declared = [http_content_type_encoding(content_type), html_body_declared_encoding(body) if is_html else None]
    names = [name for name in declared if name and _fits(body, name)]
    best, faults = _least_broken(sample, names)
    if best is None or faults > len(sample) / 200:
        guess = from_bytes(sample, threshold=0.5).best()
        names = [*names, *([guess.encoding] if guess else []), *(n for n in _FALLBACKS if _fits(body, n))]
        best, _ = _least_broken(sample, names)
    return body.decode(best or "cp1252", "replace")


def _is_stray(body: bytes) -> bool:
    """Whether nearly all that is not ASCII in `body` is well-formed UTF-8."""
    well = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]{1,3}", body))
    broken = body.decode("utf-8", "replace").count("\ufffd")
    return broken <= _STRAY_SHARE * well


def _fits(body: bytes, name: str) -> bool:
    """Whether `body` decodes as `name`, but for one broken sequence in a thousand."""
    name = resolve_encoding(name) or name
    try:
        return body.decode(name, "replace").count("\ufffd") * 1000 <= len(body)
    except LookupError:
        return False


def _least_broken(sample: bytes, names: Iterable[str]) -> tuple[str | None, int]:
    """The charset whose text of `sample` holds the least of what no language writes, and how much it holds."""
    best: tuple[str | None, int] = (None, 0)
    for name in dict.fromkeys(resolve_encoding(n) or n for n in names):
        text = sample.decode(name, "replace")
        faults = sum(len(pattern.findall(text)) * weight for pattern, weight in _BROKEN)
        if best[0] is None or faults < best[1]:
            best = (name, faults)
    return best


def _stray(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252, which is what most strays are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("filmledger-stray", _stray)
