"""Writes tests/golden/cli anew: `python -m tests.write_goldens`. Look at the difference before it is committed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from command import run, surroundings
from test_cli import GOLDEN, SCREENS, WIDTHS, printed

from ledger.settings import Settings


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        env = surroundings(Settings(home=Path(home), mongodb_uri=None))
        run(env, "db", "start")
        try:
            done = run(env, "replay", "--json")
            if done.returncode:
                sys.exit(done.stderr)
            for name in SCREENS:
                for width in WIDTHS:
                    (GOLDEN / f"{name}-{width}.txt").write_text(printed(env, name, width), encoding="utf-8")
        finally:
            run(env, "db", "stop")


if __name__ == "__main__":
    main()
