"""Places, money, running times, certificates and the rest of a film's facts."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.records import Awards, BoxOffice, Connection, ContentRating
from pipelines.normalize import Unreadable, facts, money, places

COUNTRIES = {
    "England, West Germany": ("GB", "DE"),
    "Soviet Union | East Germany | Yugoslavia | Czechoslovakia": ("SU", "DD", "YU", "CS"),
    "Korea, South": ("KR",),
    "Bosnia and Herzegovina": ("BA",),
    "Trinidad and Tobago and USA": ("TT", "US"),
    "USA · France • Italy": ("US", "FR", "IT"),
    "USAUK": ("US", "GB"),
    "United StatesUnited Kingdom": ("US", "GB"),
    "France Germany Italy": ("FR", "DE", "IT"),
    "Spain-France": ("ES", "FR"),
    "américain, britannique": ("US", "GB"),
    "Китай, Канада, Япония, США": ("CN", "CA", "JP", "US"),
    "中国大陆 / 中国香港": ("CN", "HK"),
    "美国英国": ("US", "GB"),
    "Förenta staterna": ("US",),
    "Egyesült Államok": ("US",),
    "ארצות הברית": ("US",),
    "🇺🇸 🇬🇧": ("US", "GB"),
    "GB, DEU": ("GB", "DE"),
    "USA (co-production)": ("US",),
    "Serbia and Montenegro": ("RS", "ME"),
    "-": (),
}


@pytest.mark.parametrize("words", COUNTRIES)
def test_countries(words: str) -> None:
    assert places.countries(words) == COUNTRIES[words]


@pytest.mark.parametrize("words", ["Atlantis", "it", "no", "USA, Atlantis", "Kingdom"])
def test_an_unknown_country_is_named(words: str) -> None:
    with pytest.raises(Unreadable, match=words.split(", ")[-1]):
        places.countries(words)


LANGUAGES = {
    "English, Mandarin | Cantonese": ("en", "zh", "yue"),
    "EnglishFrench": ("en", "fr"),
    "Anglais": ("en",),
    "англи́йский, русский": ("en", "ru"),
    "日本語": ("ja",),
    "English (original)": ("en",),
    "American Sign Language": ("ase",),
    "en-US": ("en",),
    "eng": ("en",),
    "None": (),
    "Silent": (),
}


@pytest.mark.parametrize("words", LANGUAGES)
def test_languages(words: str) -> None:
    assert places.spoken_languages(words) == LANGUAGES[words]


def test_what_is_known_and_what_is_not_come_apart() -> None:
    assert places.countries_and_rest("USA, Atlantis, UK") == (("US", "GB"), ("Atlantis",))
    assert places.languages_and_rest("Deutsch, Foo") == (("de",), ("Foo",))


SUMS: dict[str, tuple[int, str | None, bool]] = {
    "€ 1.234.567,89": (1_234_567, "EUR", False),
    "A$12m": (12_000_000, "AUD", True),
    "$5 CAD": (5, "CAD", False),
    "57億円": (5_700_000_000, "JPY", True),
    "5.7亿元": (570_000_000, "CNY", True),
    "R$ 2,5 milhões": (2_500_000, "BRL", True),
    "$2.7 mil": (2_700_000, "USD", True),
    "2,5 mil €": (2500, "EUR", True),
    "10 Mio. DM": (10_000_000, "DEM", True),
    "12 mln zł": (12_000_000, "PLN", True),
    "Rs. 50 lakhs": (5_000_000, "INR", True),
    "10 миллионов долларов": (10_000_000, "USD", True),
    "kr 1.000.000,-": (1_000_000, None, False),
    "about $3,000,000": (3_000_000, "USD", True),
    "+ $31 402 118 = $54 907 663": (54_907_663, "USD", False),
    "$12.5bn": (12_500_000_000, "USD", True),
}


@pytest.mark.parametrize("words", SUMS)
def test_money(words: str) -> None:
    found = money.money(words)
    assert found is not None
    assert (found.amount, found.currency, found.approximate) == SUMS[words]


@pytest.mark.parametrize("words", ["no money", "$", "$-5", "$5 000 000 000 000 000 000"])
def test_what_is_no_sum_is_unreadable(words: str) -> None:
    with pytest.raises(Unreadable):
        money.money(words)


def test_prices_keep_their_cents() -> None:
    assert money.price("Rent from $3.99") == (3.99, "USD")
    assert money.price("4,99 €") == (4.99, "EUR")


BOX_OFFICE: dict[tuple[str, str], dict[str, Any]] = {
    ("$123,456 (UK) (3 May 2010)", "Opening Weekend"): {"region": "GB", "amount": 123_456, "as_of": "2010-05-03"},
    ("$218,685,607", "Cumulative Worldwide Gross:"): {"amount": 218_685_607},
    ("$5,000,000", "Gross US & Canada"): {"region": "US", "amount": 5_000_000},
    ("$1 880 000", "Сборы в России"): {"region": "RU", "amount": 1_880_000},
    ("€2,000,000", "Einspielergebnis Deutschland"): {"region": "DE", "amount": 2_000_000, "currency": "EUR"},
    ("opened to $2.7 million in sales its first weekend", ""): {"amount": 2_700_000, "approximate": True},
    ("$85,000,000 (estimated)", "Budget"): {"amount": 85_000_000, "approximate": True},
}
MEASURES = ("opening_weekend", "gross", "gross", "gross", "gross", "opening_weekend", "budget")


@pytest.mark.parametrize(("said", "measure"), list(zip(BOX_OFFICE, MEASURES, strict=True)))
def test_box_office(said: tuple[str, str], measure: Any) -> None:
    assert money.box_office(*said) == BoxOffice(measure=measure, **{"currency": "USD", **BOX_OFFICE[said]})


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("1,2 millions d'entrées", "Box Office France"),
        ("$3m", "Foreign"),
        ("$35 000 000", "Marketing"),
        ("11", "Budget"),
        ("$126 on its first day", "Gross"),
    ],
)
def test_what_is_no_box_office_is_unreadable(words: str, label: str) -> None:
    with pytest.raises(Unreadable):
        money.box_office(words, label)


RUNTIMES = {
    "1h52": 112,
    "2h 02min": 122,
    "1 hr. 52 min.": 112,
    "2 Std. 1 Min.": 121,
    "2時間1分": 121,
    "2시간 1분": 121,
    "2 godz. 1 min": 121,
    "1 óra 52 perc": 112,
    "2 sa 1 dk": 121,
    "2 год 1 хв": 121,
    "121′": 121,
    "3 × 60 Min.": 180,
    "02:01": 121,
    "95:00": 95,
    "136 min (Alternativní 131 min)": 136,
    "USA: 121 min": 121,
    "1,440 min": 1440,
    "1.5 hours": 90,
    "PT7260S": 121,
    "P0DT2H1M": 121,
    "121": 121,
    "PT0M": None,
    "TBA": None,
}


@pytest.mark.parametrize("words", RUNTIMES)
def test_running_times(words: str) -> None:
    assert facts.runtime_minutes(words) == RUNTIMES[words]


@pytest.mark.parametrize("words", ["foo", "90-95 min", "99999 min", "PT"])
def test_what_is_no_running_time_is_unreadable(words: str) -> None:
    with pytest.raises(Unreadable):
        facts.runtime_minutes(words)


RATINGS: dict[tuple[str, str], tuple[str | None, str, str | None]] = {
    ("Rated PG for thematic elements | See all certifications »", "Motion Picture Rating (MPAA)"): (
        "MPA", "PG", "thematic elements",
    ),
    ("PG-13 (for intense sequences)", ""): ("MPA", "PG-13", "intense sequences"),
    ("Rated R for Violence and Gore", ""): ("MPA", "R", "Violence and Gore"),
    ("Rated R by the MPAA for language.", ""): ("MPA", "R", "language"),
    ("R, 2 hr 5 min", ""): ("MPA", "R", None),
    ("Not rated by the MPAA", ""): (None, "Not rated", None),
    ("TV-MA", ""): ("TV Parental Guidelines", "TV-MA", None),
    ("12A", ""): ("BBFC", "12A", None),
    ("15", "UK"): ("BBFC", "15", None),
    ("UK:15", ""): ("BBFC", "15", None),
    ("Freigegeben ab 16 Jahren", ""): ("FSK", "16", None),
    ("16", ""): (None, "16", None),
    ("Tous publics", ""): ("CNC", "Tous publics", None),
    ("Interdit aux moins de 12 ans", ""): ("CNC", "-12", None),
    ("зрителям, достигшим 12 лет", "возраст"): ("RARS", "12+", None),
    ("PG-13 детям до 13 лет просмотр не желателен", "Рейтинг MPAA"): ("MPA", "PG-13", None),
    ("K-12", ""): ("KAVI", "K-12", None),
    ("Btl", ""): ("Statens medieråd", "Btl", None),
    ("R16", ""): ("OFLC", "R16", None),
    ("15세 이상 관람가", ""): ("KMRB", "15세 이상 관람가", None),
    ("Od 12 lat", ""): (None, "12", None),
    ("M18", ""): ("IMDA", "M18", None),
}  # fmt: skip


@pytest.mark.parametrize("said", RATINGS)
def test_certificates(said: tuple[str, str]) -> None:
    found = facts.content_rating(*said)
    assert isinstance(found, ContentRating)
    assert (found.system, found.value, found.reason) == RATINGS[said]


@pytest.mark.parametrize("words", ["12 Drama", "foo bar", "Official site"])
def test_what_is_no_certificate_is_unreadable(words: str) -> None:
    with pytest.raises(Unreadable):
        facts.content_rating(words)


def test_awards() -> None:
    assert facts.awards("Won 4 Oscars. 235 wins & 280 nominations total") == Awards(wins=235, nominations=280)
    assert facts.awards("Nominated for 3 Oscars. Another 12 wins & 40 nominations.") == Awards(wins=12, nominations=43)
    assert facts.awards("2 Preise und 5 Nominierungen") == Awards(wins=2, nominations=5)
    with pytest.raises(Unreadable):
        facts.awards("Academy Award")


def test_connections_ratios_and_lists() -> None:
    found = facts.connection('Featured in "A Show" (1986) See more »')
    assert found == Connection(relation="featured_in", title="A Show", year=1986)
    assert facts.aspect_ratio("Flat (1.85:1)") == "1.85 : 1"
    assert facts.genres("Action/Adventure, Drama·Krimi, …") == ("Action/Adventure", "Drama", "Krimi")
    assert facts.genres("Drama more") == ("Drama",)
    assert facts.items("Warner Bros. Pictures, Inc., Gran Co") == ("Warner Bros. Pictures, Inc.", "Gran Co")


LINKS = {
    "https://m.imdb.com/de/title/tt0111161/reviews": {"imdb": "tt0111161"},
    "http://us.imdb.com/Title?tt0111161": {"imdb": "tt0111161"},
    "https://www.rottentomatoes.com/m/a_film/reviews": {"rottentomatoes": "a_film"},
    "https://letterboxd.com/somebody/film/a-film/": {"letterboxd": "a-film"},
    "https://www.allocine.fr/film/fichefilm_gen_cfilm=12345.html": {"allocine": "12345"},
    "https://www.kinopoisk.ru/film/a-film-2004-12345/": {"kinopoisk": "12345"},
    "https://www.csfd.cz/film/8852-a-film/": {"csfd": "8852"},
    "https://www.filmweb.pl/film/A+Film-1994-1048": {"filmweb": "1048"},
    "https://movie.douban.com/subject/1292052/": {"douban": "1292052"},
    "https://www.filmaffinity.com/es/film161026.html": {"filmaffinity": "161026"},
    "https://www.boxofficemojo.com/title/tt0111161/": {"imdb": "tt0111161"},
    "https://example.org/title/tt0111161/": {},
    "https://www.imdb.com/name/nm0000151/": {},
}


@pytest.mark.parametrize("url", LINKS)
def test_identifiers(url: str) -> None:
    assert facts.identifiers(url) == LINKS[url]
