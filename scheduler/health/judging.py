"""A run is judged: against what its source is expected to give, and against what its good runs gave before.

What it is found to be stands with the run (`judged`, `reasons`), so that only good runs are the measure of later ones:
a source that has given nothing for a month has not become one that is right to give nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ledger import queries
from ledger.database import Ledger
from ledger.health import About, Health, Of, Reason, worst
from ledger.queries.question import Question, ask, ask_in_batches
from ledger.runs import Fill, Run
from pipelines.fills import ALL, LEAST_PAGES
from scheduler.expectations import there, unmet, unmet_fields
from scheduler.health import losses, volumes
from scheduler.health.rows import change, find
from scrapers.sources import SourceError, find_source
from scrapers.sources.records import Expect

RUNS_BEFORE = 20
"""So many good runs are the measure of the next."""
LOOKED_BACK = 30
"""So many runs before one are looked at for when something last changed."""
ENDED_BADLY = frozenset({"failed", "died", "too_long", "too_big"})


_Told = tuple[Reason, ...]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a run is judged as: the source that it crawls, or else the schedule that it is a run of."""

    of: Of
    name: str


@dataclass(frozen=True, kw_only=True)
class Past:
    """What was before a run: the good runs and their fills, the latest first, and the latest of all runs."""

    good: Sequence[Run]
    fills: Sequence[Sequence[Fill]]
    latest: Sequence[Run]


def subject_of(run: Run) -> Subject | None:
    """What a run is judged as; None for a crawl of addresses or a replay that nobody scheduled.

    >>> start = datetime(2026, 1, 1, tzinfo=UTC)
    >>> subject_of(Run(_id="r", started=start, source="films.example", schedule="nightly"))
    Subject(of='source', name='films.example')
    >>> subject_of(Run(_id="r", started=start, what="source films.example"))
    Subject(of='source', name='films.example')
    >>> subject_of(Run(_id="r", started=start)) is None
    True
    """
    words = str(run.counts.get("what", "")).split()
    if run.source or (len(words) > 1 and words[0] == "source"):
        return Subject(of="source", name=run.source or words[1])
    return Subject(of="schedule", name=run.schedule) if run.schedule else None


def is_whole(run: Run) -> bool:
    """Whether a run is to bring all that its source has: not one film by its search, and not the first pages alone.

    >>> start = datetime(2026, 1, 1, tzinfo=UTC)
    >>> whats = ("source a.example", "source a.example Up 2009", "source a.example (20 pages)")
    >>> [is_whole(Run(_id="r", started=start, what=what)) for what in whats]
    [True, False, False]
    """
    words = str(run.counts.get("what", "")).split()
    return words[:1] != ["source"] or len(words) == 2


def judge(ledger: Ledger, run_id: str, now: datetime | None = None) -> Health | None:
    """Judge a run that has ended, and give the state of its source, or of its schedule.

    None where there is no such run, where it has not ended, or where nothing is to be judged of it. A run is judged
    once: the same again gives the state as it is. The state is written and logged; `alarms.send` tells people.
    """
    run = queries.find_run(ledger, run_id)
    if run is None or run.ended is None or (subject := subject_of(run)) is None:
        return None
    if run.judged is None:
        for earlier in _not_judged(ledger, subject, run):
            _judge_one(ledger, subject, earlier, now)
        return _judge_one(ledger, subject, run, now)
    return find(ledger, subject.of, subject.name)


def accept(ledger: Ledger, of: Of, name: str, now: datetime | None = None) -> Health:
    """Take what a source or a schedule gives now for right: it is ok, and what was before is no measure any more."""
    moment = now or datetime.now(UTC)
    told = {"reasons": (), "losses": (), "accepted": moment}
    return change(ledger, of, name, moment, lambda row: row.model_copy(update=told))


def _judge_one(ledger: Ledger, subject: Subject, run: Run, now: datetime | None) -> Health:
    """Judge one run, note it there and in the state; the state is that of the latest run."""
    fills = list(queries.fills_in(ledger, run.id))
    before = find(ledger, subject.of, subject.name)
    past = _past(ledger, subject, run, before.accepted if before else None)
    new = losses.lost(fills, past.fills, there(run))
    found = list(_found(subject, run, fills, past))
    made: list[_Told] = []

    def judged(row: Health) -> Health:
        lost = losses.still_lost(row.losses, new, fills)
        own = (*losses.reasons(lost), *found)
        kept = tuple(one for one in row.reasons if _is_open(one, run, fills) and one not in own)
        # Of a part of a source nothing is expected: what the last whole run told stays the source's, and not its own.
        made[:] = [(*own, *kept) if is_whole(run) else own]
        if row.run == run.id or (row.run_at and row.run_at > run.started):
            return row  # it was judged by another process just now, or a later one before
        by_time = (one for one in row.reasons if one.by == "time")
        told = {"reasons": (*own, *kept, *by_time), "losses": tuple(lost), "run": run.id, "run_at": run.started}
        return row.model_copy(update=told)

    row = change(ledger, subject.of, subject.name, now or datetime.now(UTC), judged)
    judged_as = worst(one.state for one in made[0])
    told: dict[str, object] = {"judged": judged_as, "reasons": [one.words for one in made[0]]}
    if subject.of == "source":
        told["source"] = subject.name
    ledger["runs"].update_one({"_id": run.id}, {"$set": told})
    return row


