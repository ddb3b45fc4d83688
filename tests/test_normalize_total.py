"""Every function of `pipelines.normalize` is total: any string gives a value or `Unreadable`, and nothing else."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipelines.normalize import Unreadable, dates, facts, money, people, places, ratings, text, titles

FETCHED = datetime(2024, 3, 1, tzinfo=UTC)

FUNCTIONS: dict[str, Callable[[str], Any]] = {
    "text.clean": text.clean,
    "text.fold": text.fold,
    "text.language": text.language,
    "titles.title_year": titles.title_year,
    "titles.title_keys": titles.title_keys,
    "titles.slug": lambda s: titles.slug(s, 2012),
    "people.person": people.person,
    "people.names": people.names,
    "people.name_key": people.name_key,
    "people.credited_cast": lambda s: people.credited_cast(s, s),
    "dates.date": dates.date,
    "dates.date of a page": lambda s: dates.date(s, fetched=FETCHED, languages=("en",)),
    "dates.release_date": dates.release_date,
    "places.countries": places.countries,
    "places.countries_and_rest": places.countries_and_rest,
    "places.spoken_languages": places.spoken_languages,
    "money.money": money.money,
    "money.price": money.price,
    "money.box_office": lambda s: money.box_office(s, "Gross USA"),
    "money.box_office by words": money.box_office,
    "ratings.score": ratings.score,
    "ratings.score of 5": lambda s: ratings.score(s, 5),
    "ratings.count": ratings.count,
    "ratings.helpful": ratings.helpful,
    "ratings.aggregate": lambda s: ratings.aggregate(s, "10"),
    "ratings.aggregate's best": lambda s: ratings.aggregate("6.4", s),
    "facts.runtime_minutes": facts.runtime_minutes,
    "facts.content_rating": facts.content_rating,
    "facts.content_rating's label": lambda s: facts.content_rating("PG", s),
    "facts.awards": facts.awards,
    "facts.aspect_ratio": facts.aspect_ratio,
    "facts.connection": facts.connection,
    "facts.identifiers": facts.identifiers,
    "facts.genres": facts.genres,
    "facts.items": facts.items,
}

# Pieces that words of pages are made of: what is put together from them comes closer to the patterns than noise does.
_PRINTED = """
1 2 10 12 28 30 100 2012 1997 99999999 1,234 7.5 3½ ½ ٣ ४ 二 ² Ⅷ ① - – — / | · • ( ) [ ] : ; , . … % $ € £ ¥ kr ★ ☆ *
# & + = ~ ' ’ " “ A B+ PG-13 R FSK 18+ min h m ч мин 分 years ago vor Tagen yesterday May mar sept. сентября 年 月 日
万 億 тыс. million crore Mio. bn of out von из stars people found USA UK France США 美国 Korea, South English and und y
Jr. by (as X) The II : Part
"""
PIECES = (*_PRINTED.split(), "\u00a0", "\u200b", "\u200d", "\u0301", "\n", "\t", " ")
strings = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(categories=["Nd", "No", "Nl", "Sc", "Zs", "Po", "Mn", "Cf", "Cs"]), max_size=30),
    st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
)


@pytest.mark.parametrize("name", FUNCTIONS)
@settings(max_examples=150, deadline=None)
@given(words=strings)
@example(words="")
@example(words="\x00")
@example(words="\ud800")
@example(words="²")
@example(words="9" * 5000)
@example(words="(" * 3000 + ")" * 3000)
@example(words="a," * 3000)
@example(words="&amp;" * 2000)
@example(words="1 of " * 1000)
@example(words=("★" * 60 + "½") * 3)
def test_any_string_gives_a_value_or_is_unreadable(name: str, words: str) -> None:
    try:
        FUNCTIONS[name](words)
    except Unreadable as error:
        assert error.words and error.why
        again = pickle.loads(pickle.dumps(error))
        assert (again.words, again.why, str(again)) == (error.words, error.why, str(error))


@settings(max_examples=400, deadline=None)
@given(words=strings)
def test_clean_is_idempotent(words: str) -> None:
    once = text.clean(words)
    assert text.clean(once) == once


@settings(max_examples=400, deadline=None)
@given(words=strings)
def test_fold_is_idempotent_and_forgets_case_and_marks(words: str) -> None:
    once = text.fold(words)
    assert text.fold(once) == once
    assert text.fold(text.fold(words).upper()) == text.fold(once.upper())
    assert "  " not in once and once == once.strip()


@settings(max_examples=300, deadline=None)
@given(words=strings)
def test_a_person_stays_the_same_person(words: str) -> None:
    once = people.person(words)
    assert people.person(once) == once


@settings(max_examples=300, deadline=None)
@given(
    first=st.sampled_from(["Ana", "Joon-ho", "Zoë", "О́льга"]),
    second=st.sampled_from(["Ruiz", "Bong", "Ёлкина", "O'Hara"]),
)
def test_name_keys_do_not_depend_on_order(first: str, second: str) -> None:
    assert people.name_key(f"{first} {second}") == people.name_key(f"{second.upper()}, {first}")


@settings(max_examples=300, deadline=None)
@given(words=strings)
def test_a_slug_is_never_empty_and_safe_in_a_url(words: str) -> None:
    made = titles.slug(words, None)
    assert made and set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@settings(max_examples=300, deadline=None)
@given(title=st.text("abcXYZ éЖ千 0129:'!&-", min_size=1, max_size=30), year=st.integers(1900, 2030))
def test_a_year_in_brackets_is_taken_off_again(title: str, year: int) -> None:
    shown, own_year = titles.title_year(title)
    if any(c.isalnum() for c in shown) and own_year is None:
        assert titles.title_year(f"{shown} ({year})") == (shown, year)
        assert titles.title_year(f"{shown} [TV Movie {year}]") == (shown, year)


@settings(max_examples=300, deadline=None)
@given(when=st.dates(min_value=datetime(1880, 1, 1).date(), max_value=datetime(2150, 1, 1).date()))
def test_dates_survive_every_plain_form(when: Any) -> None:
    iso = when.isoformat()
    day, month, year = when.day, when.month, when.year
    english = f"{when:%B}"
    for words in (
        iso,
        f"{iso}T10:20:30Z",
        f"{day} {english} {year}",
        f"{english} {day}, {year}",
        f"{when:%A}, {english} {day}, {year} at 3:45 PM",
        f"{day:02d}.{month:02d}.{year}",
        f"{year}/{month:02d}/{day:02d}",
        f"{year}年{month}月{day}日",
    ):
        assert dates.date(words) == iso, words
    assert dates.date(f"{english} {day}") == f"--{month:02d}-{day:02d}"
    assert dates.date(f"{day}/{month}/{year}", languages=("de",)) == iso
    assert dates.date(f"{month}/{day}/{year}", languages=("en-US",)) == iso


@settings(max_examples=300, deadline=None)
@given(number=st.integers(0, 10**12))
def test_counts_survive_every_grouping(number: int) -> None:
    for mark in (",", ".", " ", "\u00a0", "\u202f", "'", "’", ""):
        assert ratings.count(f"{number:,}".replace(",", mark)) == number


@settings(max_examples=300, deadline=None)
@given(minutes=st.integers(1, 600))
def test_running_times_survive_every_notation(minutes: int) -> None:
    hours, rest = divmod(minutes, 60)
    forms = [
        f"{minutes} min",
        f"{minutes}分",
        f"PT{minutes}M",
        f"PT{hours}H{rest}M",
        f"{hours}h {rest}m",
        f"{hours}:{rest:02d}:00",
    ]
    assert {facts.runtime_minutes(form) for form in forms} == {minutes}


@settings(max_examples=300, deadline=None)
@given(best=st.sampled_from([4, 5, 6, 10, 20, 100]), share=st.integers(0, 20))
def test_a_score_keeps_its_place_on_every_scale(best: int, share: int) -> None:
    value = round(best * share / 20, 2)
    found = ratings.score(f"{value:g}/{best}")
    assert found is not None
    assert (found.value, found.best, found.percent) == (value, best, round(100 * value / best, 2))
    assert ratings.score(f"{value:g}", best) == found.model_copy(update={"words": f"{value:g}"})
