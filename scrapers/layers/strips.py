"""Pieces of a strip of facts: what "2023", "128／", "PG12", "Argentina-Uruguay", "Drama" are, by their shape alone.

A country's name is known by a table (`scrapers/tables/lands.toml`), since no shape tells it from other words.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from scrapers.layers.label_table import label_of
from scrapers.shapes import AND, lower, remembered
from scrapers.tables import table
from scrapers.words import FilmField

_HOURS = (
    r"h|hr|hrs|hours?|std|stunden?|heures?|horas?|ora|ore|uur|u|tim|timmar|t|timer|tuntia|godz|hod|óra|saat|sa|s(?=\s?\d{1,2}\s?d(?:k|ak))|ч|час\w*|год(?=\.?\s*\d)"
    r"|ώρ\w+|ساعة|小时|小時|时|時間|時|시간|giờ|घंटे|घंटा|ชั่วโมง|ชม|jam"
)
_MINUTES = (
    r"m|mins?|minutes?|minuten|minuti|minutos?|minuter|minutter|minuuttia|minut\w*|min[úu]t\w*|мин\w*|хв\w*|分|分钟|分鐘|分間|분"
    r"|perc\w*|dk|dakika|λεπτ\w*|دقيقة|دقائق|דקות|มิ?นาที|นาที|phút|menit|मिनट"
)
_UNITS = rf"1?\d\s?(?:{_HOURS})\.?(?:\s*(?:(?:e|et|y|und|and|og|och|και|و)\s)?\d{{1,2}}\s?(?:{_MINUTES})?\.?)?"
RUNTIME = re.compile(rf"(?:PT\d+H?\d*M?|{_UNITS}|\d{{2,3}}\s?(?:{_MINUTES}|['′’])\.?)", re.IGNORECASE)
CERTIFICATE = re.compile(
    r"(?:G|PG|PG-?13|R|NC-17|X|U|UA|A|12A|M|MA ?15\+|R ?18\+?|TV-\w{1,3}"
    r"|(?:FSK|BBFC|K)[- ]?(?:ab )?\d{1,2}(?: freigegeben)?|\d{1,2}\s?\+|\+\s?\d{1,2}"
    r"|S\.?A\.?M\.?[ -]?1[368]|M ?/ ?\d{1,2}|U/?A ?\d{1,2}\+|M1[68]|NC-?16|II[AB]|VM ?\d{1,2}|TE\+7"
    r"|[TCPN]-?1[2-8]|D ?17\+"
    r"|(?:7|1[0-9])A|B-?15|R1[2358]\+?|MA ?15\+|A ?1[0-8]|MS-\d{1,2}|AP-?\d{1,2}"
    r"|(?:ab|od) \d{1,2} (?:jahren?|lat|let|rokov)"
    r"|Not Rated|Unrated|Approved|Passed|Apta?(?: para.*)?"
    r"|Btl|Barntillåten|Från \d+ år|Tillåten från \d+ år|Od \d+ lat|Livre|T|VM\d+|R-?\d{2}\+?|PG-?12|KN|ATP|AP-?12"
    r"|[輔护護普限]\d{0,2}級|普遍級|保護級|輔導級|限制級|(?:전체|1[259]세)(?: ?이상)?(?: ?관람가)?"
    r"|(?:청소년|연소자|미성년자|국민학생) ?관람불가|(?:고등학생|중학생|국민학생|연소자)(?: ?이상)? ?관람가"
    r"|모든 ?관람객 ?관람가"
    rf"|{table('phrases')['set_form']['content_rating']})",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"(?P<label>[^\d:：]{2,24}?)[\s:：]*(?=\d)")
_LONGEST_LABELLED = 40
AGE = re.compile(r"(?:[06-9]|1[0-8])")
"""An age alone: a certificate only where its place says so, in a piece of its own and under a title."""
_CAPITALS = re.compile(r"[A-Z]{1,2}(?:/[A-Z])?")
YEAR = re.compile(
    r"[(（]?\s*(?P<year>(?:18[89]|19\d|20\d)\d)\s?(?:年|년|г\.?|року?|\.)?\s?(?:製作|制作|公開|製作品)?\s*[)）]?"
)
_LAND_YEAR = re.compile(r"(?P<lands>\D{1,60}?)[\s,/]*(?P<year>(?:18[89]|19\d|20\d)\d)[)）]?\.?")
_YEAR_LAND = re.compile(
    r"(?:[\[(（【]製作?[\])）】]\s*)?[\[(（]?(?P<year>(?:18[89]|19\d|20\d)\d)(?:年|년|г\.)?(?:製作|制作|公開)?"
    r"[\s,/／・·(（\[【]*(?P<lands>\D{1,60}?)[)）\]】]?"
)
_JOINTS = re.compile(rf"\s*(?:[,/&+・、，·／–-]|\s(?:{AND})\s)\s*")
_MADE_WITH = re.compile(r"(?:合作|共同製作|合拍|共同制作|映画)$")


_NO_NAMES = frozenset({"adjectives", "codes", "signs", "persons", "given_names"})
"""Rows of the table of countries that list none: other words and signs for them, and which are names of persons."""


@cache
def _lands() -> frozenset[str]:
    rows = table("lands")
    return frozenset(lower(name) for group in rows.keys() - _NO_NAMES for name in rows[group])


@cache
def _adjectives() -> frozenset[str]:
    return frozenset(table("lands")["adjectives"])


@cache
def _codes() -> frozenset[str]:
    rows = table("lands")
    return frozenset((*rows["codes"], *rows["signs"]))


@cache
def _genres() -> frozenset[str]:
    return frozenset(word for words in table("genres").values() for word in words)


def is_genre(text: str) -> bool:
    """Whether the words name a genre, in one of many languages.

    >>> is_genre("Sci-Fi"), is_genre("Komödie"), is_genre("Trailer")
    (True, True, False)
    """
    word = text.strip(" .").casefold()
    return word in _genres() or (len(word) >= _COMPOUND and word.isalpha() and _is_compound(word))


@cache
def _film_types() -> frozenset[str]:
    return frozenset(word.casefold() for word in table("labels")["genres"]["types"])


def is_film_type(text: str) -> bool:
    """Whether the words only tell that it is a film of full length.

    >>> is_film_type("Spelfilm"), is_film_type("Drama")
    (True, False)
    """
    return text.strip(" .").casefold() in _film_types()


def is_genre_code(words: str) -> bool:
    """Whether the words are a machine's name of a genre, which no reader sees.

    >>> [is_genre_code(words) for words in ("drm", "28", "genre_thriller", "War", "Film noir")]
    [True, True, True, False, False]
    """
    return _GENRE_CODE.fullmatch(words) is not None and not is_genre(words)


_GENRE_CODE = re.compile(r"[a-z]{2,4}|[A-Z]{3,4}|\d+|[A-Za-z]+_\w+")


@lru_cache(maxsize=2048)
def _is_compound(word: str) -> bool:
    """Whether two genres make the word: "draamakomedia", "Mysterythriller"."""
    if word[0] > "\u2fff":
        return False
    cuts = range(_SHORTEST_GENRE, len(word) - _SHORTEST_GENRE + 1)
    halves = ((word[:cut], word[cut:]) for cut in cuts)
    return any(
        (first in _genres() and (last in _genres() or last in _FILM)) or (first in _FILM and last in _genres())
        for first, last in halves
    )


_FILM = frozenset({"film", "elokuva", "filmi", "filme"})
"""What makes a genre of a genre: "filmdráma", "dramafilm", "draamaelokuva"."""
_COMPOUND, _SHORTEST_GENRE = 9, 4


def is_runtime(piece: str) -> bool:
    """Whether the piece is a running time, with its label or without.

    >>> [is_runtime(piece) for piece in ("1 t. 38 min.", "128分", "片长109分钟", "Laufzeit 98 Min.", "Saal 3")]
    [True, True, True, True, False]
    """
    if RUNTIME.fullmatch(piece):
        return True
    labelled = _LABELLED.match(piece) if piece and len(piece) <= _LONGEST_LABELLED and piece[0].isalpha() else None
    label = label_of(labelled["label"]) if labelled and RUNTIME.fullmatch(piece, labelled.end()) else None
    return label is not None and label.field == "runtime_minutes"


def is_certificate(piece: str) -> bool:
    """Whether the piece is a certificate by itself; a bare age and a small letter are none.

    >>> [is_certificate(piece) for piece in ("PG12", "FSK 6", "輔12級", "7", "m", "K7")]
    [True, True, True, False, False, True]
    """
    if len(piece) > 70 or not CERTIFICATE.fullmatch(piece):
        return False
    return len(piece) > 2 or not piece.isalpha() or not piece.isascii() or _CAPITALS.fullmatch(piece) is not None


def lands(piece: str) -> tuple[str, ...]:
    """The countries that a piece names, and nothing else; none where one of its words is no country.

    >>> lands("法国 比利时"), lands("Czech Republic Germany"), lands("Jordan Chad"), lands("France forever")
    (('法国', '比利时'), ('Czech Republic', 'Germany'), (), ())
    >>> lands("Argentina-Uruguay"), lands("日本・フランス合作"), lands("Drama / Krimi"), lands("magyar-szlovák")
    (('Argentina', 'Uruguay'), ('日本', 'フランス'), (), ('magyar', 'szlovák'))
    """
    if not 1 < len(piece) <= 80:
        return ()
    whole = lower(piece.strip(" .,"))
    if whole in _lands():
        return (piece.strip(" .,"),)
    parts = [part for part in _JOINTS.split(_MADE_WITH.sub("", piece.strip(" .,"))) if part]
    known = bool(parts) and all(lower(part) in _lands() or lower(part) in _adjectives() for part in parts)
    return tuple(parts) if known else _lands_in_row(piece) if len(parts) == 1 and " " in piece else ()


_TOWN = re.compile(r"[^\W\d_][^\d()\[\],:;/|]{1,39}(?:\s*\((?P<in>[^()]{2,40})\)|,\s+(?P<of>[^\d(),]{2,40}))")


@remembered
def is_place(text: str) -> bool:
    """Whether it is a town with its country: where someone lives.

    >>> is_place("Soria (España)"), is_place("Lyon, France"), is_place("Ann (Lee)"), is_place("Lee, Jordan")
    (True, True, False, False)
    """
    found = _TOWN.fullmatch(text) if text[-1:] == ")" or ", " in text else None
    land = (found["in"] or found["of"]) if found else ""
    if not found or not lands(land):
        return False
    return bool(found["in"]) or lower(land) not in table("lands")["given_names"]


def _lands_in_row(piece: str) -> tuple[str, ...]:
    """The countries that stand one behind the other, parted by blanks alone; none where two may be a person's name."""
    words = piece.split()
    found: list[str] = []
    while words and len(words) <= _MOST_WORDS:
        size = next((n for n in range(min(4, len(words)), 0, -1) if lower(" ".join(words[:n])) in _lands()), 0)
        if not size:
            return ()
        found.append(" ".join(words[:size]))
        words = words[size:]
    is_name = all(map(may_be_person, found))
    return tuple(found) if len(found) > 1 and not words and not is_name else ()


