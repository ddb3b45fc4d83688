"""What a careful reader finds on the golden pages, held against a reading: every value that is missing or wrong.

A truth is a JSON file beside its page (see tests/golden/pages/README.md). Case, accents, punctuation and blanks do not
count. What the truth calls uncertain is not compared; of the reviews, the first four are described.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipelines.statement import reading
from scrapers.archive import page_of
from scrapers.pages import Page
from scrapers.read import read

PAGES = Path(__file__).parent / "golden" / "pages"
POSTS = frozenset({"review", "column"})
ONE = ("title", "original_title", "year", "runtime_minutes", "content_rating", "imdb_id")
MANY = ("directors", "genres", "countries", "cast")
OF_A_REVIEW = ("author", "publication", "headline", "published_on")
OPENING = 16
"""So many folded letters of a body's beginning and end are compared: they tell whether it is whole."""
FIRST_CAST = 5
Facts = dict[str, frozenset[str]]
"""{field: its values, folded}."""


def golden_pages() -> list[Path]:
    """Every golden page that has a truth."""
    return sorted(path for path in PAGES.rglob("*.html") if path.with_suffix(".json").exists())


def truth_of(path: Path) -> dict[str, Any]:
    """The truth beside a page."""
    found: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return found


def read_page(path: Path, body: bytes | None = None) -> dict[str, Any]:
    """What the reader says of a page, as `filmledger read` prints it; of other bytes in its place where given."""
    page = page_of(path)
    assert isinstance(page, Page)
    if body is not None:
        page = Page(name=page.name, body=body, media_type=page.media_type)
    return reading(page, read(page)).plain()


def faults(truth: Mapping[str, Any], said: Mapping[str, Any]) -> list[str]:
    """Every value that the reading lacks ("- field value") or has too much ("+ field value"), sorted."""
    wanted, given = wanted_facts(truth), given_facts(truth, said)
    missing = (
        f"- {name} {value}" for name, values in wanted.items() for value in values - given.get(name, frozenset())
    )
    wrong = (f"+ {name} {value}" for name, values in given.items() for value in values - wanted.get(name, frozenset()))
    return sorted([*missing, *wrong])


def wanted_facts(truth: Mapping[str, Any]) -> Facts:
    """What the truth wants of a reading."""
    kind = _family(truth["page_type"])
    if kind == "other":
        return {"kind": frozenset({"other"})}
    film = truth.get("film", {})
    found = {"kind": frozenset({kind}), **_film(film, {"imdb": film.get("imdb_id")})}
    found["ratings"] = frozenset(_rating(one) for one in truth.get("ratings", []))
    if "reviews_count" in truth:
        found["reviews"] = frozenset({str(truth["reviews_count"])})
    for number, one in enumerate(truth.get("reviews", [])):
        found |= _review(number, one, one.get("body_starts", ""), one.get("body_ends", ""))
    return _certain(found, truth)


def given_facts(truth: Mapping[str, Any], said: Mapping[str, Any]) -> Facts:
    """The same of the reading: its reviews are those of the truth, found by how they begin, or by their author."""
    kind = _family(said.get("page_type", ""))
    if truth["page_type"] == "other":
        return {"kind": frozenset({"other" if not said.get("film", {}).get("title") else "film"})}
    film = dict(said.get("film", {}))
    film["content_rating"] = (film.get("content_rating") or {}).get("value")
    found = {"kind": frozenset({kind}), **_film(film, film.get("identifiers", {}))}
    found["ratings"] = frozenset(_rating(one) for one in said.get("ratings", []) if one.get("value") is not None)
    reviews = list(said.get("reviews", []))
    if "reviews_count" in truth:
        found["reviews"] = frozenset({str(len(reviews))})
    for number, wanted in enumerate(truth.get("reviews", [])):
        mine = _same(wanted, reviews)
        found |= _review(number, mine, mine.get("body", ""), mine.get("body", "")) if mine else {}
    return _certain(_asked(found, truth), truth)


def _asked(found: Facts, truth: Mapping[str, Any]) -> Facts:
    """Without what no truth says: more cast than the first, a title repeated, a post's facts that are left out."""
    wanted = wanted_facts({**truth, "uncertain": []})
    if found["film.original_title"] <= wanted.get("film.title", frozenset()):
        found = {**found, "film.original_title": frozenset(wanted.get("film.original_title", ()))}
    if truth["page_type"] in POSTS:
        return {n: v for n, v in found.items() if not n.startswith("film.") or n == "film.title" or wanted.get(n)}
    return found


def _certain(found: Facts, truth: Mapping[str, Any]) -> Facts:
    unsure = {one.removesuffix(".value").removesuffix(".best") for one in truth.get("uncertain", [])}
    unsure |= {one.split("[")[0] for one in unsure if one.startswith("film.")}
    if any(one.startswith("ratings") for one in unsure):
        unsure.add("ratings")
    if "reviews_count" in unsure:
        unsure.add("reviews")
    return {n: v for n, v in found.items() if v and n not in unsure and not _within(n, unsure)}


def _within(name: str, unsure: set[str]) -> bool:
    return any(name.startswith((f"{one}.", f"{one}[")) for one in unsure)


def _film(film: Mapping[str, Any], identifiers: Mapping[str, Any]) -> Facts:
    found = {f"film.{name}": _folded([film.get(name)]) for name in ONE if name != "imdb_id"}
    found["film.imdb_id"] = _folded([identifiers.get("imdb")])
    found |= {f"film.{name}": _folded(film.get(name, [])) for name in MANY if name != "cast"}
    found["film.cast"] = _folded([member.get("name") for member in film.get("cast", [])[:FIRST_CAST]])
    return found


def _rating(one: Mapping[str, Any]) -> str:
    return f"{one['kind']} {one['value']:g}/{one.get('best') or 0:g} of {one.get('votes') or 0}"


def _review(number: int, one: Mapping[str, Any], begins: str, ends: str) -> Facts:
    name = f"reviews[{number}]"
    found = {f"{name}.{field}": _folded([one.get(field)]) for field in OF_A_REVIEW}
    found[f"{name}.body_starts"] = frozenset({_letters(begins)[:OPENING]} - {""})
    found[f"{name}.body_ends"] = frozenset({_letters(ends)[-OPENING:]} - {""})
    score = one.get("rating") or {}
    if score.get("value") is not None:
        found[f"{name}.rating"] = frozenset({f"{score['value']:g}/{score.get('best') or 0:g}"})
    return found


def _same(wanted: Mapping[str, Any], reviews: list[dict[str, Any]]) -> dict[str, Any]:
    begins = _letters(wanted.get("body_starts", ""))[:OPENING]
    by_body = (one for one in reviews if begins and _letters(one.get("body", ""))[:OPENING] == begins)
    by_author = (one for one in reviews if wanted.get("author") and _fold(one.get("author")) == _fold(wanted["author"]))
    return next(by_body, None) or next(by_author, None) or {}


def _family(kind: str) -> str:
    return "post" if kind in POSTS else kind if kind in ("other", "") else "film"


def _folded(values: list[Any]) -> frozenset[str]:
    return frozenset({_fold(value) for value in values} - {""})


def _fold(value: Any) -> str:
    text = unicodedata.normalize("NFKD", str(value if value is not None else "")).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in text if not unicodedata.combining(c)).split())


def _letters(text: str) -> str:
    return _fold(text).replace(" ", "")


def right_facts(truth: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every (field, value) that the truth wants and the reading has."""
    wanted, given = wanted_facts(truth), given_facts(truth, said)
    return ((name, value) for name, values in wanted.items() for value in values & given.get(name, frozenset()))
