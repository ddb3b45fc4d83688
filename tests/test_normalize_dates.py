"""Dates in many languages and forms: as far as the words give them, and nothing from the clock."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ledger.records import ReleaseDate
from pipelines.normalize import Unreadable, dates

FETCHED = datetime(2024, 3, 1, 12, tzinfo=UTC)

DATES = {
    "28. September 2012": "2012-09-28",
    "September 28th, 2012": "2012-09-28",
    "Fri, 28 Sep 2012 10:00:00 GMT": "2012-09-28",
    "2012-09-28T23:30:00-07:00": "2012-09-28",
    "Sat Sep 29 2012 10:00:00 +0200": "2012-09-29",
    "28-Sep-2012": "2012-09-28",
    "28-Sep-12": "2012-09-28",
    "Jan 5 '99": "1999-01-05",
    "2012.09.28": "2012-09-28",
    "28. 9. 2012": "2012-09-28",
    "9/28/12": "2012-09-28",
    "20120928": "2012-09-28",
    "09/2012": "2012-09",
    "Sep 2012": "2012-09",
    "Summer 2012": "2012",
    "circa 1997": "1997",
    "(1997)": "1997",
    "1959 (UK)": "1959",
    "--09-28": "--09-28",
    "28.9.": "--09-28",
    "May": "--05",
    "4th of July": "--07-04",
    "29 February": "--02-29",
    "mercredi 23 décembre 2020 à 14h30": "2020-12-23",
    "mar. 28 sept. 2012": "2012-09-28",
    "Domingo 26 de Mayo 2019": "2019-05-26",
    "3 ago 2012": "2012-08-03",
    "3 de março de 2010": "2010-03-03",
    "12 kwietnia 2001 r.": "2001-04-12",
    "3. května 1999": "1999-05-03",
    "12 Ekim 2007 Cuma": "2007-10-12",
    "2012. szeptember 28.": "2012-09-28",
    "2011 m. gegužės 5 d.": "2011-05-05",
    "2011. gada 5. maijs": "2011-05-05",
    "28 вересня 2012 р.": "2012-09-28",
    "сентябрь 2012": "2012-09",
    "9 Σεπτεμβρίου 2010": "2010-09-09",
    "5.5.2011 klo 12.30": "2011-05-05",
    "2012년 9월 28일": "2012-09-28",
    "9月28日": "--09-28",
    "28 tháng 9, 2012": "2012-09-28",
    "28 กันยายน 2555": "2012-09-28",
    "٢٨ سبتمبر ٢٠١٢": "2012-09-28",
    "28 सितंबर 2012": "2012-09-28",
    "Posted on October 1, 2012 by": "2012-10-01",
    "1 October 2012 | by user1": "2012-10-01",
    "Sep 28, 2012 | Rating: 3/4": "2012-09-28",
    "Published: 2012-09-28 | Updated: 2012-10-01": "2012-09-28",
}


@pytest.mark.parametrize("words", DATES)
def test_dates(words: str) -> None:
    assert dates.date(words) == DATES[words]


UNREADABLE = (
    "29 February 2011", "31 April 2000", "2012-13-45", "99/99/9999", "12345", "3000", "foo", "12 monkeys", "Wednesday",
    "12:30", "1997-1998", "28 September – 3 October 2012", "12 reviews on 3 May 2020", "1/2/2003", "3 days ago",
    "yesterday", "28 September 2012, " * 20,
)  # fmt: skip


@pytest.mark.parametrize("words", UNREADABLE)
def test_what_is_not_one_day_is_unreadable(words: str) -> None:
    with pytest.raises(Unreadable):
        dates.date(words)


@pytest.mark.parametrize(
    ("words", "languages", "found"),
    [
        ("01/02/2003", ("en",), "2003-01-02"),
        ("01/02/2003", ("en-GB",), "2003-02-01"),
        ("01/02/2003", ("fr",), "2003-02-01"),
        ("01.02.2003", (), "2003-02-01"),
        ("01.02.2003", ("en",), "2003-02-01"),
        ("01.02.2003", ("en-US",), "2003-01-02"),
        ("05/05/2012", (), "2012-05-05"),
        ("12. listopada 2010.", ("hr",), "2010-10-12"),
        ("12 listopada 2010", ("pl",), "2010-11-12"),
        ("12 listopada 2010", (), "2010-11-12"),
        ("5 Gorffennaf 2012", ("cy",), "2012-07-05"),
    ],
)
def test_the_language_of_the_page_decides(words: str, languages: tuple[str, ...], found: str) -> None:
    assert dates.date(words, languages=languages) == found


AGO = {
    "today": "2024-03-01",
    "yesterday": "2024-02-29",
    "an hour ago": "2024-03-01",
    "3d": "2024-02-27",
    "3d ago": "2024-02-27",
    "2 weeks ago": "2024-02-16",
    "5 months ago": "2023-10",
    "a year ago": "2023",
    "vor einer Woche": "2024-02-23",
    "il y a 3 jours": "2024-02-27",
    "hace 2 días": "2024-02-28",
    "há 3 dias": "2024-02-27",
    "2 giorni fa": "2024-02-28",
    "för 2 dagar sedan": "2024-02-28",
    "2 dni temu": "2024-02-28",
    "před 2 dny": "2024-02-28",
    "2 дня назад": "2024-02-28",
    "вчера": "2024-02-29",
    "3 ay önce": "2023-12",
    "2日前": "2024-02-28",
    "昨天": "2024-02-29",
    "3일 전": "2024-02-27",
}


@pytest.mark.parametrize("words", AGO)
def test_days_count_back_from_the_day_of_fetching(words: str) -> None:
    assert dates.date(words, fetched=FETCHED) == AGO[words]
    with pytest.raises(Unreadable, match="which is not known"):
        dates.date(words)


@pytest.mark.parametrize("words", ["999 years ago", "vor 999 Jahren"])
def test_nothing_lies_before_all_films(words: str) -> None:
    with pytest.raises(Unreadable):
        dates.date(words, fetched=FETCHED)


RELEASES = {
    "28 September 2012 (USA)": ("2012-09-28", "US", None),
    "16 May 2011 (France) (Cannes Film Festival)": ("2011-05-16", "FR", "Cannes Film Festival"),
    "In Theaters: Sep 28, 2012 Wide": ("2012-09-28", None, "Wide"),
    "In theaters: Friday, September 28": ("--09-28", None, None),
    "23 décembre 2020 sur Netflix": ("2020-12-23", None, "sur Netflix"),
    "26 мая 2016 (РФ)": ("2016-05-26", "RU", None),
    "2001-07-20(日本)": ("2001-07-20", "JP", None),
    "USA: 1997": ("1997", "US", None),
    "May 2012 (Germany)": ("2012-05", "DE", None),
    "ab 5. Mai 2011 im Kino": ("2011-05-05", None, None),
    "DVD: 2012-10-01": ("2012-10-01", None, "DVD"),
}


@pytest.mark.parametrize("words", RELEASES)
def test_dates_of_release(words: str) -> None:
    date, country, note = RELEASES[words]
    assert dates.release_date(words) == ReleaseDate(date=date, country=country, note=note)


def test_an_unknown_date_of_release_is_none() -> None:
    assert dates.release_date("TBA") is None
    with pytest.raises(Unreadable):
        dates.release_date("coming soon to a cinema near you")


def test_a_language_that_nobody_knows_is_no_error() -> None:
    with pytest.raises(Unreadable):
        dates.date("5 Foo 2012", languages=("xx",))
