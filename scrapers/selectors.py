"""CSS selectors in the tables that people write: what is none is told when the table is read, not when a page comes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator
from selectolax.lexbor import LexborHTMLParser, SelectolaxError


def checked(selector: str) -> str:
    """The selector, if it is one. Raises ValueError.

    >>> checked("ul.crew > li:first-child a")
    'ul.crew > li:first-child a'
    """
    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError as error:
        raise ValueError(f"{selector!r} is no CSS selector") from error
    return selector


Selector = Annotated[str, AfterValidator(checked)]
