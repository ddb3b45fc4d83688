"""Broken archives: what can be read of them is read, what cannot is told once, and none takes much memory."""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from backports import zstd
from hypothesis import given
from hypothesis import strategies as st
from made_archives import COMPRESSIONS, html, names, pages, read, record, response, sha1, wacz, write


def flipped(data: bytes) -> bytes:
    return data[:-30] + bytes([data[-30] ^ 0xFF]) + data[-29:]


BROKEN: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "cut off": lambda made: [*made[:2], made[2][:-40]],
    "cut in the middle": lambda made: [*made[:2], made[2][:300], *made[3:]],
    "a bit turned": lambda made: [*made[:2], flipped(made[2]), *made[3:]],
    "zeros": lambda made: [*made[:2], bytes(700), *made[3:]],
}


@pytest.mark.parametrize("suffix", [".warc.gz", ".warc.zst"])
@pytest.mark.parametrize("damage", BROKEN)
def test_what_can_be_read_of_a_broken_archive_is_read(tmp_path: Path, suffix: str, damage: str) -> None:
    options = {zstd.CompressionParameter.checksum_flag: 1}
    compress = gzip.compress if suffix == ".warc.gz" else lambda data: zstd.compress(data, options=options)
    whole = [compress(one) for one in pages(5)]
    found, broken, _ = read(write(tmp_path / f"a{suffix}", BROKEN[damage](whole), bytes))
    assert names(found) == ([0, 1] if damage == "cut off" else [0, 1, 3, 4])
    assert len(broken) == 1 and broken[0].startswith("cannot be read at one place at or behind byte")


@pytest.mark.parametrize("suffix", COMPRESSIONS)
@pytest.mark.parametrize("length", [90, 10**8, 10**12, -1])
def test_a_wrong_length_costs_one_record(tmp_path: Path, suffix: str, length: int) -> None:
    made = pages(5)
    made[2] = record(2, response(html(2)), length=length)
    found, broken, _ = read(write(tmp_path / f"a{suffix}", made))
    assert names(found) == [0, 1, 3, 4] and len(broken) == 1


def test_what_contradicts_its_digest_or_its_coding_is_told(tmp_path: Path) -> None:
    good, bad = response(html(1)), response(html(2))
    made = [
        record(1, good, WARC_Block_Digest=sha1(good)),
        record(2, bad.replace(b"Film 2", b"Film 3"), WARC_Block_Digest=sha1(bad)),
        record(3, response(b"no gzip at all", content_encoding="rot13")),
        record(4, response(gzip.compress(html(4))[:-20], content_encoding="gzip")),
        record(5, b"no HTTP"),
        record(6, response(html(6))),
    ]
    found, broken, _ = read(write(tmp_path / "a.warc.gz", made))
    assert names(found) == [1, 6]
    (why,) = broken
    assert why.startswith("cannot be read at 4 places, the first at or behind byte")
    assert "it does not agree with its digest" in why


def test_what_is_no_archive_says_so(tmp_path: Path) -> None:
    for name, data in (("a.warc.gz", b"<html>"), ("a.wacz", b"PK\x03\x04 no"), ("b.wacz", html(1))):
        path = tmp_path / name
        path.write_bytes(data)
        found, broken, _ = read(path)
        assert not found and len(broken) == 1, name
    empty = wacz(tmp_path / "c.wacz", {"pages/pages.jsonl": b"{}"})
    assert read(empty)[1] == ["is a ZIP file without a WARC in it; give HTML, text, WARC, WET or WACZ"]


WHOLE = {end: b"".join(map(compress, pages(4))) for end, compress in COMPRESSIONS.items()}


@given(st.sampled_from(sorted(WHOLE)), st.floats(0, 1), st.integers(1, 255), st.booleans())
def test_no_damage_raises_or_makes_a_page_up(
    tmp_path_factory: pytest.TempPathFactory, suffix: str, place: float, change: int, cut: bool
) -> None:
    data = WHOLE[suffix]
    at = min(int(place * len(data)), len(data) - 1)
    path = tmp_path_factory.getbasetemp() / f"damaged{suffix}"
    path.write_bytes(data[:at] if cut else data[:at] + bytes([data[at] ^ change]) + data[at + 1 :])
    found, broken, _ = read(path)
    assert len(found) <= 4 and len(broken) <= 1
    if suffix != ".warc":  # without compression or digest nothing tells that a letter is another one
        bodies = {html(number) for number in range(4)}
        assert all(page.body in bodies for page in found) or not cut
    if cut:
        assert names(found) == list(range(len(found)))


def test_memory_is_bounded_by_the_largest_page(tmp_path: Path) -> None:
    huge = 450_000_000
    path = tmp_path / "a.warc.gz"
    first = record(1, response(b"", length=False), length=len(response(b"", length=False)) + huge)[:-4]
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    with path.open("wb") as file:
        file.write(packer.compress(first))
        for _ in range(huge // 1_000_000):
            file.write(packer.compress(bytes(1_000_000)))
        file.write(packer.compress(b"\r\n\r\n") + packer.flush())
        bomb = brotli.compress(bytes(huge // 4), quality=1)
        file.write(gzip.compress(record(2, response(bomb, content_encoding="br"))))
        file.write(gzip.compress(record(3, response(html(3)))))
    script = (
        "import sys; from pathlib import Path; from pipelines.processes import peak_memory\n"
        "from scrapers.given import Given\n"
        "given = Given([Path(sys.argv[1])]); print(sum(1 for _ in given.pages()), dict(given.skipped))\n"
        "print(peak_memory() // 2**20)"
    )
    done = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    told, memory = done.stdout.splitlines()
    assert told == "2 {'too large': 1}"  # the page, and one trouble: the body that grows beyond the bound
    assert int(memory) < 320
