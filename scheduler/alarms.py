"""Alarms: each change of a state is told to people once, by mail, chat or webhook, through apprise; recovery, too.

The states are in the ledger, and so is what was told of them. A service that is about to tell takes the alarm for
itself first, so that of several one tells; if it dies over that, another tells it some time later. An address that
does not take the alarm is tried again, later each time; those that did are left alone.

Addresses hold passwords and tokens. They are never printed or logged: an address is named by its number and its kind.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from itertools import islice
from urllib.parse import unquote

import structlog

from ledger.database import Ledger
from ledger.health import Health
from ledger.settings import Settings, load_settings
from scheduler.health.rows import change

TAKEN = timedelta(minutes=3)
"""So long an alarm is another service's that took it; after that it is taken for dead."""
FIRST_PAUSE, MOST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""An address that fails is tried again after so long; after each failure twice as long."""
MOST_AT_ONCE = 200
SHOWN = 30
"""So many states are told in one message; of more it gives the number."""
NO_APPRISE = "apprise is not installed, so no alarm goes out but in the log: pip install 'filmledger[alarms]'"
_log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where alarms go. `words` is the address itself, which stays within this module."""

    number: int
    words: str

    def __repr__(self) -> str:
        """Its name: nothing of a secret."""
        return self.name

    @property
    def name(self) -> str:
        """What people are told of it.

        >>> Address(number=2, words="tgram://123:secret/42").name
        'alarm address 2 (tgram)'
        """
        kind = re.match(r"[a-z][a-z0-9]{0,19}(?=://)", self.words, re.IGNORECASE)
        return f"alarm address {self.number} ({kind[0].lower() if kind else 'no address'})"

    @property
    def digest(self) -> str:
        """What the ledger keeps of it."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:16]

    def masked(self, text: str) -> str:
        """A text without anything of the address.

        >>> Address(number=1, words="json://bob:pw12@host.example/abcd").masked("host.example said no to bob, abcd")
        '*** said no to ***, ***'
        >>> Address(number=1, words="mailto://bob:p%40ss@host.example").masked("535 p@ss is wrong")
        '535 *** is wrong'
        """
        written = re.split(r"[/:@?&=#]+", self.words.partition("://")[2])
        parts = {part for part in (*written, *map(unquote, written)) if len(part) > 2}
        for part in sorted(parts, key=len, reverse=True):
            text = text.replace(part, "***")
        return text


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is told: a line and a text; `kind` is one of apprise's ("failure", "warning", "success", "info")."""

    title: str
    body: str
    kind: str


def addresses(settings: Settings) -> list[Address]:
    """Where alarms go, in the order of FILMLEDGER_ALARMS."""
    given = settings.alarms.get_secret_value().split() if settings.alarms else []
    return [Address(number=number, words=words) for number, words in enumerate(given, 1)]


def send(ledger: Ledger, now: datetime, settings: Settings | None = None) -> int:
    """Tell what has changed and was not told; how many changes were told whole.

    Without addresses the log alone has told them. What fails is logged, and tried again by the next who sends.
    """
    pending = list(islice(_taken(ledger, now), MOST_AT_ONCE))
    if not pending:
        return 0
    to = addresses(settings or load_settings())
    if to and not is_installed():
        _log.warning(NO_APPRISE)
    groups: dict[tuple[str, ...], list[Health]] = defaultdict(list)
    for row in pending:
        groups[row.reached].append(row)
    return sum(_send_alike(ledger, rows, to, now) for rows in groups.values())


def is_installed() -> bool:
    """Whether apprise is there."""
    return find_spec("apprise") is not None


def _taken(ledger: Ledger, now: datetime) -> Iterator[Health]:
    """The states that have an alarm to go out, those that this call has taken for itself."""
    for found in ledger["health"].find({"untold": True}).sort("_id", 1):
        row = Health.model_validate(found)
        if not _is_due(row, now):
            continue  # those that wait to be tried again hold up nobody behind them
        mine: list[bool] = []

        def taken(row: Health, mine: list[bool] = mine) -> Health:
            mine[:] = [_is_due(row, now)]
            return row.model_copy(update={"not_before": now + TAKEN}) if mine[0] else row

        after = change(ledger, row.of, row.name, now, taken)
        if mine[0]:
            yield after


