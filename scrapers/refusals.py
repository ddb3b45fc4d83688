"""What came instead of a page: a challenge, a log-in wall, a page that is none, an error, nothing, maintenance.

Told by status and headers, by the marks of the services that stand before sites, and by what the title and the first
heading say in some twenty languages (see tables/refusals.toml). A page that holds a film's data, or says much under
a heading of its own, is a page.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from scrapers.layers.label_table import label_of
from scrapers.pages import Page
from scrapers.tables import table
from scrapers.words import NoPage

_LITTLE = 1500
"""Up to so many characters a page says little: then single phrases in it tell what it is."""
_SOME = 12_000
"""Up to so many characters (menus, lists of what is popular) a heading alone tells."""
_NOTHING = 20
_LONGEST_HEADING = 500
"""A heading of more characters is no notice."""
_FACTS = 4
"""So many kinds of labels are a film's page."""
_SITE = re.compile(r"\s+[|•·–—]\s+|\s+-\s+|\s*[|｜]\s*")
_PASSWORD = re.compile(rb"""type\s*=\s*["']?password""", re.IGNORECASE)
_FILM_DATA = tuple(
    re.compile(begins + rb""""?(?:Movie|Film|Review)\b""")
    for begins in (rb""""@type"\s*:\s*\[?\s*""", rb"schema\.org/", rb"""typeof=["']v:""")
)
"""One pattern for each beginning: a search for a fixed beginning is quick."""
_YEAR = re.compile(r"\((?:18|19|20)\d\d\)")
_ALTERNATIVE = re.compile(r"\|(?![^()]*\))")
_NO_LETTERS = re.compile(r"\((?:[^()]|\([^()]*\))*\)[?*+]?|\[[^\]]*\][?*+]?|\\.|.\{[^}]*\}|.[?*+]|\.")
"""The parts of a phrase's pattern that may fit something else than what is written."""
_KINDS: tuple[NoPage, ...] = ("challenge", "soft_404", "maintenance", "login_wall", "error")
"""In the order in which they are asked."""
_ASKED = "_no_page"
"""Under which name a page holds the answer, beside what else is made of it once."""
_STATUS: dict[int, NoPage] = {401: "login_wall", 407: "login_wall"}


def no_page(page: Page) -> NoPage | None:
    """What came instead of a page, or None where it is a page. It is recorded as that, and never read for facts.

    >>> body = b"<title>Just a moment...</title><p>Enable JavaScript and cookies to continue"
    >>> no_page(Page(name="a", body=body, media_type="text/html"))
    'challenge'
    """
    # A crawler asks before the page is kept, and the reader asks again.
    if _ASKED not in page.__dict__:
        page.__dict__[_ASKED] = _no_page(page)
    told: NoPage | None = page.__dict__[_ASKED]
    return told


def _no_page(page: Page) -> NoPage | None:
    if page.status >= 400:
        return _told_by_status(page)
    said = sum(len(line.text) for line in page.lines)
    if not page.is_html:
        return "empty" if not said else None
    if said > _SOME or _has_film_data(page):
        return None
    told = _told(page, said)
    if told == "login_wall" and _states_facts(page):
        return None
    if told:
        return told
    return "empty" if said < _NOTHING else None


def _states_facts(page: Page) -> bool:
    """Whether the lines name several facts of a film: a page that only asks for a log-in to vote is a page."""
    fields = {label.field for line in page.lines if (label := label_of(line.text))}
    return len(fields) >= _FACTS


def _told_by_status(page: Page) -> NoPage:
    """An error status; what the page says of it may be more exact."""
    told = _told(page, sum(len(line.text) for line in page.lines)) if page.is_html else None
    if told in {"challenge", "maintenance", "login_wall"}:
        return told
    return _STATUS.get(page.status, "error")


def _has_film_data(page: Page) -> bool:
    source, scripts = page.markup
    parts = (source, *(script.content for script in scripts if b"ld+json" in script.attributes))
    return any(pattern.search(part) for part in parts for pattern in _FILM_DATA)


def _told(page: Page, said: int) -> NoPage | None:
    """What headers, marks, title and first heading tell of a page that says `said` characters."""
    rows = table("refusals")
    if any(name in page.headers and wanted in page.headers[name] for name, wanted in rows["challenge"]["headers"]):
        return "challenge"
    headings = _headings(page)
    little = said <= _LITTLE
    text = "\n".join(line.text for line in page.lines).lower() if little else ""
    if little and _is_marked(page, rows["challenge"]["markers"]):
        return "challenge"
    for kind in _KINDS:
        heading, phrases = _patterns(kind)
        if any(heading.fullmatch(one) for one in headings) and (little or kind == "soft_404"):
            return kind
        if text and any(any(core in text for core in cores) and phrase.search(text) for cores, phrase in phrases):
            return kind
    return "login_wall" if little and _PASSWORD.search(page.markup.source) and said < _LITTLE // 3 else None


def _is_marked(page: Page, markers: list[str]) -> bool:
    source, scripts = page.markup
    parts = (source, *(part for script in scripts for part in script))
    return any(marker.encode() in part for marker in markers for part in parts)


def _headings(page: Page) -> list[str]:
    """<title> with and without the site's name, and the first headings, in lower case; none where it names a year.

    There are films called "404", "Missing" and "Error"; their pages say of which year.
    """
    title = page.head.title
    if _YEAR.search(title):
        return []
    parts = [title, *_SITE.split(title)[:1], *(line.text for line in page.lines if line.tag in {"h1", "h2"})]
    short = (part.strip() for part in parts[:4] if len(part) <= _LONGEST_HEADING)
    return [part.lower().replace("’", "'") for part in short if part]


@cache
def _patterns(kind: NoPage) -> tuple[re.Pattern[str], tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]]:
    """The pattern of headings, and those of phrases, each behind its cores."""
    row: dict[str, Any] = table("refusals")[kind]
    heading = re.compile(rf"\W*(?:{'|'.join(f'(?:{one})' for one in row['heading'])})\W*")
    return heading, tuple((cores_of(phrase), re.compile(phrase)) for phrase in row["text"])


def cores_of(phrase: str) -> tuple[str, ...]:
    """Strings of which one is in whatever a phrase's pattern fits: to look for them takes a thirtieth of the time.

    >>> cores_of("you(?: are|.re) not a (?:ro)?bot"), cores_of("nejste robot|jste člověk")
    ((' not a ',), ('nejste robot', 'jste člověk'))
    """
    return tuple(max(_NO_LETTERS.split(one), key=len) for one in _ALTERNATIVE.split(phrase))
