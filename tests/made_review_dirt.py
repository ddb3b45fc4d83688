"""Labelled pairs of invented reviews with the dirt that pages, scanners, editors and feeds leave."""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable, Iterator

from made_review_sets import Pair, Review
from made_reviews import NOUNS, Writer

Change = Callable[[Review, Writer], Review]
SLIPS = {"rn": "m", "m": "rn", "l": "1", "O": "0", "e": "c", "h": "b", "I": "l", "cl": "d", "ii": "u", "S": "5"}
INLINE_BEFORE = (
    "★★★★☆ ", "4/5 stars. ", "Rating: 8/10\n", "Grade: B+ ", "Published 12 March 2014\n", "Original Score: 3/4 | ",
    "Verified purchase\n", "12 March 2014 | ", "Top Critic\n", "Review: ", "[4/5] ", "8/10 - ", "Contains spoilers. ",
)  # fmt: skip
INLINE_AFTER = (
    " Read more", " ★★★", " (3 out of 5)", " [Full review in Spanish]", "\nRated PG-13 for some violence.", " Grade: C",
    "\nMarch 12, 2014 | Rating: 3/5", "\nFiled under: Drama, Reviews", " 7/10", "\nScore: 71%", " Full Review »",
    "\nThis article originally appeared in our print edition.", "\nFollow me on Twitter",
    "\nSubscribe to our newsletter",
)  # fmt: skip


def _text(change: Callable[[str, random.Random], str]) -> Change:
    return lambda review, writer: review | {"body": change(review["body"], writer.rng)}


def ocr_slips(body: str, rng: random.Random) -> str:
    """A slip of the scanner in one word of fifteen."""

    def slipped(word: str) -> str:
        found = [part for part in SLIPS if part in word]
        return word.replace(part := rng.choice(found), SLIPS[part], 1) if found and rng.random() < 0.07 else word

    return " ".join(map(slipped, body.split(" ")))


def broken_lines(body: str, rng: random.Random) -> str:
    """Words parted at the ends of lines."""

    def parted(word: str) -> str:
        return f"{word[:4]}-\n{word[4:]}" if len(word) > 7 and word.isalpha() and rng.random() < 0.4 else word

    return " ".join(map(parted, body.split(" ")))


def narrow_lines(body: str, rng: random.Random) -> str:
    width = rng.randint(30, 72)
    return re.sub(rf"(.{{1,{width}}})(?: |$)", "\\1\n", body)


def entities(body: str, rng: random.Random) -> str:
    said = html.escape(body).replace("e", "&#101;", rng.randint(0, 9)).replace(" - ", "&nbsp;&mdash;&nbsp;")
    return rng.choice((said, html.escape(said), f"<p>{said.replace('. ', '.</p><p>')}</p>"))


def mojibake(body: str, rng: random.Random) -> str:
    said = body.replace("'", "’").replace(" the ", " the “", 1).replace(".", ".”", 1).replace(", ", " — ", 1)
    return said.encode().decode("cp1252", errors="ignore")


def plain_letters(body: str, rng: random.Random) -> str:
    return re.sub(r"[^\w\s]", "", rng.choice((body, body.lower(), body.upper())))


def glued(body: str, rng: random.Random) -> str:
    return body.replace(". ", ".").replace(", ", ",")


def long_forms(body: str, rng: random.Random) -> str:
    for short, full in (("'s ", " is "), ("n't", " not"), (" and ", " & "), (" one ", " 1 "), ("I've", "I have")):
        body = body.replace(short, full)
    return body


def furniture_in_lines(body: str, rng: random.Random) -> str:
    return rng.choice((*INLINE_BEFORE, "")) + body + rng.choice(INLINE_AFTER)