_MOST_WORDS = 12


def may_be_person(land: str) -> bool:
    """Whether a person may have the name of this country, too.

    >>> may_be_person("Jordan"), may_be_person("Norway")
    (True, False)
    """
    return lower(land) in table("lands")["persons"]


def coded_lands(piece: str) -> tuple[str, ...]:
    """The countries of a piece that is nothing but their codes: tell them from other capitals by what stands beside.

    >>> coded_lands("BEL/HOL/FRA"), coded_lands("日・仏"), coded_lands("DVD"), coded_lands("ger")
    (('BEL', 'HOL', 'FRA'), ('日', '仏'), (), ())
    """
    if not piece or len(piece) > _LONGEST_CODES:
        return ()
    parts = [part for part in _JOINTS.split(_MADE_WITH.sub("", piece.strip(" .,"))) if part]
    return tuple(parts) if parts and all(part in _codes() for part in parts) else ()


_LONGEST_CODES = 30


def lands_and_year(piece: str) -> tuple[tuple[str, ...], str]:
    """The countries and the year of a piece that is nothing else.

    >>> lands_and_year("Deutschland/Österreich 2023"), lands_and_year("Argentina-Uruguay/2022"), lands_and_year("1999")
    ((('Deutschland', 'Österreich'), '2023'), (('Argentina', 'Uruguay'), '2022'), ((), ''))
    >>> lands_and_year("[製]2004年[日]"), lands_and_year("GER 2019"), lands_and_year("(2019, France)")
    ((('日',), '2004'), (('GER',), '2019'), (('France',), '2019'))
    """
    for shape in (_LAND_YEAR, _YEAR_LAND):
        found = shape.fullmatch(piece)
        named = (lands(found["lands"]) or coded_lands(found["lands"])) if found else ()
        if found and named:
            return named, found["year"]
    return (), ""


