"""Every question by its name, each with examples: a test explains them all and holds each to its index."""

from __future__ import annotations

from collections.abc import Mapping

from ledger.queries import about_doubts as doubts
from ledger.queries import about_fills as fills
from ledger.queries import about_films as films
from ledger.queries import about_history as histories
from ledger.queries import about_pages as pages
from ledger.queries import about_reviews as reviews
from ledger.queries import about_runs as runs
from ledger.queries import about_scores as scores
from ledger.queries.question import Question

QUERIES: Mapping[str, Question] = {
    "film by id": films.film_by_id("up-2009"),
    "film by former id": films.former_film("up-2009"),
    "films by ids": films.films_of_ids(("up-2009", "brave-2012")),
    "films by IMDb identifier": films.films_by_imdb("tt1049413"),
    "films of pages": films.films_of_pages(("https://example.org/1", "https://example.org/2")),
    "films by title": films.films_by_title(),
    "films of year": films.films_of_year(2009),
    "films by word": films.films_by_words(("up",)),
    "films by words and year": films.films_by_words(("pete", "docter", "up"), 2009),
    "films in conflict": films.films_in_conflict("runtime_minutes"),
    "fills of source": fills.fills_of_source("example.org", "title"),
    "fills of run": fills.fills_of_run("20240517T120000-0a1b2c"),
    "readings": pages.readings_by_page(),
    "readings of site": films.readings_of_site("example.org"),
    "sites of readings": films.sites_of_readings(("https://example.org/1", "https://example.org/2")),
    "readings by name": pages.readings_named(("https://example.org/1", "https://example.org/2")),
    "reviews of film": reviews.reviews_of_film("up-2009"),
    "reviews of film and kind": reviews.reviews_of_film("up-2009", "critic"),
    "reviews by words": reviews.reviews_by_words(("roger", "ebert"), "critic"),
    "reviews by film": reviews.reviews_by_film(),
    "ratings of film": reviews.ratings_of_film("up-2009"),
    "ratings of source": reviews.ratings_of_source("example.org"),
    "ratings by film": reviews.ratings_by_film(),
    "points of pages": reviews.points_of_pages(("https://example.org/1", "https://example.org/2")),
    "counts of means": scores.every_count(),
    "stale counts": scores.stale_counts(),
    "films in bucket": scores.films_in_bucket("31"),
    "past reviews": histories.past_named(("0a1b2c3d4e", "1a2b3c4d5e")),
    "past reviews of page": histories.past_of_page("https://example.org/1"),
    "doubts": doubts.doubts_by_worth(),
    "doubts of film": doubts.doubts_of_film("film", "up-2009"),
    "doubts of other film": doubts.doubts_of_film("other_film", "up-2009"),
    "doubts of judgement": doubts.doubts_of_judgement("0a1b2c3d4e"),
    "judgements": doubts.judgements_latest_first(),
    "pages": pages.pages_latest_first(),
    "pages of outcome": pages.pages_where("outcome", "challenge"),
    "pages of source": pages.pages_where("source", "seeds"),
    "pages of run": pages.pages_where("run", "r1"),
    "issues": pages.issues_by_page(),
    "issues of page": pages.issues_of_page("https://example.org/1"),
    "issues of field": pages.issues_where("field", "year"),
    "issues of run": pages.issues_where("run", "r1"),
    "runs": runs.runs_latest_first(),
    "run by id": runs.run_by_id("r1"),
    "runs of state": runs.runs_where("state", "running"),
    "runs of schedule": runs.runs_where("schedule", "nightly"),
    "runs of source": runs.runs_where("source", "films.example"),
    "log of run": runs.log_of_run("r1"),
    "log of run, the rest": runs.log_of_run("r1", 7),
}
