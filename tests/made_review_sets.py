"""Labelled pairs of reviews, the reviews of one film, and texts of many films, made by `made_reviews`."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from made_reviews import FIRST_NAMES, GENERIC, LAST_NAMES, NOUNS, Writer

Review = dict[str, Any]
NOTICE = "Denna text är skriven av en läsare och speglar inte redaktionens åsikt om filmen"
"""A notice that no table of furniture knows."""


class Pair(NamedTuple):
    """Two reviews, whether they are the same, and what was done."""

    how: str
    same: bool
    left: Review
    right: Review


def pairs(seed: int) -> list[Pair]:
    """One pair of each kind; bylines are dropped here and there where the label does not depend on them."""
    writer = Writer(seed)
    made = [*_same(writer), *_same_in_signs(writer), *_different(writer)]
    rng = random.Random(seed)
    return [
        pair
        if pair.how in SIGNED
        else pair._replace(left=_half_signed(pair.left, rng), right=_half_signed(pair.right, rng))
        for pair in made
    ]


SIGNED = frozenset({"generic", "quotes the other"})
"""Kinds that are what they are only between two named authors."""


def _half_signed(review: Review, rng: random.Random) -> Review:
    dropped = rng.choice(((), (), (), (), ("author",), ("publication",), ("author", "publication")))
    return {name: value for name, value in review.items() if name not in dropped}


def _same(writer: Writer) -> Iterator[Pair]:
    review, other = writer.review(writer.rng.choice((2, 3, 4, 6, 12, 20))), writer.review()
    body, author = review["body"], review["author"]
    yield Pair("typography", True, review, review | {"body": writer.typography(body)})
    for share in (0.05, 0.1, 0.15, 0.2):
        yield Pair(f"edited {share}", True, review, review | {"body": writer.edited(body, share)})
    for words in (10, 15, 25):
        yield Pair(f"excerpt {words}", True, review, review | {"body": writer.excerpt(body, words)})
    elsewhere = {"publication": other["publication"]}
    yield Pair("byline", True, review, review | elsewhere | {"author": writer.respelled(author)})
    if len(body.split()) >= 18:
        yield Pair("syndicated", True, review, review | elsewhere | {"author": other["author"]})
    framed = review | {"body": writer.framed(body, author)}
    yield Pair("framed", True, review, framed)
    yield Pair("framed twice", True, review | {"body": writer.framed(body)}, framed)


def _same_in_signs(writer: Writer) -> Iterator[Pair]:
    review = writer.review() | {"body": writer.chinese(writer.rng.randint(30, 200))}
    body = review["body"]
    yield Pair("signs: excerpt", True, review, review | {"body": body[7:40] + "…"})
    yield Pair("signs: typography", True, review, review | {"body": body.replace("，", ",").replace("。", " 。")})


def _different(writer: Writer) -> Iterator[Pair]:
    rng, name = writer.rng, writer.name()
    left, right = (writer.review(rng.choice((1, 2, 3))) for _ in range(2))
    while set(name.split()) & set(left["author"].split()):
        name = writer.name()
    right["author"] = name
    clause = lambda: " ".join(writer.clause()) + "."  # noqa: E731
    yield Pair("unrelated", False, left, right)
    yield Pair("one critic", False, left, right | {"author": left["author"]})
    shared = writer.sentence()
    first = rng.random() < 0.5
    synopsis = f"{shared} {right['body']}" if first else f"{right['body']} {shared}"
    yield Pair("synopsis", False, left | {"body": f"{left['body']} {shared}"}, right | {"body": synopsis})
    line = " ".join(writer.sentence().rstrip(".!?").split()[: rng.randint(4, 14)])
    quoting = right | {"body": f'{right["body"]} And then comes "{line}" {writer.sentence()}'}
    yield Pair("dialogue", False, left | {"body": f'{left["body"]} You know the line: "{line}"'}, quoting)
    title = " ".join(word.capitalize() for word in rng.sample(NOUNS, rng.randint(1, 6)))
    yield Pair("title", False, left | {"body": f"{title} is {clause()}"}, right | {"body": f"{title} is {clause()}"})
    headline = f"Movie Review: {title} (2014)\n\n"
    yield Pair("headline", False, left | {"body": headline + left["body"]}, right | {"body": headline + right["body"]})
    opening = " ".join(writer.sentence().split()[: rng.randint(3, 7)])
    opened = left | {"body": f"{opening} {clause()}"}, right | {"body": f"{opening} {clause()}"}
    yield Pair("opening", False, *opened)
    yield Pair("opening of one critic", False, opened[0], opened[1] | {"author": left["author"]})
    generic = {"body": rng.choice(GENERIC)}
    yield Pair("generic", False, left | generic, right | generic)
    said = left["body"].split(".")[0]
    cited = f'{left["author"]} put it best: "{said}."' + rng.choice(("", f" {right['body']}"))
    yield Pair("quotes the other", False, left | {"body": f"{said}."}, right | {"body": cited})
    signs = left | {"body": writer.chinese(60)}, right | {"body": writer.chinese(90)}
    yield Pair("signs: unrelated", False, *signs)
    yield Pair("signs: one critic", False, signs[0], signs[1] | {"author": left["author"]})


def film(count: int, seed: int = 0) -> tuple[list[Review], list[int]]:
    """So many reviews of one film in no order, and for each the number of the review that it is."""
    writer = Writer(seed)
    rng = writer.rng
    synopses = [writer.sentence() for _ in range(5)]
    made: list[tuple[Review, int]] = []
    number = 0
    while len(made) < count:
        number += 1
        author = f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}{rng.randrange(10**5)}"
        if rng.random() < 0.12:
            made.append(({"author": author, "body": rng.choice(GENERIC)}, number))
            continue
        review = writer.review() | {"author": author}
        if rng.random() < 0.05:
            review["body"] += f" {rng.choice(synopses)} {writer.sentence()}"
        if rng.random() < 0.05:
            review["body"] += f"\n{NOTICE}"
        made.append((review, number))
        if rng.random() < 0.12:
            made += [(_seen_again(review, writer), number) for _ in range(rng.choice((1, 1, 1, 2, 3, 6)))]
    rng.shuffle(made)
    return [review for review, _ in made], [number for _, number in made]


def _seen_again(review: Review, writer: Writer) -> Review:
    body, rng = review["body"], writer.rng
    changed = rng.choice(
        (writer.typography, writer.edited, lambda b: writer.excerpt(b, rng.randint(12, 25)), writer.framed)
    )
    again = review | {"body": changed(body)}
    if rng.random() < 0.2:
        del again["author"]
    return again


def texts(count: int, seed: int = 0, films: int = 50_000) -> Iterator[tuple[str, str, str, int]]:
    """So many texts of many films: identifier, film, text, and the number of the text that it is a copy of."""
    writer = Writer(seed)
    rng = writer.rng
    place = number = 0
    while place < count:
        number += 1
        body = writer.body(5)
        for copy in range(rng.choice((2, 2, 2, 3, 5, 20)) if rng.random() < 0.02 else 1):
            changed = rng.choice((writer.typography, lambda b: writer.edited(b, 0.08), writer.framed))
            yield f"r{place:07}", f"f{rng.randrange(films)}", changed(body) if copy else body, number
            place += 1


def pairs_found(found: Iterable[Iterable[int]], truth: list[int]) -> tuple[float, float]:
    """Precision and recall over pairs of places, of groups of places against their true numbers."""
    groups = [list(group) for group in found]
    right = sum(_pairs(Counter(truth[place] for place in group).values()) for group in groups)
    return right / max(1, _pairs(map(len, groups))), right / max(1, _pairs(Counter(truth).values()))


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)
