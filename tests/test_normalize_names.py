"""Texts, titles and people."""

from __future__ import annotations

import pytest

from ledger.records import CastMember
from pipelines.normalize import Unreadable, people, text, titles

CLEAN = {
    "donâ€™t": "don’t",
    "Ð¤Ð¸Ð»ÑŒÐ¼": "Фильм",
    "РЎС‚Р°Р»РєРµСЂ": "Сталкер",
    "ESPAÑA, São Paulo, naïve": "ESPAÑA, São Paulo, naïve",
    "“curly” ‘quotes’": "“curly” ‘quotes’",
    "caf\xe9 \x93quoted\x94": "café “quoted”",
    "A & B &amp; C": "A & B & C",
    "&amp;amp;quot;": '"',
    "AT&T; R&D;": "AT&T; R&D;",
    "a&nbsp;b\u00a0 c": "a b c",
    "e\u0301": "é",
    "a\u00adb\u200bc\ufeff": "abc",
    "می\u200cخواهم": "می\u200cخواهم",
    "👩\u200d👧 family": "👩\u200d👧 family",
    "x\u200dy": "xy",
    "one\n \n\n\ntwo \n three": "one\n\ntwo\nthree",
}


@pytest.mark.parametrize("words", CLEAN)
def test_clean(words: str) -> None:
    assert text.clean(words) == CLEAN[words]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("L’Été", "l'ete"),
        ("Łódź", "LODZ"),
        ("Straße", "STRASSE"),
        ("Ёлки", "елки"),
        ("ﬁlm", "film"),
        ("Alien™", "alien"),
    ],
)
def test_what_folds_together(left: str, right: str) -> None:
    assert text.fold(left) == text.fold(right)


@pytest.mark.parametrize(
    ("left", "right"), [("が", "か"), ("की", "का"), ("Брат", "Brat"), ("東京", "京都"), ("8½", "81 2")]
)
def test_what_stays_distinct(left: str, right: str) -> None:
    assert text.fold(left) != text.fold(right)


LANGUAGES = {
    "Ein sehr schöner Film, der mir gut gefallen hat": "de",
    "THIS MOVIE WAS AMAZING AND I LOVED IT": "en",
    "Nagyon jó film, mindenkinek ajánlom": "hu",
    "Чудовий фільм, дуже сподобався": "uk",
    "很好的电影": "zh",
    "最高の映画でした": "ja",
    "최고의 영화": "ko",
    "Εξαιρετική ταινία": "el",
    "lol": None,
    "10/10": None,
    "": None,
    "https://example.org/a/very/long/address": None,
}


@pytest.mark.parametrize("words", LANGUAGES)
def test_language(words: str) -> None:
    assert text.language(words) == LANGUAGES[words]


YEARS = {
    "2012": ("2012", None),
    "Blade Runner 2049 (2017)": ("Blade Runner 2049", 2017),
    "Class of 1984": ("Class of 1984", None),
    "2001: A Space Odyssey": ("2001: A Space Odyssey", None),
    "Death Race 2000": ("Death Race 2000", None),
    "(500) Days of Summer (2009)": ("(500) Days of Summer", 2009),
    "X [2012]": ("X", 2012),
    "X – 2012": ("X", 2012),
    '"The Office" (2005–2013)': ("The Office", 2005),
    "The Office (TV Series 2005– )": ("The Office", 2005),
    "Up (2009/I)": ("Up", 2009),
    "Up (2009) (V)": ("Up", 2009),
    "Up (2009 film)": ("Up", 2009),
    "Up（2009年）": ("Up", 2009),
    "Терминал (фильм, 2004)": ("Терминал", 2004),
    "Psycho (dir. Alfred Hitchcock, 1960)": ("Psycho", 1960),
    "Alien (1979) [Blu-ray]": ("Alien", 1979),
    "Title (Director's Cut) (2012)": ("Title (Director's Cut)", 2012),
    "(2012)": ("(2012)", None),
    "Title, 2012": ("Title, 2012", None),
}


@pytest.mark.parametrize("words", YEARS)
def test_title_year(words: str) -> None:
    assert titles.title_year(words) == YEARS[words]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The Godfather: Part II", "Godfather Part 2, The"),
        ("Kill Bill: Vol. 2", "Kill Bill Volume Two"),
        ("Star Wars: Episode IV - A New Hope", "Star Wars Episode 4"),
        ("Romeo + Juliet", "Romeo and Juliet"),
        ("Das Boot", "Boot"),
        ("L'Avventura", "Avventura, L'"),
        ("Spider-Man", "Spiderman"),
        ("WALL·E", "Wall-E"),
        ("Fürst", "Fuerst"),
        ("8½", "8 1/2"),
        ("Alien³", "Alien 3"),
        ("Брат 2", "Brat 2"),
        ("Léon: The Professional", "Leon"),
        ("Birdman or (The Unexpected Virtue of Ignorance)", "Birdman or"),
        ("Ocean's Eleven (2001)", "Oceans 11"),
        ("Past, The ( Le passé )", "The Past"),
        ("One Name aka Another Name", "Another Name"),
    ],
)
def test_titles_that_share_a_key(left: str, right: str) -> None:
    assert set(titles.title_keys(left)) & set(titles.title_keys(right))


