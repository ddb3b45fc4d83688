"""Countries and languages in words of 39 languages, as ISO codes."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.normalize import Unreadable
from pipelines.normalize.place_names import Codes, country_codes, language_codes
from pipelines.normalize.rows import says_nothing
from pipelines.normalize.text import clean

_LONGEST = 2000
_HARD = re.compile(r"\s*[\n|;/•·●▪、，､／+]\s*")
_COMMA = re.compile(r"\s*,\s*")
_BRACKETED = re.compile(r"\s*[(\[（](?P<inner>[^()\[\]（）]*)[)\]）]")
_LABEL = re.compile(r"^[^:：]{1,30}[:：]\s*(?=[^:：]+$)")
_AND = re.compile(r"\s+(?:and|und|et|y|e|och|og|en|i|a|ve|и|with|&|-|–)\s+")
_GLUED = re.compile(r"(?<=[^\W\d_A-ZÀ-Þ])(?=[A-ZÀ-Þ])|(?<=[A-Z]{3})(?=[A-Z][a-z])|[-–]")
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")

Known = Callable[[str], Codes | None]


def country(name: str) -> str | None:
    """The code of one country by its name alone, or None.

    >>> country("Ungarn"), country("UK"), country("Atlantis")
    ('HU', 'GB', None)
    """
    codes = country_codes(name.strip()) if len(name) <= _LONGEST_NAME else None
    return codes[0] if codes and len(codes) == 1 else None


_LONGEST_NAME = 60


def countries_and_rest(words: str) -> tuple[Codes, tuple[str, ...]]:
    """The countries that are named, as ISO 3166-1 alpha-2 in order, and the words that name none.

    Old states have their ISO 3166-3 code (SU, DD, YU, CS); West Germany is DE, England is GB.

    >>> countries_and_rest("USA, U.K. | Bosnia and Herzegovina, Atlantis")
    (('US', 'GB', 'BA'), ('Atlantis',))
    """
    return _read_list(words, country_codes)


def countries(words: str) -> Codes:
    """The countries that are named, as ISO 3166-1 alpha-2, in order, once each.

    >>> countries("США, Великобритания"), countries("États-Unis / Allemagne"), countries("美国 英国")
    (('US', 'GB'), ('US', 'DE'), ('US', 'GB'))
    >>> countries("West Germany, Soviet Union"), countries("-")
    (('DE', 'SU'), ())
    """
    found, rest = countries_and_rest(words)
    if rest:
        raise Unreadable(words, f"no country known as {rest[0]!r}")
    return found


def languages_and_rest(words: str) -> tuple[Codes, tuple[str, ...]]:
    """The languages that are named, as ISO 639-1 (639-3 where there is none), and the words that name none.

    >>> languages_and_rest("English | Klingon | Cantonese")
    (('en', 'tlh', 'yue'), ())
    """
    return _read_list(words, language_codes)


def spoken_languages(words: str) -> Codes:
    """The languages that are named, as ISO 639-1, or 639-3 where there is none; empty for a silent film.

    >>> spoken_languages("English, Mandarin"), spoken_languages("Anglais"), spoken_languages("русский")
    (('en', 'zh'), ('en',), ('ru',))
    """
    found, rest = languages_and_rest(words)
    if rest:
        raise Unreadable(words, f"no language known as {rest[0]!r}")
    return found


def _read_list(words: str, known: Known) -> tuple[Codes, tuple[str, ...]]:
    text = _FLAG.sub(lambda f: " " + "".join(chr(ord(c) - 0x1F1A5) for c in f[0]) + " | ", clean(words[:_LONGEST]))
    found: list[str] = []
    rest: list[str] = []
    for piece in _HARD.split(text):
        if not says_nothing(piece):
            _read_piece(piece.strip(" .:,"), known, found, rest)
    return tuple(dict.fromkeys(found)), tuple(rest)


def _read_piece(piece: str, known: Known, found: list[str], rest: list[str]) -> None:
    """A name, or names parted by commas, by "and", by a capital letter, or by nothing but a space."""
    if len(piece) > _LONGEST:
        rest.append(piece)
        return
    if (codes := known(piece)) is not None:
        found += codes
        return
    if _BRACKETED.search(piece):
        _read_bracketed(piece, known, found, rest)
        return
    for splitter in (_COMMA, _AND, _GLUED):
        parts = [part for part in splitter.split(piece) if part.strip(" .:,-")]
        if len(parts) > 1 and (splitter is not _GLUED or all(known(part) is not None for part in parts)):
            _read_parts(parts, known, found, rest)
            return
    if label := _LABEL.match(piece):
        _read_piece(piece[label.end() :], known, found, rest)
    elif (run := _segmented(piece, known)) is not None:
        found += run
    else:
        _read_words(piece, known, found, rest)


def _read_bracketed(piece: str, known: Known, found: list[str], rest: list[str]) -> None:
    """Brackets may complete the name before them ("Korea (South)") or hold another; a mere remark is left out."""
    end = 0
    for bracketed in _BRACKETED.finditer(piece):
        before, inner = piece[end : bracketed.start()].strip(_STRAY), bracketed["inner"].strip()
        end = bracketed.end()
        if (codes := known(f"{before} {inner}")) is not None:
            found += codes
            continue
        if before:
            _read_piece(before, known, found, rest)
        found += known(inner) or ()
    if after := piece[end:].strip(_STRAY):
        _read_piece(after, known, found, rest)


_STRAY = " ,.:()[]（）"


def _segmented(piece: str, known: Known) -> list[str] | None:
    """Names run together, in capitals or without an alphabet: "USAUK", "美国英国"; None unless all of it is known."""
    if " " in piece or len(piece) > _LONGEST_RUN or not (piece.isupper() or not piece[:1].isascii()):
        return None
    found: list[str] = []
    start = 0
    while start < len(piece):
        for end in range(len(piece), start + 1, -1):
            part = piece[start:end]
            if (len(part) > 2 or part in ("UK", "US") or not part.isascii()) and (codes := known(part)):
                found += codes
                start = end
                break
        else:
            return None
    return found


_LONGEST_RUN = 40


def _read_parts(parts: list[str], known: Known, found: list[str], rest: list[str]) -> None:
    """Parts of a list; two that name one country together ("Korea, South") are one."""
    i = 0
    while i < len(parts):
        pair = f"{parts[i]} {parts[i + 1]}" if i + 1 < len(parts) else ""
        if pair and known(parts[i]) is None and (codes := known(pair) or known(f"{parts[i + 1]} {parts[i]}")):
            found += codes
            i += 2
            continue
        _read_piece(parts[i], known, found, rest)
        i += 1


def _read_words(piece: str, known: Known, found: list[str], rest: list[str]) -> None:
    """Names with only spaces between them, the longest first; a word that is left over makes all of it unknown."""
    tokens = piece.split()
    here: list[str] = []
    i = 0
    while i < len(tokens) and len(tokens) > 1:
        for j in range(min(len(tokens), i + 5), i, -1):
            codes = known(" ".join(tokens[i:j]))
            if codes is not None:
                here += codes
                i = j
                break
        else:
            break
    if tokens and (i < len(tokens) or len(tokens) == 1):
        rest.append(piece)
    else:
        found += here
