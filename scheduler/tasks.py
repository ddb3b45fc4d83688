"""Runs in processes of their own: started, watched over, held to their bounds, stopped, and taken up again.

Each is a document of `runs` from before its process begins, with the service that owns it and until when. Whoever finds
an owner silent ends the run, and takes it up: the crawl goes on where it stopped, a replay reads what is unread.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import structlog
from pymongo.errors import DuplicateKeyError, PyMongoError
from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_exponential

from ledger import queries
from ledger.database import Ledger
from ledger.runs import Run
from ledger.validators import document
from pipelines.processes import memory_by_session, process
from pipelines.run_logs import LogBook
from pipelines.visits import now
from scheduler.adoption import SILENT_SECONDS, Silences, end_the_dead, heir, is_worth_it
from scheduler.endings import Ended, Ending, said
from scheduler.firings import run_id
from scheduler.limits import Limits, source_of
from scheduler.running import Running

BEAT_SECONDS = 1.0
NOTE_SECONDS = 60.0
"""How long the end of a run is tried to be noted; then whoever adopts it finds that its process is gone."""
KILL_SECONDS = 4.0
"""How long it may take after a kill until all is noted."""
MOVED = "the service that started it was stopped"
_log = structlog.get_logger()
Callback = Callable[[str], object]
"""Told the run that has ended, when no other is to take it up."""


class Tasks:
    """The runs of one service. `owner` names it; no two services have one name.

    A service that gives no sign for `patience` seconds is taken for dead, and may do nothing more for its runs.
    """

    def __init__(self, ledger: Ledger, owner: str, limits: Limits, *, patience: float = SILENT_SECONDS) -> None:
        self.ledger, self.owner, self.limits = ledger, owner, limits
        self._patience = patience
        self._running: dict[str, Running] = {}
        self._callbacks: dict[str, Callback] = {}
        self._guard = threading.RLock()
        self._closing = threading.Event()
        self._signed = time.monotonic()
        self._silences = Silences()
        self._beat: threading.Thread | None = None

    @property
    def running(self) -> Mapping[str, str | None]:
        """{run that is under way: its schedule}."""
        with self._guard:
            return {name: one.run.schedule for name, one in self._running.items()}

    def start(
        self,
        task: Sequence[str],
        *,
        schedule: str | None = None,
        due: datetime | None = None,
        ended: Callback | None = None,
    ) -> str:
        """Start a task in a process of its own, and give its run's id.

        `ended` is called once with the id of the run that came to its end: this one, or the one that took it up.
        Raises OSError where the process cannot be started, and DuplicateKeyError where there is a run of that due time.
        """
        if self._closing.is_set():
            raise InterruptedError(MOVED)
        moment = now()
        run = Run(
            _id=run_id(schedule, due) if schedule and due else f"{moment:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
            kind=task[0],
            started=moment,
            state="running",
            schedule=schedule,
            due=due,
            task=tuple(task),
            source=source_of(task),
            owner=self.owner,
            host=process().host,
        )
        self.ledger["runs"].insert_one(document(run))
        self._begin(run, ended)
        return run.id

    def _begin(self, run: Run, ended: Callback | None) -> None:
        """Start the process of a run whose document is there."""
        limits = self.limits.for_task(run.task)
        log = LogBook(self.ledger, run.id, limits.log_megabytes)
        with self._guard:
            try:
                if self._closing.is_set():
                    raise InterruptedError(MOVED)
                running = Running(run, limits, log, self._ended)
            except OSError as error:
                told = {"state": "ended", "outcome": "failed", "why": f"it could not be started: {error}"}
                if self._closing.is_set():
                    told = {"state": "cut_off", "outcome": "stopped", "why": MOVED}
                self.ledger["runs"].update_one({"_id": run.id}, {"$set": {"ended": now(), **told}})
                raise
            self._running[run.id] = running
            if ended:
                self._callbacks[run.id] = ended
            made = process(running.pid)
            running.begin()
            if self._beat is None:
                self._beat = threading.Thread(target=self._watch, name="tasks", daemon=True)
                self._beat.start()
        with suppress(PyMongoError):  # the process says the same of itself
            self.ledger["runs"].update_one({"_id": run.id}, {"$set": made._asdict()})
        _log.info("run started", run=run.id, schedule=run.schedule, process=running.pid)

    def stop(self, run: str, by: str = "its service") -> None:
        """Tell a run of this service to stop; running pages end, then it does. It is not taken up again."""
        with self._guard:
            if one := self._running.get(run):
                one.end(Ending(outcome="stopped", why=f"stopped by {by}"))

    def end_all(self, seconds: float) -> None:
        """Tell all runs to stop, for another service or the next start to take up; kill what still runs after that."""
        self._closing.set()
        with self._guard:
            left = list(self._running.values())
            for one in left:
                one.end(Ending(outcome="stopped", why=MOVED, is_to_go_on=True), seconds)
        end = time.monotonic() + seconds + KILL_SECONDS
        for one in left:
            while not one.wait(BEAT_SECONDS / 4) and time.monotonic() < end:
                one.look(0)

    def adopt(self) -> list[str]:
        """End the runs whose process died, wherever, and take up those that were cut off. Gives the new runs."""
        mine = self.running
        others = {run.id: run for run in queries.runs_in(self.ledger, "running") if run.id not in mine}
        silent = self._silences.of(list(others.values()), time.monotonic())
        for run in end_the_dead(self.ledger, others, silent, self._patience):
            _log.warning("a run has died", run=run.id, schedule=run.schedule, why=run.why)
        taken_up = []
        for run in queries.runs_in(self.ledger, "cut_off"):
            try:
                taken_up.append(self._take_up(run, None))
            except OSError as error:
                _log.error("a run could not be taken up", run=run.id, schedule=run.schedule, why=str(error))
        return [new for new in taken_up if new]

    def _take_up(self, run: Run, ended: Callback | None) -> str | None:
        """Start a run in the place of one that was cut off; None where it is not worth it, or another service does."""
        runs = self.ledger["runs"]
        if self._closing.is_set():
            return None
        if not is_worth_it(self.ledger, run):
            runs.update_one({"_id": run.id, "state": "cut_off"}, {"$set": {"state": "ended"}})
            return None
        new = heir(run, self.owner)
        try:
            runs.insert_one(document(new))
        except DuplicateKeyError:
            is_mine = False
        else:
            is_mine = True
        runs.update_one({"_id": run.id}, {"$set": {"state": "ended", "taken_up_by": new.id}})
        if is_mine:
            self._begin(new, ended)
        return new.id if is_mine else None

    def _watch(self) -> None:
        """Each beat: hold the runs to their bounds, see who wants one to stop, and give a sign of life."""
        while not self._closing.wait(BEAT_SECONDS):
            with self._guard:
                running = dict(self._running)
            if not running:
                self._signed = time.monotonic()
                continue
            try:
                held = memory_by_session()
                for one in running.values():
                    one.look(held.get(one.pid, 0))
                self._hear(running)
            except PyMongoError as error:
                self._left_alone(running, str(error))
            except Exception:  # noqa: BLE001 - a watch that ends is worse than one that misses a beat
                _log.exception("a beat of the watch over the runs failed")

    def _hear(self, running: Mapping[str, Running]) -> None:
        """See what the runs' documents say, and give a sign of life."""
        named = {"_id": {"$in": sorted(running)}}
        found = {
            one["_id"]: one for one in self.ledger["runs"].find(named, {"owner": 1, "stop_wanted": 1, "stop_by": 1})
        }
        for name, one in running.items():
            said = found.get(name, {})
            if said.get("owner") != self.owner:
                one.end(Ending(outcome="stopped", why="it was taken from the service that started it"))
            elif said.get("stop_wanted"):
                one.end(Ending(outcome="stopped", why=f"stopped by {said.get('stop_by', 'somebody')}"))
        if time.monotonic() - self._signed > self._patience / 4:
            self.ledger["runs"].update_many(named, {"$inc": {"signs": 1}})
            self._signed = time.monotonic()

    def _left_alone(self, running: Mapping[str, Running], why: str) -> None:
        """The database does not answer: soon others will take the runs for dead, so they must be."""
        if time.monotonic() - self._signed > self._patience:
            for one in running.values():
                reason = f"its service could not reach the database: {why.partition(' (')[0]}"
                one.end(Ending(outcome="stopped", why=reason, is_to_go_on=True))

    def _ended(self, running: Running, how: Ended) -> None:
        """Note how a run ended; called from its own thread."""
        patient = Retrying(
            retry=retry_if_exception_type(PyMongoError),
            wait=wait_exponential(max=5),
            stop=stop_after_delay(NOTE_SECONDS),
            reraise=True,
        )
        run: Run | None = None
        try:
            run = patient(self._note, running, how)
        except PyMongoError as error:
            _log.error("the end of a run could not be noted", run=running.run.id, why=str(error))
        with self._guard:
            ended = self._callbacks.pop(running.run.id, None)
            del self._running[running.run.id]
        if run is None:
            return
        _log.info("run ended", run=run.id, schedule=run.schedule, outcome=run.outcome, exit=how.code)
        try:
            self._after(run, ended)
        except Exception:  # noqa: BLE001 - the end of one run must not end this service's watch over the others
            _log.exception("what follows the end of a run failed", run=run.id)

    def _after(self, run: Run, ended: Callback | None) -> None:
        """Take up a run that died; tell the end of one that is not to go on."""
        if run.outcome == "died" and run.state == "cut_off" and not self._closing.is_set():
            self._take_up(run, ended)
            run = queries.find_run(self.ledger, run.id) or run
        if ended and run.state == "ended" and not run.taken_up_by:
            ended(run.id)

    def _note(self, running: Running, how: Ended) -> Run | None:
        """Write how a run ended; None where another service did."""
        mine = {"_id": running.run.id, "owner": self.owner, "state": "running"}
        found = self.ledger["runs"].find_one(mine)
        if found is None:
            return None
        run = Run.model_validate(found)
        told = {
            "ended": run.ended or now(),
            **said(run, running.ending, how),
            "exit_code": how.code,
            "cpu_seconds": how.cpu_seconds,
            "peak_mb": how.peak_mb,
            "log_lines": how.log.count,
            **({"log_lines_left_out": how.log.left_out} if how.log.left_out else {}),
        }
        self.ledger["runs"].update_one(mine, {"$set": told})
        return Run.model_validate(self.ledger["runs"].find_one({"_id": run.id}))
