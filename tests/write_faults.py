"""Writes tests/golden/pages/faults.json: `python -m tests.write_faults`. Look at the difference before committing."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from test_golden_pages import KNOWN, name_of
from truths import faults, golden_pages, read_page, truth_of


def main() -> None:
    found = {name_of(path): faults(truth_of(path), read_page(path)) for path in golden_pages()}
    rows = {name: told for name, told in found.items() if told}
    KNOWN.write_text(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{sum(map(len, rows.values()))} faults on {len(rows)} of {len(found)} pages: {KNOWN}")


if __name__ == "__main__":
    main()
