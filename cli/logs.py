"""Logs: one line an event, for people or as JSON, whichever library made it, each with the run that it belongs to.

Events of filmledger come by structlog, those of Scrapy, APScheduler and the rest by Python's logging; both leave by one
handler. structlog is imported with the first event: commands that log nothing start without it.
"""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

AS_JSON = "FILMLEDGER_LOG_JSON"
OF_THE_PROCESS = {"run": "FILMLEDGER_RUN", "schedule": "FILMLEDGER_SCHEDULE", "due": "FILMLEDGER_DUE"}
"""What every line of a process tells, by the variable that the service gave it."""
SAID_BESIDE = ("run", "page", "host", "source", "outcome")
"""What callers of Python's logging may give beside the words, in `extra`."""
QUIET = (
    *("apscheduler", "pymongo", "asyncio", "filelock", "twisted", "urllib3"),
    *("scrapy.addons", "scrapy.middleware", "scrapy.utils.log"),
)
"""They tell what nobody needs to know, each second or at each start; their warnings are heard."""
FILE_BYTES = 10 * 1024 * 1024
"""A log file that has grown to this is put aside, in the place of the one that was put aside before."""
_SECRET = re.compile(r"passw|secret|token|credential|api_?key|authorization|cookie", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_Event = MutableMapping[str, Any]


def is_json() -> bool:
    """Whether logs are to be JSON: by `--log-json`, or by FILMLEDGER_LOG_JSON."""
    return os.environ.get(AS_JSON, "").strip().lower() in ("1", "true", "yes", "on")


@contextmanager
def asked_for(*, as_json: bool) -> Iterator[None]:
    """Within, logs are JSON if so asked for; also those of the processes that are started there."""
    before = os.environ.get(AS_JSON)
    if as_json:
        os.environ[AS_JSON] = "1"
    try:
        yield
    finally:
        if as_json:
            os.environ.pop(AS_JSON)
            os.environ.update({AS_JSON: before} if before is not None else {})


def set_up(*, to: Path | None = None) -> None:
    """Let all that this process logs leave as lines on stderr; or in the file `to`, which is kept below a bound.

    The last call holds. Lines are JSON where `is_json()`.
    """
    import structlog

    shared = _shared()
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_beside, *shared],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendering(to)],
    )
    handler = _handler(to)
    handler.setLevel(logging.INFO)
    handler.setFormatter(formatter)
    _replace(handler, logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def await_the_first() -> None:
    """Let the first warning of any library set up the logs: until then nothing is imported for them."""
    _replace(_First(), logging.WARNING)


def tell(line: str, **details: Any) -> None:
    """Log an error by which a command ends, as the one line that it is told by."""
    import structlog

    set_up()
    structlog.get_logger("filmledger").error(line, **details)


class _First(logging.Handler):
    """Sets up the logs when there is something to log."""

    def emit(self, record: logging.LogRecord) -> None:
        """Set up, and hand over."""
        set_up()
        for handler in logging.root.handlers:
            handler.handle(record)


class _Ours(logging.StreamHandler[Any]):
    """Lines on stderr."""


class _OurFile(RotatingFileHandler):
    """Lines in a file below a bound."""


def _handler(to: Path | None) -> logging.Handler:
    if to is None:
        return _Ours(sys.stderr)
    to.parent.mkdir(parents=True, exist_ok=True)
    return _OurFile(to, maxBytes=FILE_BYTES, backupCount=1, encoding="utf-8", errors="backslashreplace", delay=True)


def _replace(handler: logging.Handler, level: int) -> None:
    """Put a handler in the place of the one that was set up before."""
    root = logging.root
    for known in [one for one in root.handlers if isinstance(one, _First | _Ours | _OurFile)]:
        root.removeHandler(known)
        known.close()
    root.addHandler(handler)
    root.setLevel(level)


def _shared() -> list[Any]:
    """What is done with every event, of whichever library."""
    import structlog

    return [
        structlog.contextvars.merge_contextvars,
        _of_the_process,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        _masked,
    ]


def _rendering(to: Path | None) -> list[Any]:
    """From an event to its line."""
    import structlog

    if is_json():
        return [structlog.processors.format_exc_info, _masked, structlog.processors.JSONRenderer(default=str)]
    colors = to is None and sys.stderr.isatty() and "NO_COLOR" not in os.environ
    plain = structlog.dev.plain_traceback
    renderer = structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain, pad_event_to=0)
    return [structlog.processors.format_exc_info, _masked, _tamed, renderer]


def _of_the_process(_logger: Any, _method: str, event: _Event) -> _Event:
    """Say which run it is: the one that a service gave to this process, or the one that it began by itself.

    This is of the process and no context variable: threads begin without those of the thread that made them.
    """
    for name, variable in OF_THE_PROCESS.items():
        if said := os.environ.get(variable):
            event.setdefault(name, said)
    runs = sys.modules.get("pipelines.runs")
    if "run" not in event and runs and (run := runs.of_this_process()):
        event["run"] = run
    return event


def _beside(_logger: Any, _method: str, event: _Event) -> _Event:
    """What stands beside the words of a record of Python's logging: what was given, and the page of Scrapy's."""
    record: logging.LogRecord = event["_record"]
    given = {name: value for name in SAID_BESIDE if (value := getattr(record, name, None)) is not None}
    if "run" not in given and (run := _run_of(getattr(record, "spider", None))):
        given["run"] = run
    said = record.args if isinstance(record.args, Mapping) else {}
    if "page" not in given and (page := page_of(said)):
        given["page"] = page
    event.update(given)
    return event


def _run_of(spider: Any) -> str | None:
    """The run of a crawl of Scrapy's, of which several may go on side by side; None where it has none."""
    steps = sys.modules.get("pipelines.steps")
    work = steps.Crawl.work_of(spider.crawler) if steps and spider else None
    return work.run if work else None


def page_of(said: Mapping[str, Any]) -> str | None:
    """The name of the page that Scrapy speaks of: by its request, or by its item; None where it speaks of none."""
    item = said.get("item")
    if name := getattr(item, "name", None) or getattr(item, "page", None):
        return str(getattr(name, "name", name))
    request = said.get("request")
    if request is None:
        return None
    from scrapers.spiders.base import name_of

    return name_of(request.meta.get("redirect_urls", [request.url])[0])


def _masked(_logger: Any, _method: str, event: _Event) -> _Event:
    """No credentials: neither in words nor under a name that says what they are."""
    for name, value in event.items():
        if name not in ("_record", "exc_info", "_logger", "_name"):
            event[name] = _clean(name, value)
    return event


def _clean(name: str, value: Any) -> Any:
    from scrapers.fetching.masking import MASK, masked

    if isinstance(value, str):
        return MASK if _SECRET.search(name) else masked(value)
    if isinstance(value, Mapping):
        return {key: _clean(str(key), one) for key, one in value.items()}
    return [_clean(name, one) for one in value] if isinstance(value, list | tuple) else value


def _tamed(_logger: Any, _method: str, event: _Event) -> _Event:
    """On a terminal, nothing of somebody else's page that controls it, turns text around, or looks like an event."""
    for name, value in event.items():
        if isinstance(value, str) and name != "exception":
            event[name] = tamed(value)
    return event


def tamed(text: str) -> str:
    r"""The text with its control characters spelt out; what follows a line break is indented.

    >>> tamed("red: \x1b[31m\nfalse event")
    'red: \\x1b[31m\n    false event'
    >>> tamed("ok\u202eerror")
    'ok\\u202eerror'
    """
    spelt = _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)
    return spelt.replace("\n", "\n    ")
