"""docs/ledger.md says what is so: its tables are those of the records, its recipes find something."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import chompjs
import pytest
from captures import BALLOONS, TALKING, UP, capture, said
from command import ROOT, open_ledger, seeded_settings

from docs.write_ledger import PAGE, classes_of, meanings, own_fields, page, parts_of
from ledger import records, stored
from ledger.database import Ledger
from ledger.records import Record
from ledger.validators import COLLECTIONS
from pipelines.replay import replay

RECIPES = re.findall(r"^```js\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
OF_THE_PAST = [recipe for recipe in RECIPES if re.search(r"\bpast|versions|once_said", recipe)]
OF_TODAY = [recipe for recipe in RECIPES if recipe not in OF_THE_PAST]
REVIEWS = "https://example.org/film/reviews"
METHODS = {"findOne": "find_one", "find": "find", "aggregate": "aggregate", "countDocuments": "count_documents"}


def test_the_tables_are_those_of_the_records() -> None:
    """After a change of the records: `python -m docs.write_ledger`."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_meaning_is_of_a_field_that_has_no_docstring() -> None:
    for name, rows in meanings().items():
        record = getattr(records, name, None) or getattr(stored, name)
        said = own_fields(record)
        assert {field for field in rows if field not in said or said[field]} == set(), name


def test_every_record_of_the_ledger_is_in_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for collection in COLLECTIONS:
        assert f"### `{collection.name}`" in text
        for part in parts_of(collection.record):
            assert f"#### {part.__name__}\n" in text
            assert list(classes_of(part))[-1] is part and issubclass(part, Record)


def calls(recipe: str) -> Iterator[tuple[str, list[Any]]]:
    """Each call of a recipe behind its collection: its name and its arguments.

    >>> list(calls('db.films.find({year: 2012}).limit(5)'))
    [('find', [{'year': 2012}]), ('limit', [5])]
    """
    rest = re.sub(r"^db\.\w+", "", recipe.strip())
    while rest := rest.strip():
        found = re.match(r"\.(\w+)\(", rest)
        assert found, f"not understood: {rest}"
        end = _closing(rest, found.end())
        yield found[1], chompjs.parse_js_object(f"[{rest[found.end() : end]}]")
        rest = rest[end + 1 :]


def _closing(text: str, start: int) -> int:
    """The place of the bracket that closes the one before `start`."""
    depth, quoted = 1, False
    for place in range(start, len(text)):
        quoted ^= text[place] == '"'
        if not quoted:
            depth += (text[place] in "([{") - (text[place] in ")]}")
        if depth == 0:
            return place
    raise AssertionError(f"no end: {text}")


@pytest.mark.parametrize("recipe", OF_TODAY, ids=lambda recipe: " ".join(recipe.split())[:60])
def test_a_recipe_finds_something(seeded: dict[str, str], recipe: str) -> None:
    with open_ledger(seeded_settings(seeded)) as ledger:
        finds(ledger, recipe)


def test_recipes_of_the_past_find_something(ledger: Ledger) -> None:
    """The seeds were captured once; here a page's reviews are edited, and one goes, as a fact does."""
    film = {**UP, "name": "Won't Back Down", "datePublished": "2012-09-28"}
    first, *others = said("Ann Marie Lee", TALKING), said("Roy Batty Holm", BALLOONS)
    later = said("Ann Marie Lee", TALKING.replace("brave", "bold"))
    whole = {**film, "duration": "PT121M"}
    captures = [capture(first, *others, url=REVIEWS, film=whole), capture(later, url=REVIEWS, film=film, day=3)]
    replay(ledger, captures)
    for recipe in OF_THE_PAST:
        finds(ledger, recipe)


def finds(ledger: Ledger, recipe: str) -> None:
    """Run a recipe as mongosh would: it must find something, and all that it asks for."""
    name = re.match(r"db\.(\w+)", recipe)
    assert name and name[1] in {collection.name for collection in COLLECTIONS}
    (method, given), *chain = calls(recipe)
    found = getattr(ledger[name[1]], METHODS[method])(*given)
    for step, (argument,) in chain:
        found = found.sort(list(argument.items())) if step == "sort" else getattr(found, step)(argument)
    documents = [found] if method == "findOne" else list(found)
    assert documents and all(documents)
    asked = given[1] if method.startswith("find") and len(given) > 1 else {}
    for field in asked:
        top = field.split(".")[0]
        assert any(top in document for document in documents), f"{field} is in no document that was found"


def test_a_recipe_that_asks_for_some_is_answered_by_an_index(seeded: dict[str, str]) -> None:
    """A count over a whole collection reads it; nothing else does."""
    asked = [recipe for recipe in RECIPES if not re.search(r"aggregate\(\[\s*\{\$(group|unwind)", recipe)]
    assert len(asked) > len(RECIPES) - 4
    with open_ledger(seeded_settings(seeded)) as ledger:
        for recipe in asked:
            (method, given), *chain = calls(recipe)
            name = recipe.split(".")[1]
            if method == "aggregate":
                command = {"aggregate": name, "pipeline": given[0], "cursor": {}}
            else:
                order = next((argument[0] for step, argument in chain if step == "sort"), None)
                command = {"find": name, "filter": given[0], **({"sort": order} if order else {})}
            plan = ledger.database.command({"explain": command, "verbosity": "queryPlanner"})
            assert "COLLSCAN" not in str(plan), recipe


def test_there_are_recipes_for_each_kind_of_answer() -> None:
    asked = {name for recipe in RECIPES for name in re.findall(r"(?:^db\.|from: \")(\w+)", recipe)}
    assert {"films", "reviews", "ratings", "rating_points", "readings", "pages", "runs"} <= asked
    assert (ROOT / "docs" / "README.md").read_text(encoding="utf-8").count("ledger.md")
