"""`filmledger export warc`: every kept page as one WARC file that `filmledger replay` and other programs read."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import CommandError
from cli.exit_codes import ExitCode
from cli.files import write_whole
from cli.output import opened
from cli.progress import progress

if TYPE_CHECKING:
    from ledger.database import Ledger

STDOUT = "-"


def export_warc(path: Path) -> None:
    """Write the file, compressed as its name says (.warc, .warc.gz, .warc.zst); "-" is stdout, compressed by gzip."""
    pack = _packer(path)
    with progress("writing the archive") as bar, opened() as ledger:
        bar.total("writing the archive", ledger["pages"].estimated_document_count())
        name = "stdin.warc.gz" if str(path) == STDOUT else path.name
        parts = _packed(ledger, name, pack, bar.advance)
        if str(path) == STDOUT:
            for part in parts:
                sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
            return
        size = write_whole(path, parts)
    sys.stderr.write(f"{path}: {size:,} bytes\n")


def _packed(ledger: Ledger, name: str, pack: Callable[[bytes], bytes], tell: Callable[[int], None]) -> Iterator[bytes]:
    from pipelines.keeping.archive import warc_records

    return map(pack, warc_records(ledger, name, tell))


def _packer(path: Path) -> Callable[[bytes], bytes]:
    """How each record is compressed."""
    from pipelines.keeping.folder import packed

    suffixes: dict[str, Callable[[bytes], bytes]] = {
        ".warc": bytes,
        ".warc.gz": lambda record: gzip.compress(record, 6, mtime=0),
        ".warc.zst": packed,
    }
    name = "x.warc.gz" if str(path) == STDOUT else path.name
    for suffix, pack in suffixes.items():
        if name.endswith(suffix):
            return pack
    raise CommandError(f"{path}: its name must end with .warc, .warc.gz or .warc.zst, or be -.", ExitCode.USAGE)
