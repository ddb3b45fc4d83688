"""What sites, tables and scrapers do to a film record: each kind of dirt leaves the film what it is."""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from typing import Any

Film = dict[str, Any]
Dirt = Callable[[Film, random.Random], None]
MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "October", "Nov", "Dec")
WORDS_FOR_NUMBERS = {"2": ("II", "Two", "Part 2", "Part II"), "3": ("III", "Three", "Part 3", "Part III")}
NOTHING = ("", None, "N/A", "nan", "None", "null", "-", "Unknown", [], "\\N", float("nan"), "[]")
EDITIONS = ("(Director's Cut)", "[Blu-ray]", "(Unrated)", "[HD]", "(English Subtitled)", "(2-Disc Special Edition)")
EDITIONS += ("(Theatrical Version)", "(4K UHD)", "(Widescreen Edition)", "[DVD]", "(Digital)", "- Unrated")
OTHER_NAMES = {
    "title": ("Title", "name", "Movie Name", "movie_title", "primaryTitle", "Name"),
    "year": ("Year", "YearRange", "startYear", "release_year", "Year Released"),
    "directors": ("director", "Director", "Directors", "directed_by", "Directed By"),
    "cast": ("actors", "Actors", "stars", "Stars", "starring", "Cast", "actor"),
    "writers": ("writer", "Creators", "creator", "Writers", "screenplay"),
    "runtime_minutes": ("duration", "runtime", "Duration", "runtimeMinutes", "Runtime", "Time"),
    "release_dates": ("release_date", "ReleaseDate", "Release Date", "released", "date_published"),
    "genres": ("genre", "Genre", "Genres"),
    "content_rating": ("certificate", "mpaa", "ContentRating", "Rated"),
}


def _names(film: Film, role: str) -> list[str]:
    return [one["name"] if isinstance(one, dict) else one for one in film.get(role, ())]


def _last_first(name: str) -> str:
    first, _, last = name.rpartition(" ")
    return f"{last}, {first}"


def year_in_title(film: Film, rng: random.Random) -> None:
    year = film.pop("year", None)
    if year:
        film["title"] += rng.choice((" ({})", " [{}]", " ({} film)", " ({}/I)", " (I) ({})", " - {}")).format(year)


def joined_names(film: Film, rng: random.Random) -> None:
    for role in ("directors", "writers", "cast"):
        if names := _names(film, role):
            joint = rng.choice((", ", "|", " / ", "; ", " & ", ",", "\n", " and ", "::", "\t", " · ", " + "))
            film[role] = joint.join(names)


def lists_as_printed_by_a_program(film: Film, rng: random.Random) -> None:
    for role in ("directors", "writers", "cast", "genres", "countries"):
        if role in film:
            said = _names(film, role)
            film[role] = rng.choice((str(said), str(said).replace("'", '"'), [said], dict(enumerate(said))))


def last_name_first(film: Film, rng: random.Random) -> None:
    for role in ("directors", "cast"):
        if names := [_last_first(name) for name in _names(film, role)]:
            film[role] = rng.choice(("; ".join(names), names, "|".join(names)))


def parts_in_names(film: Film, rng: random.Random) -> None:
    form = rng.choice(("{} as {}", "{} ({})", "{} ... {}", "{} … {}"))
    parts = ("Ada", "The Pilot", "Dr. Finch", "Himself", "Young Tom")
    film["cast"] = [form.format(name, rng.choice(parts)) for name in _names(film, "cast")]
    if rng.random() < 0.5:
        film["cast"] = ", ".join(film["cast"])
    film["directors"] = [
        f"{name} {rng.choice(('(director)', '(co-director)', ''))}" for name in _names(film, "directors")
    ]


def length_in_words(film: Film, rng: random.Random) -> None:
    if minutes := film.get("runtime_minutes"):
        h, m = divmod(minutes, 60)
        film["runtime_minutes"] = rng.choice(
            [f"{h} hr {m} min", f"{h}h {m}m", f"{minutes} min.", f"PT{h}H{m}M", f"{h}:{m:02}", f"{h} hr. {m} min."]
            if rng.random() < 0.5
            else [f"{minutes}.0", f"{minutes * 60}", f"{minutes} minutes", f"{h} hours, {m} minutes", f"{minutes} Min"]
        )
    if rng.random() < 0.5 and minutes:
        film["duration"] = rng.choice((minutes * 60, f"{minutes * 60} seconds", float(minutes)))
        del film["runtime_minutes"]


