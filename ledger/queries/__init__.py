"""Every question that the command line (and later the API and the pages) asks of the ledger; see `table.QUERIES`."""

from ledger.queries.about_doubts import doubts, doubts_about, films_by_id, judgements
from ledger.queries.about_fills import fills, fills_in
from ledger.queries.about_films import (
    conflicting_films,
    films,
    films_named_by,
    films_on_pages,
    films_with_pages_of,
    find_film,
    is_on_site,
    pages_of_former,
    whole_films,
)
from ledger.queries.about_history import reviews_history
from ledger.queries.about_pages import (
    issues,
    pages,
    pages_in,
    readings,
    readings_by_name,
)
from ledger.queries.about_reviews import history, history_of, ratings, reviews
from ledger.queries.about_runs import find_last_run, find_run, run_log, runs, runs_in, runs_of
from ledger.queries.about_scores import ledger_means, means_of_bucket, stale_means

__all__ = [
    "conflicting_films",
    "doubts",
    "doubts_about",
    "fills",
    "fills_in",
    "films",
    "films_by_id",
    "films_named_by",
    "films_on_pages",
    "films_with_pages_of",
    "find_film",
    "find_last_run",
    "find_run",
    "history",
    "history_of",
    "is_on_site",
    "issues",
    "judgements",
    "ledger_means",
    "means_of_bucket",
    "pages",
    "pages_in",
    "pages_of_former",
    "ratings",
    "readings",
    "readings_by_name",
    "reviews",
    "reviews_history",
    "run_log",
    "runs",
    "runs_in",
    "runs_of",
    "stale_means",
    "whole_films",
]
