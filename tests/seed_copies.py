"""Copies of the seed pages in which every name, title, number and date is another, and what is then expected.

The same replacements are made in a page and in what is expected of it, so that a copy has its own answer.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SEEDS = Path(__file__).parent.parent / "seeds"
EXPECTED: dict[str, Any] = json.loads((SEEDS / "expected.json").read_text(encoding="utf-8"))

NAMES = tomllib.loads((Path(__file__).parent / "seed_names.toml").read_text(encoding="utf-8"))
OTHER, IN_SEEDS = NAMES["other"], NAMES["seeds"]


def _names(rng: random.Random) -> dict[str, str]:
    """A new word for each word of the seeds' names: first words from first names, the others from last names."""
    firsts, lasts = rng.sample(OTHER["first"], len(OTHER["first"])), rng.sample(OTHER["last"], len(OTHER["last"]))
    new: dict[str, str] = {}
    for person in IN_SEEDS["people"]:
        for at, word in enumerate(person.split()):
            if word not in new:
                new[word] = (firsts if at == 0 else lasts).pop()
    for word in ("Yvonne", "Deborah", "Ben"):
        new[word] = firsts.pop()
    return new


def _day(day: dt.date) -> tuple[str, str, str]:
    return f"{day.day} {day:%B} {day.year}", f"{day:%A}, {day:%B} {day.day}, {day.year}", day.isoformat()


def _dates(rng: random.Random, year: int) -> dict[str, str]:
    """Each date of the seeds in the forms that they use, and in ISO 8601 for what is expected."""
    new: dict[str, str] = {}
    for old in ((2012, 9, 28), (2012, 9, 30), (2012, 11, 18), (2012, 10, 1), (2012, 10, 8)):
        old_day, new_day = dt.date(*old), dt.date(year, rng.randint(1, 12), rng.randint(10, 28))
        new |= dict(zip(_day(old_day), _day(new_day), strict=True))
        if old == (2012, 9, 28):
            new |= {"September 28": f"{new_day:%B} {new_day.day}", "--09-28": f"--{new_day:%m-%d}"}
    return new


def _numbers(rng: random.Random) -> dict[str, str]:
    opening, gross, other = (rng.randint(1_100_000, 89_000_000) for _ in range(3))
    tenths = rng.randint(11, 98)
    new = {
        "2,603,370": f"{opening:,}", "2603370": str(opening), "5,308,553": f"{gross:,}", "5308553": str(gross),
        "5310554": str(other), "$2.7 million": f"${tenths / 10} million", "2700000": str(tenths * 100_000),
        "5,892": f"{rng.randint(1000, 99_999):,}", "6.4": f"{rng.randint(11, 98) / 10}",
        "121": str(rng.randint(71, 219)),
        "39": str(rng.randint(20, 98)), "99": str(rng.randint(120, 400)), "3.99": f"{rng.randint(1, 19)}.49",
    }  # fmt: skip
    new["5892"] = new["5,892"].replace(",", "")
    up = rng.randint(11, 90)
    return new | {"46 of 57": f"{up} of {up + 9}", '"up": 46': f'"up": {up}', '"total": 57': f'"total": {up + 9}'}


def _title(rng: random.Random) -> dict[str, str]:
    title = rng.choice(OTHER["titles"])
    low = title.lower().replace("'", "")
    curly = title.replace("'", "’")
    return {
        "Won't Back Down": title, "Won’t Back Down": curly, "won't back down": title.lower(), "wont back down": low,
        "Wot Back Down": "Wot " + title.split()[-1], "wont-back-down": low.replace(" ", "-"),
    }  # fmt: skip


def replacements(seed: int) -> Mapping[str, str]:
    """All replacements of one copy: {what stands in the seeds: what stands in the copy}."""
    rng = random.Random(seed)
    year = rng.randint(1975, 2023)
    new = _title(rng) | _names(rng) | _dates(rng, year) | _numbers(rng)
    for group in ("papers", "users"):
        others = rng.sample(OTHER[group], len(OTHER[group]))
        new |= dict(zip(IN_SEEDS[group], others, strict=False))
    for word, group in (("Latinvex", "sites"), ("Learning to Fly", "aka"), ("Pittsburgh", "cities")):
        new[word] = rng.choice(OTHER[group])
    sequel = rng.choice(OTHER["titles"]) + " II"
    return new | {"Walk the Line": sequel, "2012": str(year), "2005": str(rng.randint(1950, 2004))}


def replaced(text: str, new: Mapping[str, str]) -> str:
    """The text with every replacement made at once, longest first, on word boundaries."""
    old = sorted(new, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w.,])(?:{'|'.join(map(re.escape, old))})(?![\w]|[.,]\d)")
    return pattern.sub(lambda found: new[found.group()], text)


def glued(text: str, new: Mapping[str, str]) -> str:
    """Replace in lines whose label is glued to its value, where no word boundary stands."""
    return re.sub(r"(?m)^(Year|Runtime|Revenue)(\d+)", lambda m: m[1] + new.get(m[2], m[2]), text)


def copy_of(name: str, seed: int) -> tuple[str, dict[str, Any]]:
    """The copy of one seed page, and what a careful reader finds on it."""
    new = replacements(seed)
    text = replaced((SEEDS / name).read_text(encoding="utf-8"), new)
    text = re.sub(r"by truiz1(?=See)", f"by {new['truiz1']}", text)
    expected = replaced(
        json.dumps(EXPECTED["pages"][name], ensure_ascii=False), {k: _in_json(v) for k, v in new.items()}
    )
    answer = json.loads(expected)
    for review, old in zip(answer["reviews"], EXPECTED["pages"][name]["reviews"], strict=True):
        if "body_words" in old:
            review["body_words"] += _more_words((SEEDS / name).read_text(encoding="utf-8"), old, new)
    return glued(text, new), answer


def _more_words(text: str, review: Mapping[str, Any], new: Mapping[str, str]) -> int:
    """By how many words the replacements lengthen the review's body."""
    end = review["body_ends"]
    body = text[text.index(review["body_starts"]) : text.index(end) + len(end)]
    return len(replaced(body, new).split()) - len(body.split())


def _in_json(words: str) -> str:
    return words if words.startswith('"') else json.dumps(words, ensure_ascii=False)[1:-1]
