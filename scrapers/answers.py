"""Comments under a post: they answer its author, and are no reviews of the film."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from scrapers.kinds import is_long
from scrapers.layers.article import Article
from scrapers.layers.post_ends import comments_at
from scrapers.lines import Line
from scrapers.shapes import word_count
from scrapers.words import ReviewWords, Said


def place(said: Said | None) -> int:
    """The number of the line of which something was said; 0 where it is of no line."""
    number = said.where.removeprefix("line ") if said else ""
    return int(number) if number.isdigit() else 0


def above(found: tuple[ReviewWords, ...], lines: Sequence[Line]) -> int:
    """How many of the entries stand above the heading of a post's comments; all where there is none."""
    start = comments_at(lines) if found else None
    return len(found) if start is None else sum(place(one.body) < start for one in found)


def without(
    found: tuple[ReviewWords, ...], lines: Sequence[Line], article: Callable[[], Article | None], *, is_post: bool
) -> tuple[ReviewWords, ...]:
    """The entries without those that answer the page's post.

    Answers stand below a heading of comments; where the page says of itself that it is a post, below its text. What
    mostly gives scores judges the film. `article` is only asked where there may be answers.
    """
    start = comments_at(lines) if found else None
    post = article() if found and (start or is_post) else None
    if post is None or not is_long(word_count(post.body.text), post.paragraphs):
        return found
    text = place(post.body)
    if start is None or text > start:
        if not is_post:
            return found
        start = text
    answers = [one for one in found if place(one.body) > start]
    if sum(one.rating is not None for one in answers) * 2 > len(answers):
        return found
    return tuple(one for one in found if one not in answers)
