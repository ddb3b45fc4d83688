"""What a service tells over HTTP: /livez (does it live), /healthz (is all well), /metrics (for Prometheus).

It answers GET and HEAD, on the loopback unless told otherwise; it takes nothing in, and it knows no passwords: who may
ask it is a matter of the network.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from socket import AF_INET, AF_INET6
from socketserver import ThreadingMixIn
from typing import Any, Self

import pymongo
import structlog

from ledger.database import Ledger
from ledger.errors import WrongSetting
from scheduler.metrics import exposition
from scheduler.telling import Answer, Kept, healthz, livez

AT_ONCE, WAIT_SECONDS = 8, 1.0
"""So many are answered at once; others wait for so long, and are sent away."""
SECONDS = 10.0
"""Who does not say within this what is wanted is not waited for."""
DATABASE_SECONDS = 8.0
"""A database that takes longer than this for all that an answer needs does not answer; Prometheus waits for 10."""
KEEP_SECONDS = 5.0
"""An answer that asks the database is good for so long: however many ask, the database is asked seldom."""
METRICS_SECONDS = 15.0
"""The same of the metrics, which ask much: no Prometheus need ask more often."""
DEFAULT_HOST = "127.0.0.1"
_log = structlog.get_logger()


def where(address: str) -> tuple[str, int]:
    """Host and port of an address; a port alone is one of the loopback. Raises WrongSetting.

    >>> where("9464"), where("0.0.0.0:9464"), where("[::1]:9464")
    (('127.0.0.1', 9464), ('0.0.0.0', 9464), ('::1', 9464))
    """
    host, _, port = address.strip().rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        todo = 'give a port, or an address and a port: "9464", "0.0.0.0:9464", "[::1]:9464"'
        raise WrongSetting(f"FILMLEDGER_HTTP is {address!r}, which has no port", todo=todo)
    return host.strip("[]") or DEFAULT_HOST, int(port)


class Served:
    """A server that answers until it is closed."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.2,), name="http", daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it answers: "http://127.0.0.1:9464"."""
        host, port = self._server.server_address[:2]
        named = f"[{host!s}]" if ":" in str(host) else str(host)
        return f"http://{named}:{port}"

    def close(self) -> None:
        """Answer no more; twice does no harm."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(ledger: Ledger, address: str, lives: Callable[[], bool] = lambda: True) -> Served:
    """Answer at `address` ("9464", "0.0.0.0:9464"; port 0 for any) until closed. `lives`: does the service still beat.

    Raises WrongSetting where the address is none, or cannot be had.
    """
    host, port = where(address)
    answers: dict[str, Callable[[], Answer]] = {
        "/livez": lambda: livez(lives()),
        "/healthz": Kept(within(lambda: healthz(ledger, lives())), KEEP_SECONDS),
        "/metrics": Kept(within(lambda: exposition(ledger)), METRICS_SECONDS),
    }
    try:
        served = Served(_Server(host, port, answers))
    except OSError as error:
        todo = "set FILMLEDGER_HTTP to another address, or end what answers there"
        raise WrongSetting(f"{address} cannot be served: {error.strerror or error}", todo=todo) from error
    _log.info("answering", address=served.address, paths=sorted(answers))
    return served


def within(make: Callable[[], Answer]) -> Callable[[], Answer]:
    """The same answer, for which the database is not waited for longer than the bound."""

    def made() -> Answer:
        with pymongo.timeout(DATABASE_SECONDS):
            return make()

    return made


class _Server(ThreadingMixIn, HTTPServer):
    """A thread for each who asks, but not for very many; none is waited for when the service ends."""

    allow_reuse_address = True
    request_queue_size = 64
    daemon_threads = True
    block_on_close = False

    def __init__(self, host: str, port: int, answers: dict[str, Callable[[], Answer]]) -> None:
        self.address_family = AF_INET6 if ":" in host else AF_INET
        self.answers = answers
        self._places = threading.BoundedSemaphore(AT_ONCE)
        super().__init__((host, port), _Asked)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Hand over to a thread; where all places are taken for a while, who asks is sent away."""
        if self._places.acquire(timeout=WAIT_SECONDS):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, in the thread."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - as socketserver has it
        """Who asked has gone, or something failed that was not foreseen."""
        if isinstance(sys.exception(), OSError):
            return
        _log.exception("a question could not be answered", of=str(client_address))


class _Asked(BaseHTTPRequestHandler):
    """One question."""

    server: _Server
    server_version = "filmledger"
    sys_version = ""

    def setup(self) -> None:
        """Wait for what is wanted no longer than the bound."""
        super().setup()
        self.connection.settimeout(SECONDS)

    def do_GET(self) -> None:
        """Answer with the body."""
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        """Answer without the body."""
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        found = self.server.answers.get(self.path.partition("?")[0])
        answer = found() if found else Answer(404, "text/plain; charset=utf-8", self._known())
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def _known(self) -> bytes:
        return f"Ask for one of: {', '.join(sorted(self.server.answers))}\n".encode()

    def log_message(self, format: str, *args: Any) -> None:
        """Questions are no events."""
