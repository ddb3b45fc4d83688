"""The pages in WARC and WET files: with their requests, and with what revisits repeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from scrapers.pages import Page
from scrapers.warc.messages import BadMessageError
from scrapers.warc.originals import Originals, Place
from scrapers.warc.pages import page_in, seen_again, with_request
from scrapers.warc.records import PAGES, Fault, Record, records

MOST_REASONS = 40


@dataclass(kw_only=True, slots=True)
class Archive:
    """One WARC or WET file: its label, how it is opened (each time anew), and what was told of it so far."""

    label: str
    open: Callable[[], BinaryIO]
    faults: int = 0
    first_fault: str = ""

    def fault(self, offset: int, why: str) -> None:
        """Note something that cannot be read."""
        self.faults += 1
        self.first_fault = self.first_fault or f"at or behind byte {offset:,}: {why}"

    @property
    def trouble(self) -> str:
        """What cannot be read of it, in one sentence; "" where all can."""
        if not self.faults:
            return ""
        where = "at one place" if self.faults == 1 else f"at {self.faults:,} places, the first"
        return f"cannot be read {where} {self.first_fault}; what else it holds was read: get it again if you can"


@dataclass
class Archives:
    """The archives of one replay. `skipped` counts the records that are no pages, by what they are instead."""

    skipped: Counter[str] = field(default_factory=Counter)
    _opened: list[Archive] = field(default_factory=list)
    _originals: Originals = field(default_factory=Originals)

    def pages(self, archive: Archive) -> Iterator[Page]:
        """The pages in an archive, in its order; one record is held in memory at a time."""
        number = len(self._opened)
        self._opened.append(archive)
        held: tuple[Record, Page] | None = None
        request: Record | None = None
        with archive.open() as stream:
            for found in records(stream):
                if isinstance(found, Fault):
                    archive.fault(found.offset, found.why)
                elif found.kind == "request" and held and _belong(found, held[0]):
                    yield with_request(held[1], found)
                    held = None
                elif found.kind == "request":
                    request = found
                elif found.kind in PAGES:
                    if held:
                        yield held[1]
                    page, held = self._page(found, number), None
                    if page and request and _belong(request, found):
                        yield with_request(page, request)
                    elif page:
                        held = (found, page)
                    request = None
            if held:
                yield held[1]

    def left(self) -> Iterator[Page]:
        """The pages of revisits that came before what they refer to; to be called when all archives were read."""
        for number, at in self._originals.waiting():
            revisit = self._again((number, at))
            place = self._originals.find(revisit) if revisit else None
            page = self._revisited(revisit, place) if revisit and place else None
            if page:
                yield page
            else:
                self._skip("revisits of what is not here")

    def close(self) -> None:
        """Give up what was noted of records."""
        self._originals.close()

    def _page(self, record: Record, number: int) -> Page | None:
        """The page in a record, or what it repeats."""
        if record.kind == "revisit":
            place = self._originals.find(record)
            if place:
                return self._revisited(record, place)
            self._originals.wait(record, number)
            return None
        try:
            found = page_in(record)
        except BadMessageError as error:
            self._opened[number].fault(record.offset, str(error))
            return None
        if isinstance(found, str):
            self._skip(found)
            return None
        self._originals.add(record, number)
        return found

    def _revisited(self, revisit: Record, place: Place) -> Page | None:
        original = self._again(place)
        if original is None:
            return None
        try:
            page = page_in(original)
        except BadMessageError:
            return None
        return None if isinstance(page, str) else seen_again(page, revisit)

    def _again(self, place: Place) -> Record | None:
        """The record at a place that was read before."""
        number, at = place
        with self._opened[number].open() as stream:
            found = next(records(stream, at), None)
        return found if isinstance(found, Record) and found.offset == at else None

    def _skip(self, why: str) -> None:
        known = why in self.skipped or len(self.skipped) < MOST_REASONS
        self.skipped[why if known else "others"] += 1


def _belong(request: Record, response: Record) -> bool:
    """Whether this is the request that was answered so."""
    answered = request.fields.get("warc-concurrent-to")
    return bool(answered and answered == response.id) or response.fields.get("warc-concurrent-to") == request.id != ""
