"""Draws docs/replay.svg: what `filmledger replay` prints, run for real into an empty ledger of its own."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

COLUMNS = 110
PICTURE = Path(__file__).with_name("replay.svg")
COMMAND = ("filmledger", "replay")
# Rich's form loads its typeface from the web; a picture asks for nothing, the reader's own monospace will do.
FORM = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def printed_by(command: tuple[str, ...]) -> str:
    """What a command prints on a colour terminal of `COLUMNS`, its progress left out."""
    program = Path(sys.executable).with_name(command[0])
    with tempfile.TemporaryDirectory() as home:
        surroundings = {key: value for key, value in os.environ.items() if not key.startswith("FILMLEDGER_")}
        surroundings |= {"FILMLEDGER_HOME": home, "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1", "TERM": "xterm-256color"}
        done = subprocess.run(  # noqa: S603 - this project's own command
            [program, *command[1:]], env=surroundings, capture_output=True, text=True, check=False
        )
        subprocess.run([program, "db", "stop"], env=surroundings, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}; no picture was drawn. It said:\n{done.stderr}")
    return done.stdout


def picture() -> str:
    """The picture of what the command prints, as SVG: the same output gives the same picture."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"$ {' '.join(COMMAND)}\n{printed_by(COMMAND)}"))
    return console.export_svg(title=" ".join(COMMAND), code_format=FORM, unique_id="replay")


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    sys.stdout.write(f"{PICTURE} is drawn.\n")
