"""Dates: `date` of anything, `release_date` of a film with its country and note."""

from __future__ import annotations

from pipelines.normalize.days import date
from pipelines.normalize.releases import release_date

__all__ = ["date", "release_date"]