@pytest.mark.parametrize(
    ("left", "right"), [("Rocky II", "Rocky III"), ("V for Vendetta", "5 for Vendetta"), ("M", "Z")]
)
def test_titles_that_share_none(left: str, right: str) -> None:
    assert not set(titles.title_keys(left)) & set(titles.title_keys(right))


def test_slugs() -> None:
    assert titles.slug("Matrix, The", 1999) == "the-matrix-1999"
    assert titles.slug("WALL·E") == "wall-e"
    assert titles.slug("a very " * 40).startswith("a-very-a-very") and len(titles.slug("a very " * 40)) <= 80
    assert titles.slug("", 2000) == "untitled-2000"
    assert titles.slug("???") != titles.slug("!!!")


PERSONS = {
    "by JOHN DOE": "JOHN DOE",
    "De Niro": "De Niro",
    "de la Iglesia": "de la Iglesia",
    "von Til Schweiger": "Til Schweiger",
    "Réalisé par Jean-Luc Godard": "Jean-Luc Godard",
    "Автор: Иван Иванов": "Иван Иванов",
    "Director: Ana Ruiz": "Ana Ruiz",
    "Critic Alice": "Critic Alice",
    "John Smith - Staff Writer": "John Smith",
    '"Weird Al" Yankovic': '"Weird Al" Yankovic',
    "“Ana Ruiz”": "Ana Ruiz",
    "Ana Ruiz Ana Ruiz": "Ana Ruiz",
    "Duran Duran": "Duran Duran",
    "will.i.am": "will.i.am",
    "(uncredited)": "",
    "-": "",
}


@pytest.mark.parametrize("words", PERSONS)
def test_person(words: str) -> None:
    assert people.person(words) == PERSONS[words]


def test_a_paragraph_is_no_name() -> None:
    with pytest.raises(Unreadable, match="too long"):
        people.person("word " * 100)


NAMES = {
    "A. Neame / B. Cole": ("A. Neame", "B. Cole"),
    "Ana Ruiz Jr., Bea Lind, Jr. and Cy Dee": ("Ana Ruiz Jr.", "Bea Lind, Jr.", "Cy Dee"),
    "Hans Müller und Eva Braun": ("Hans Müller", "Eva Braun"),
    "Anna Nowak i Jan Kowalski": ("Anna Nowak", "Jan Kowalski"),
    "José Ortega y Gasset": ("José Ortega y Gasset",),
    "Лори Мак, Уолтер Ф. Паркс, ...": ("Лори Мак", "Уолтер Ф. Паркс"),
    "张艺谋、巩俐": ("张艺谋", "巩俐"),
    "史蒂文·斯皮尔伯格 / 汤姆·汉克斯": ("史蒂文·斯皮尔伯格", "汤姆·汉克斯"),
    "スティーヴン・スピルバーグ": ("スティーヴン・スピルバーグ",),
    "AC/DC": ("AC/DC",),
    "Ana Ruiz/Bea Lind": ("Ana Ruiz", "Bea Lind"),
    "Joel and Ethan Coen": ("Joel Coen", "Ethan Coen"),
    "Ana Ruiz, Bea Lind | See full cast & crew »": ("Ana Ruiz", "Bea Lind"),
    "Ana Ruiz, Bea Lind and 3 more credits": ("Ana Ruiz", "Bea Lind"),
    "Ana Ruiz (as A. R.), Bea Lind (více)": ("Ana Ruiz", "Bea Lind"),
    "": (),
}


@pytest.mark.parametrize("words", NAMES)
def test_names(words: str) -> None:
    assert people.names(words) == NAMES[words]


@pytest.mark.parametrize(
    ("character", "found"),
    [
        ("... Deborah", "Deborah"),
        ("as Bob", "Bob"),
        ("Rôle : Sully", "Sully"),
        ("Chihiro / Sen (voice)", "Chihiro / Sen"),
        ("Bob (archive footage) (uncredited)", "Bob"),
        ("Ben (young)", "Ben (young)"),
        ("Assassin", "Assassin"),
        ("...", None),
        ("(voice)", None),
    ],
)
def test_characters(character: str, found: str | None) -> None:
    assert people.credited_cast("Ana Ruiz", character) == CastMember(name="Ana Ruiz", character=found)
    assert people.credited_cast("", character) is None
