"""Writes tests/golden/structured/*.json anew: `python -m tests.write_structured_goldens`. Look at the difference."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from test_structured import GOLDEN, golden, in_short, read

for path in sorted(GOLDEN.glob("*.html")):
    text = json.dumps(in_short(read(golden(path.stem))), ensure_ascii=False, indent=1)
    path.with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")
