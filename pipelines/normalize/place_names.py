"""Names of countries and languages: CLDR's in 39 locales, and a table of those that it lacks."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.normalize.rows import table
from pipelines.normalize.text import fold

_LOCALES = [
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "pl", "cs", "sk", "hu", "ro", "tr", "ru", "uk",
    "el", "bg", "sr", "hr", "sl", "ca", "et", "lv", "lt", "id", "vi", "th", "ar", "he", "fa", "hi", "zh", "zh_Hant",
    "ja", "ko",
]  # fmt: skip

Codes = tuple[str, ...]


@lru_cache(maxsize=8192)
def country_codes(name: str) -> Codes | None:
    """The codes of one country's name, or None: two for a state that has fallen in two.

    >>> country_codes("Deutschland"), country_codes("GBR"), country_codes("gbr")
    (('DE',), ('GB',), None)
    """
    if len(name) in (2, 3) and name.isascii() and name.isupper() and (codes := _country_codes().get(name)):
        return codes
    key = fold(name)
    return _first_countries().get(key) or (_all_countries().get(key) if key else None)


@lru_cache(maxsize=8192)
def language_codes(name: str) -> Codes | None:
    """The code of one language's name or code, or None; empty for silence.

    >>> language_codes("Deutsch"), language_codes("en-US"), language_codes("Silent"), language_codes("Foo")
    (('de',), ('en',), (), None)
    """
    code = _LANGUAGE_CODE.fullmatch(name) if len(name) <= 10 and name.isascii() else None
    if code and (codes := _language_codes().get(code[1].casefold())):
        return codes
    key = fold(name)
    first = _first_languages().get(key)
    return first if first is not None else (_all_languages().get(key) if key else None)


_LANGUAGE_CODE = re.compile(r"([a-z]{2,3}|[A-Z]{2,3})(?:[-_][A-Za-z]{2,4})?")


@cache
def _first_countries() -> dict[str, Codes]:
    """English names, codes and the aliases: what most pages need, without reading every locale."""
    return _names_of("territories", _LOCALES[:1]) | _aliases("countries")


@cache
def _all_countries() -> dict[str, Codes]:
    return _names_of("territories", _LOCALES) | _first_countries()


@cache
def _first_languages() -> dict[str, Codes]:
    return _names_of("languages", _LOCALES[:1]) | _aliases("languages")


@cache
def _all_languages() -> dict[str, Codes]:
    return _names_of("languages", _LOCALES) | _first_languages()


@cache
def _country_codes() -> dict[str, Codes]:
    """ISO 3166-1 alpha-2 and alpha-3, where CLDR knows them; only capitals are taken for a code."""
    from babel import Locale  # noqa: PLC0415 - reads its data when first asked
    from babel.core import get_global  # noqa: PLC0415

    codes = {str(code): (str(code),) for code in Locale.parse("en").territories if _is_place(str(code))}
    aliases = get_global("territory_aliases")
    return codes | {
        old: (new[0],) for old, new in aliases.items() if len(old) == 3 and new[0] in codes and old.isalpha()
    }


@cache
def _language_codes() -> dict[str, Codes]:
    """ISO 639-1 by itself and by ISO 639-2 and 639-3."""
    from babel import Locale  # noqa: PLC0415 - reads its data when first asked
    from babel.core import get_global  # noqa: PLC0415

    codes = {str(code): (str(code),) for code in Locale.parse("en").languages if _is_language(str(code))}
    aliases = get_global("language_aliases")
    return codes | {old: (new,) for old, new in aliases.items() if old.isalpha() and old not in codes and new in codes}


def _aliases(kind: str) -> dict[str, Codes]:
    return {fold(word): tuple(row["codes"]) for row in table("places")[kind] for word in row["words"]}


def _names_of(kind: str, locales: list[str]) -> dict[str, Codes]:
    """CLDR's names, folded; where two locales give one name to two places, the earlier locale has it."""
    from babel import Locale  # noqa: PLC0415 - reads its data when first asked

    is_wanted = _is_place if kind == "territories" else _is_language
    found: dict[str, Codes] = {}
    for locale in locales:
        for code, name in getattr(Locale.parse(locale), kind).items():
            if is_wanted(code):
                found.setdefault(fold(name), (code,))
    return found


_NO_PLACE = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
_NO_LANGUAGE = frozenset({"und", "mul", "root", "zxx", "mis"})


def _is_place(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_PLACE


def _is_language(code: str) -> bool:
    return "_" not in code and code not in _NO_LANGUAGE