def land_and_genre(piece: str) -> tuple[tuple[str, ...], str]:
    """ "Dansk drama", "magyar-szlovák dráma": the countries and the genre of a piece that is nothing else.

    >>> land_and_genre("Dansk drama"), land_and_genre("Dark comedy")
    ((('Dansk',), 'drama'), ((), ''))
    """
    first, _, rest = piece.strip(" .").partition(" ")
    named = lands(first) if rest and is_genre(rest) else ()
    return (named, rest) if named else ((), "")


def facts_of(piece: str) -> dict[FilmField, tuple[str, ...]]:
    """What a piece of a strip says by its shape; {} where that tells nothing.

    >>> facts_of("98 min"), facts_of("France 2019"), facts_of("the end")
    ({'runtime_minutes': ('98 min',)}, {'countries': ('France',), 'year': ('2019',)}, {})
    """
    if is_runtime(piece):
        return {"runtime_minutes": (piece,)}
    named, year = lands_and_year(piece)
    if named:
        return {"countries": named, "year": (year,)}
    places, genre = land_and_genre(piece)
    if places:
        return {"countries": places, "genres": (genre,)}
    alone = YEAR.fullmatch(piece)
    if alone:
        return {"year": (alone["year"],)}
    if is_genre(piece):
        return {"genres": (piece,)}
    found = lands(piece)
    return {"countries": found} if found else {}


def among_facts(piece: str) -> dict[FilmField, tuple[str, ...]]:
    """What a piece says where it stands among facts: its shape tells a certificate, too.

    >>> among_facts("98 min"), among_facts("PG-13"), among_facts("the end")
    ({'runtime_minutes': ('98 min',)}, {'content_rating': ('PG-13',)}, {})
    """
    return facts_of(piece) or ({"content_rating": (piece,)} if is_certificate(piece) else {})