def _is_due(row: Health, now: datetime) -> bool:
    """Whether an alarm of this state is to go out now."""
    return row.untold and not (row.not_before and row.not_before > now)


def _send_alike(ledger: Ledger, rows: Sequence[Health], to: Sequence[Address], now: datetime) -> int:
    """Send one message for states whose alarms have reached the same addresses so far."""
    message = message_of(rows)
    reached = {one.digest for one in to if one.digest in rows[0].reached or _deliver(one, message)}
    is_whole = len(reached) == len({one.digest for one in to})
    for row in rows:
        change(ledger, row.of, row.name, now, lambda found, row=row: _noted(found, row, reached, is_whole, now))  # type: ignore[misc]
    return len(rows) if is_whole else 0


def _noted(found: Health, sent: Health, reached: set[str], is_whole: bool, now: datetime) -> Health:
    """The state after its alarm was sent, or was not to all."""
    if is_whole:
        told = {"told": sent.state, "told_at": now, "reached": (), "attempts": 0, "not_before": None}
        return found.model_copy(update=told)
    if found.state != sent.state:
        # Another alarm is to go out now: to those that had this one it is news, whatever was told before.
        return found.model_copy(update={"told": sent.state}) if reached else found
    pause = min(FIRST_PAUSE * 2 ** min(found.attempts, 10), MOST_PAUSE)
    failed = {"reached": tuple(sorted(reached)), "attempts": found.attempts + 1, "not_before": now + pause}
    return found.model_copy(update=failed)


def message_of(rows: Sequence[Health]) -> Message:
    """What is told of changes of state: of one, or of several at once."""
    ill = [row for row in rows if row.state != "ok"]
    kind = "success" if not ill else "failure" if any(row.state == "failing" for row in ill) else "warning"
    counts = {state: sum(row.state == state for row in rows) for state in ("failing", "warning", "ok")}
    told = ", ".join(f"{count} {_WORDS[state]}" for state, count in counts.items() if count)
    title = f"filmledger: {rows[0].id} is {_WORDS[rows[0].state]}" if len(rows) == 1 else f"filmledger: {told}"
    lines = [line for row in rows[:SHOWN] for line in _lines(row)]
    if len(rows) > SHOWN:
        lines.append(f"... and {len(rows) - SHOWN} more")
    return Message(title=title, body="\n".join([*lines, "", "All states: filmledger doctor"]), kind=kind)


_WORDS = {"failing": "failing", "warning": "in a state worth a warning", "ok": "well again"}


def _lines(row: Health) -> Iterator[str]:
    yield f"{row.id}: {_WORDS[row.state]} since {row.since:%Y-%m-%d %H:%M} UTC (was {row.told})"
    yield from (f"- {one.words}" for one in row.reasons)


def _deliver(address: Address, message: Message) -> bool:
    """Send to one address; whether it took it. Why not is logged, without the address."""
    if not is_installed():
        return False
    why = deliver(address, message)
    if why:
        _log.warning("an alarm did not go out; it is tried again", to=address.name, why=why)
    return why is None


def deliver(address: Address, message: Message) -> str | None:
    """Send to one address; None if it took the message, else why not, without anything of the address."""
    import apprise  # noqa: PLC0415 - an extra: filmledger goes without it

    target = apprise.Apprise()
    with _Heard() as heard:
        try:
            if not target.add(address.words):
                return "it is no address that apprise knows"
            done = target.notify(title=message.title, body=message.body, notify_type=message.kind)
        except Exception as error:  # noqa: BLE001 - whatever a chat's or a mail's code does, the service goes on
            return address.masked(f"{type(error).__name__}: {error}")[:300]
    return None if done else address.masked("; ".join(heard.said) or "it did not take it")[:300]


def is_known(address: Address) -> bool:
    """Whether apprise can do something with an address; nothing is sent."""
    import apprise  # noqa: PLC0415 - as above

    with _Heard():
        return bool(apprise.Apprise().add(address.words))


class _Heard(logging.Handler):
    """Hears what apprise logs of a failure, in place of the log: it may have the address in it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []
        self._logger = logging.getLogger("apprise")

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the words."""
        self.said.append(record.getMessage())

    def __enter__(self) -> _Heard:
        self._before = self._logger.propagate
        self._logger.propagate = False
        self._logger.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._logger.removeHandler(self)
        self._logger.propagate = self._before