def cut_in_a_word(body: str, rng: random.Random) -> str:
    end = rng.randint(min(60, len(body) - 2), max(61, len(body) * 2 // 3))
    return body[:end].rstrip() + rng.choice(("…", "...", " ...", "[...]", "", " … Read more"))


def dots_in_the_middle(body: str, rng: random.Random) -> str:
    """What an advertisement quotes: some sentences, dots between them."""
    said = re.split(r"(?<=[.!?]) ", body)
    kept = sorted(rng.sample(range(len(said)), max(1, min(3, len(said) - 1))))
    return rng.choice((" ... ", "… ", " [...] ", "... ")).join(said[place].rstrip(".") for place in kept) + "."


def sentences_moved(body: str, rng: random.Random) -> str:
    said = re.split(r"(?<=[.!?]) ", body)
    place = rng.randrange(len(said))
    return " ".join([*said[:place], *said[place + 1 :], said[place]])


def headline_on_top(review: Review, writer: Writer) -> Review:
    head = " ".join(word.capitalize() for word in writer.rng.sample(NOUNS, 5))
    return review | {"body": f"{head} (2014)\n\n{review['body']}"}


def sentence_replaced(review: Review, writer: Writer) -> Review:
    said = re.split(r"(?<=[.!?]) ", review["body"])
    said[writer.rng.randrange(len(said))] = writer.sentence()
    return review | {"body": " ".join(said)}


def sentences_added(review: Review, writer: Writer) -> Review:
    return review | {"body": f"{review['body']}\nUPDATE: {writer.sentence()} {writer.sentence()}"}


def otherwise_signed(review: Review, writer: Writer) -> Review:
    first, last = review["author"].split()
    forms = (
        "{f} {l} | {p}", "{F} {L} ({p})", "{f} B. {l}", "by {f} {l} for {p}", "{l}, {f}", "<b>{f} {l}</b>", "{f}  {l}",
        "{f} {l}\n", "Review by {f} {l}", "{f}{l}", "{l} {f}", "{f} {l}, {p}",
        "@{f}{l}", "Dr. {f} {l}", "{f} {l} - {p}",
    )  # fmt: skip
    names = {"f": first, "l": last, "F": first.upper(), "L": last.upper(), "p": review["publication"]}
    short = dots_in_the_middle(review["body"], writer.rng)
    return review | {"author": writer.rng.choice(forms).format(**names), "body": short}


OF_TEXT = (
    ocr_slips, broken_lines, narrow_lines, entities, mojibake, plain_letters, glued, long_forms, furniture_in_lines,
    cut_in_a_word, dots_in_the_middle, sentences_moved,
)  # fmt: skip
OF_REVIEWS = (headline_on_top, sentence_replaced, sentences_added, otherwise_signed)
SAME: dict[str, Change] = {
    **{change.__name__: _text(change) for change in OF_TEXT},
    **{change.__name__: change for change in OF_REVIEWS},
}


def _translated(review: Review, writer: Writer) -> Review:
    """The same in another language: no word is the same, names are."""
    return review | {
        "body": " ".join(word if word[0].isupper() else f"{word[::-1]}o" for word in review["body"].split())
    }


def _one_formula(review: Review, writer: Writer) -> tuple[Review, Review]:
    """One critic's closing words below two reviews."""
    close = f"{writer.sentence()} See you at the movies, and thank you for reading my little column."
    other = writer.review() | {"author": review["author"], "publication": review["publication"]}
    return review | {"body": f"{review['body']} {close}"}, other | {"body": f"{other['body']} {close}"}


def _one_pattern(review: Review, writer: Writer) -> tuple[Review, Review]:
    """One reader's short verdicts by one pattern."""
    said = [
        f"A must see for fans of {noun} and {other}." for noun, other in (writer.rng.sample(NOUNS, 2) for _ in "ab")
    ]
    return review | {"body": said[0]}, review | {"body": said[1]}


def _copied_plot(review: Review, writer: Writer) -> tuple[Review, Review]:
    """Two readers begin with the distributor's synopsis."""
    plot = f"{writer.sentence()} {writer.sentence()}"
    other = writer.review() | {"author": f"{writer.name()}son"}
    left = " ".join(writer.sentence() for _ in range(4))
    right = " ".join(writer.sentence() for _ in range(4))
    return review | {"body": f"{plot} {left}"}, other | {"body": f"{plot} {right}"}


def _same_furniture(review: Review, writer: Writer) -> tuple[Review, Review]:
    other = writer.review() | {"author": f"{writer.name()}son"}
    before, after = writer.rng.choice(INLINE_BEFORE), writer.rng.choice(INLINE_AFTER)
    return review | {"body": before + review["body"] + after}, other | {"body": before + other["body"] + after}


DIFFERENT: dict[str, Callable[[Review, Writer], tuple[Review, Review]]] = {
    "translated": lambda review, writer: (review, _translated(review, writer)),
    "one formula": _one_formula,
    "one pattern": _one_pattern,
    "copied plot": _copied_plot,
    "same furniture": _same_furniture,
}


def dirty_pairs(seed: int) -> Iterator[Pair]:
    """One pair of each kind; where the label does not depend on the byline, one side may lack its own."""
    writer = Writer(seed)
    for how, change in SAME.items():
        review = writer.review(writer.rng.choice((3, 4, 6, 10)))
        changed = change(review, writer)
        dropped = writer.rng.choice(((), (), (), ("author",), ("author", "publication")))
        yield Pair(how, True, review, {name: value for name, value in changed.items() if name not in dropped})
    for how, make in DIFFERENT.items():
        yield Pair(how, False, *make(writer.review(writer.rng.choice((2, 3, 5))), writer))