def dates_in_words(film: Film, rng: random.Random) -> None:
    for row in film.pop("release_dates", ()):
        y, m, d = map(int, row["date"].split("-"))
        month = MONTHS[m - 1]
        film["release_date"] = rng.choice((
            f"{month} {d}, {y}", f"{d} {month} {y} (USA)", f"{y}-{m:02}-{d:02}T00:00:00Z", f"{m}/{d}/{y}",
            f"{y}-{m}-{d}", f"{d:02}-{month[:3]}-{y}", y,
            f"{month} {y}", f"In Theaters {month} {d}, {y} Wide", f"{y}{m:02}{d:02}",
        ))  # fmt: skip


def missing_fields(film: Film, rng: random.Random) -> None:
    for field in rng.sample(sorted(film.keys() - {"title"}), max(0, min(len(film) - 3, rng.randint(2, 5)))):
        if field == "directors" and not film.keys() & {"year", "cast", "release_dates"}:
            continue
        del film[field]


def fields_that_say_nothing(film: Film, rng: random.Random) -> None:
    beside = sorted(film.keys() - {"title", "directors", "year"})
    for field in rng.sample(beside, min(2, len(beside) - 1)) if beside else ():
        film[field] = rng.choice(NOTHING)
    if film.get("cast"):
        film[rng.choice(("directors", "year"))] = rng.choice(NOTHING)


def letter_case(film: Film, rng: random.Random) -> None:
    change = rng.choice((str.upper, str.lower, str.title))
    film["title"] = change(film["title"])
    for role in ("directors", "writers", "cast"):
        if role in film:
            film[role] = [change(name) for name in _names(film, role)]


def moved_article(film: Film, rng: random.Random) -> None:
    first, _, rest = film["title"].partition(" ")
    film["title"] = f"{rest}, {first}" if first in ("The", "A") else rng.choice((f"The {film['title']}", film["title"]))


def mojibake(film: Film, rng: random.Random) -> None:
    def broken(text: str) -> str:
        return text.encode().decode("cp1252", errors="replace")

    film["title"] = broken(film["title"])
    for role in ("directors", "cast"):
        if role in film:
            film[role] = [broken(name) for name in _names(film, role)]


def lost_marks(film: Film, rng: random.Random) -> None:
    put = rng.choice(("", "?", "_", "\ufffd"))
    plain = lambda text: "".join(c if c.isascii() else put for c in text)  # noqa: E731
    film["title"] = plain(film["title"])
    for role in ("directors", "cast"):
        if role in film:
            film[role] = [plain(name) for name in _names(film, role)]


def entities(film: Film, rng: random.Random) -> None:
    def escaped(text: str) -> str:
        text = html.escape(text).replace("é", "&eacute;").replace("ö", "&#246;").replace("'", "&#39;")
        return html.escape(text) if rng.random() < 0.3 else text

    film["title"] = escaped(film["title"])
    for role in ("directors", "cast", "writers"):
        if role in film:
            film[role] = rng.choice((list, ", ".join))(map(escaped, _names(film, role)))