def _is_open(reason: Reason, run: Run, fills: Sequence[Fill]) -> bool:
    """Whether a reason of the run before still holds, since this run had nothing by which it could be told again."""
    if reason.by == "time" or reason.about in losses.ABOUT:
        return False  # the one is told by the sweep, the other by what is still lost
    pages = sum(row.pages for row in fills if row.kind != ALL)
    is_of_pages = {"empty": pages == 0, "expected_fields": pages < LEAST_PAGES}
    return is_of_pages.get(reason.about, run.outcome == "stopped" or not is_whole(run))


def _found(subject: Subject, run: Run, fills: Sequence[Fill], past: Past) -> Iterator[Reason]:
    """What is wrong with a run, but for the fields that it lost."""
    if run.outcome in ENDED_BADLY:
        yield _ended(run, past)
    if run.outcome == "stopped" or run.kind != "crawl":
        return
    yield from _empty(fills)
    if not is_whole(run):
        return
    whole = [one for one in past.good if is_whole(one) and one.outcome == "done"]
    if run.outcome == "done" or volumes.came(run):
        yield from volumes.fetched(run, past.good)
    if run.outcome == "done":
        yield from volumes.volume(run, whole)
        yield from volumes.speed(run, whole)
        yield from volumes.change(run, past.latest)
        if subject.of == "source":
            yield from _expected(_expect(subject.name), run, fills)


def _ended(run: Run, past: Past) -> Reason:
    """The run did not come to its end. Once may be chance, for what died is taken up again; twice is not."""
    again = bool(past.latest) and past.latest[0].outcome in ENDED_BADLY
    how = {"died": "died", "too_long": "took too long and was ended", "too_big": "took too much memory and was ended"}
    words = f"run {run.id} {how.get(run.outcome or '', 'failed')}{': ' + run.why if run.why else ''}"
    return Reason(
        about="ended", state="failing" if again or run.outcome != "died" else "warning", words=words, by="run"
    )


def _empty(fills: Sequence[Fill]) -> Iterator[Reason]:
    """Pages came, and none of them says anything: no film, no review."""
    rows = [row for row in fills if row.kind != ALL]
    pages = sum(row.pages for row in rows)
    says = any(row.filled.get("title") or any(name.startswith("review") for name in row.filled) for row in rows)
    if pages and not says:
        words = f"{pages:,} pages were read, and none names a film or holds a review"
        yield Reason(about="empty", state="failing", words=words, by="run")


def _expect(name: str) -> Expect:
    try:
        return find_source(name).expect
    except SourceError:  # it was renamed or removed, or its file is broken: `doctor` tells that of the file
        return Expect()


def _expected(expect: Expect, run: Run, fills: Sequence[Fill]) -> Iterator[Reason]:
    of_fields = unmet_fields(expect, run, fills)
    for words in unmet(expect, run, fills):
        about: About = "expected_fields" if words in of_fields else "expected"
        yield Reason(about=about, state="failing", words=words, by="run")


def _not_judged(ledger: Ledger, subject: Subject, run: Run) -> list[Run]:
    """The runs before this one that ended and were not judged, the earliest first."""
    earlier = [one for one in _runs(ledger, subject, LOOKED_BACK) if one.started < run.started]
    return [one for one in reversed(earlier) if one.ended and one.judged is None]


def _past(ledger: Ledger, subject: Subject, run: Run, since: datetime | None) -> Past:
    """What was before this run; what a person accepted since then is the only measure."""
    good = [
        one
        for one in good_runs(ledger, subject)
        if one.started < run.started and (since is None or (one.ended or one.started) >= since)
    ]
    rows: dict[str, list[Fill]] = {one.id: [] for one in good}
    asked = Question(collection="fills", index="run___id")
    for found in ask_in_batches(ledger, asked, "run", list(rows)):
        rows[found["run"]].append(Fill.model_validate(found))
    latest = [one for one in _runs(ledger, subject, LOOKED_BACK) if one.started < run.started]
    return Past(good=good, fills=[rows[one.id] for one in good], latest=latest)


def good_runs(ledger: Ledger, subject: Subject) -> list[Run]:
    """The latest runs of a source or a schedule with which all was well, the latest first."""
    return _runs(ledger, subject, RUNS_BEFORE + 1, {"judged": "ok"})


def _runs(ledger: Ledger, subject: Subject, limit: int, rest: dict[str, str] | None = None) -> list[Run]:
    """The latest runs of a source or a schedule, the latest first."""
    asked = Question(
        collection="runs",
        index=f"{subject.of}__started_desc___id",
        where={subject.of: subject.name},
        rest=rest or {},
        order=(("started", -1), ("_id", 1)),
    )
    return [Run.model_validate(found) for found in ask(ledger, asked, limit)]
