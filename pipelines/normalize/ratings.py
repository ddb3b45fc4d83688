"""Scores of one voice and of many: `score`, `aggregate`, `count`, `helpful`."""

from __future__ import annotations

from pipelines.normalize.counts import aggregate, count, helpful
from pipelines.normalize.scores import score

__all__ = ["aggregate", "count", "helpful", "score"]