def cut_title(film: Film, rng: random.Random) -> None:
    title = film["title"]
    if len(title) > 14:
        film["title"] = title[: rng.randint(len(title) * 2 // 3, len(title) - 2)] + rng.choice(("...", "…", ""))


def another_number(film: Film, rng: random.Random) -> None:
    head, _, number = film["title"].rpartition(" ")
    if number in WORDS_FOR_NUMBERS:
        film["title"] = f"{head} {rng.choice(WORDS_FOR_NUMBERS[number])}"


def festival_year(film: Film, rng: random.Random) -> None:
    if "year" in film:
        film["year"] += rng.choice((-1, 1))
        film.pop("release_dates", None)


def numbers_as_words(film: Film, rng: random.Random) -> None:
    if "year" in film:
        film["year"] = rng.choice(("{}", "{}.0", "({})", "{}–", " {} ", "{}-{}", "TV Movie {}")).format(
            *[film["year"]] * 2
        )


def other_field_names(film: Film, rng: random.Random) -> None:
    for field, names in OTHER_NAMES.items():
        if field in film:
            film[rng.choice(names)] = film.pop(field)


def white_space(film: Film, rng: random.Random) -> None:
    space = rng.choice(("\u00a0", "  ", "\n        ", " \u200b", "\t"))
    film["title"] = f" {space}{film['title'].replace(' ', space)} {space}"
    film["directors"] = [f"{space}{name.replace(' ', space)}{space}" for name in _names(film, "directors")]


def edition(film: Film, rng: random.Random) -> None:
    film["title"] += f" {rng.choice(EDITIONS)}"
    film.pop("release_dates", None)
    if "runtime_minutes" in film:
        film["runtime_minutes"] += rng.choice((0, 1, 6, 14))


def other_title_in_brackets(film: Film, rng: random.Random) -> None:
    other = rng.choice(("La casa del lago", "Die letzte Nacht", "Le Dernier Été", "Malá válka"))
    film["title"] = rng.choice(("{} ({})", "{1} ({0})", "{} aka {}", "{} / {}", "{1} [{0}]")).format(
        film["title"], other
    )


def punctuation(film: Film, rng: random.Random) -> None:
    changes = (
        ("'", "’"),
        (": ", " - "),
        ("-", " "),
        (" and ", " & "),
        (".", ""),
        (",", ""),
        ("'", ""),
        (" & ", " and "),
    )
    for old, new in changes:
        film["title"] = film["title"].replace(old, new) if rng.random() < 0.6 else film["title"]


def spelled_otherwise(film: Film, rng: random.Random) -> None:
    title = film["title"]
    if len(title) > 8:
        place = rng.randrange(2, len(title) - 2)
        film["title"] = title[:place] + rng.choice((title[place] * 2, "", "e")) + title[place + 1 :]


def short_names(film: Film, rng: random.Random) -> None:
    for role in ("directors", "cast"):
        found = []
        for name in _names(film, role):
            first, _, last = name.rpartition(" ")
            forms = (f"{first[0]}. {last}", f"{first} {rng.choice('ABJM')}. {last}", f"{name} Jr.", f"{name} (II)")
            found.append(rng.choice((*forms, name, name)))
        if found:
            film[role] = found


def another_cast(film: Film, rng: random.Random) -> None:
    if names := _names(film, "cast"):
        film["cast"] = [*names[-2:], "Zora Quill", "Abel Stroud"]


def roles_exchanged(film: Film, rng: random.Random) -> None:
    if film.get("writers") and film.get("directors"):
        film["directors"], film["writers"] = film["writers"], film["directors"]


def a_disc_and_its_year(film: Film, rng: random.Random) -> None:
    """A shop's record: its release is that of the disc."""
    film.pop("year", None)
    film["release_date"] = f"{MONTHS[rng.randrange(12)]} {rng.randint(1, 28)}, {rng.randint(2001, 2020)}"
    film.pop("release_dates", None)


def places_in_words(film: Film, rng: random.Random) -> None:
    names = {"US": ("USA", "United States", "U.S.A.", "us", "United States of America"), "FR": ("France", "FRA", "fr")}
    film["countries"] = ", ".join(rng.choice(names.get(code, (code,))) for code in film.get("countries", ()))
    film["languages"] = rng.choice(("English", "eng", "en", "english", "EN", "English, French"))


def series_sign(film: Film, rng: random.Random) -> None:
    film["title"] = rng.choice(('"{}"', "“{}”", "{} (TV)", "{} (V)", "{} (TV Movie)", "{} [Silent]")).format(
        film["title"]
    )


def no_dirt(film: Film, rng: random.Random) -> None:
    """The record as it is."""


DIRT: tuple[Dirt, ...] = tuple(
    value
    for value in list(globals().values())
    if getattr(value, "__module__", "") == __name__
    and callable(value)
    and getattr(value, "__code__", None)
    and value.__code__.co_varnames[:2] == ("film", "rng")
)
