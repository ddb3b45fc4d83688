"""Coming back: which known pages are asked for again, when, and how a host may say that nothing has changed."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from scrapy.http import Response

from scrapers.fetching.marks import has_mark, mark_of
from scrapers.fetching.saying import said_hash
from scrapers.outcomes import Known, Remark
from scrapers.pages import Page

Verdict = Literal["ask", "resumed", "paused", "not_due", "told_same"]
"""resumed: it was fetched by the run that is taken up again. paused: it failed, and its time has not come. not_due: it
was fetched not long ago. told_same: the site's sitemap says that it has not changed since."""
MOST_SPARED = 9
"""So many times running a page may be said not to have changed; the next time it is asked for whatever it is."""
MOST_SPARED_FOR = timedelta(days=30)
AUDITED = 50
"""Every so manieth of the pages that a sitemap says to be as they were is asked for all the same."""
FRESH = 4
"""So many times as often a page is asked for whose film is just being released."""
FALSE_ALARMS = 2
"""So many times running a sitemap may tell of a change that is none; then the page's own rhythm counts again."""


class Revisits(Protocol):
    """What is remembered of pages between crawls. The setting `REVISITS` names what does it."""

    def begin(self, what: str) -> None:
        """Say what is crawled: a run of the same that did not come to its end is taken up again."""

    def known(self, names: Collection[str]) -> Mapping[str, Known]:
        """What is known of those of these pages that were ever asked for."""

    def remark(self, name: str, remark: Remark) -> None:
        """Note this together with what came of the page."""

    def same(self, name: str) -> None:
        """Note of a page that it is as it was, and that there is nothing more to note."""

    def count(self, why: str, pages: int = 1) -> None:
        """Count pages that were not asked for, or with a negative number pages that were after all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """How long a page rests between two visits, at least and at most."""

    least: timedelta
    most: timedelta

    def rest(self, known: Known) -> timedelta:
        """Half of the time for which it has been as it is: what changes is asked for often, what is old seldom.

        What is written of a film that is just being released changes most: its pages rest a quarter of that.
        """
        if known.good_at is None or known.changed_at is None:
            return self.least
        rest = (known.good_at - known.changed_at) / 2 / (FRESH if known.is_fresh else 1)
        return min(max(rest, self.least), self.most)


def verdict(known: Known | None, rhythm: Rhythm, now: datetime, told: str = "") -> Verdict:
    """Whether a page is to be asked for, or why not. `told` is when its sitemap says that it changed.

    >>> from datetime import UTC
    >>> day = timedelta(days=1)
    >>> start, rhythm = datetime(2024, 1, 1, tzinfo=UTC), Rhythm(least=day, most=30 * day)
    >>> page = Known(at=start, good_at=start, changed_at=start - 10 * day, told="1 May", is_kept=True)
    >>> verdict(page, rhythm, start + 4 * day), verdict(page, rhythm, start + 5 * day)
    ('not_due', 'ask')
    >>> verdict(page, rhythm, start, "2 May"), verdict(page, rhythm, start + 5 * day, "1 May")
    ('ask', 'told_same')
    >>> verdict(page, rhythm, start + 30 * day, "1 May"), verdict(None, rhythm, start)
    ('ask', 'ask')
    """
    if known and known.is_resumed:
        return "resumed"
    if known and known.not_before and known.not_before > now:
        return "paused"
    if known is None or known.good_at is None or not known.is_kept:
        return "ask"
    if told and known.told and told != known.told and known.false_alarms < FALSE_ALARMS:
        return "ask"
    if now - known.good_at < rhythm.rest(known):
        return "not_due"
    is_told_same = told != "" and told == known.told
    return "told_same" if is_told_same and now - known.good_at < rhythm.most else "ask"


def conditions(known: Known | None, now: datetime) -> dict[str, str]:
    """The headers by which a host may say that a page has not changed; none now and then, lest it always says so.

    >>> from datetime import UTC
    >>> start = datetime(2024, 1, 1, tzinfo=UTC)
    >>> conditions(Known(at=start, full_at=start, etag='"a"', is_kept=True), start)
    {'If-None-Match': '"a"'}
    >>> conditions(Known(at=start, full_at=start, etag='"a"', is_kept=True, spared=9), start)
    {}
    """
    if known is None or not known.is_kept or known.full_at is None:
        return {}
    if known.spared >= MOST_SPARED or now - known.full_at >= MOST_SPARED_FOR:
        return {}
    found = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
    return {name: value for name, value in found.items() if value}


def says_the_same(page: Page, known: Known | None) -> bool:
    """Whether an answer says what was read of the page before, so that there is nothing to keep and to read."""
    if known is None or not known.is_read or page.status != 200:
        return False
    if has_mark(page.body, known.mark) if known.mark else page.content_hash == known.content_hash:
        return True
    return known.said_hash is not None and said_hash(page) == known.said_hash


def remark_on(response: Response, page: Page | None = None, told: str = "") -> Remark:
    """The remark that goes with an answer: its validators, and what the page says."""
    headers = {name: response.headers.get(name) for name in ("ETag", "Last-Modified")}
    said = {name: value.decode("latin-1") if value else None for name, value in headers.items()}
    return Remark(
        # A 304 need not repeat them; an answer with bytes and without them has none any more.
        etag=said["ETag"] if response.status == 304 else said["ETag"] or "",
        last_modified=said["Last-Modified"] if response.status == 304 else said["Last-Modified"] or "",
        said_hash=said_hash(page) if page else None,
        mark=mark_of(page.body) if page else None,
        told=told or None,
    )


def adds_nothing(remark: Remark, known: Known | None) -> bool:
    """Whether all of a remark is known.

    >>> from datetime import UTC
    >>> page = Known(at=datetime(2024, 1, 1, tzinfo=UTC), etag="a")
    >>> adds_nothing(Remark(etag="a"), page), adds_nothing(Remark(etag="b"), page), adds_nothing(Remark(), None)
    (True, False, False)
    """
    if known is None:
        return False
    said = ((getattr(remark, name), getattr(known, name)) for name in Remark.__dataclass_fields__)
    return all(new is None or new == old for new, old in said)


class Audit:
    """Sitemaps are believed as long as those pages that are asked for all the same bear them out."""

    def __init__(self) -> None:
        self._next = random.randrange(AUDITED)  # noqa: S311  # a sample, no secret
        self.is_borne_out = True

    def takes(self) -> bool:
        """Whether the next page is one of the sample."""
        self._next = (self._next + 1) % AUDITED
        return self._next == 0
