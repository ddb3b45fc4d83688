"""Captures of pages with reviews, as a site might show them from day to day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from scrapers.pages import Page

JUNE = datetime(2020, 6, 1, tzinfo=UTC)
URL = "https://a.example/title/up"
UP = {"name": "Up", "datePublished": "2009-05-29", "director": {"@type": "Person", "name": "Pete Docter"}}
BALLOONS = "A house lifts off under ten thousand balloons, and the film never comes down to earth again, nor should it."
TALKING = "Talking dogs and a chase: after ten silent minutes of marriage nothing in it is as brave as its beginning."


def said(author: str, body: str | None = None, score: float | None = None, **more: Any) -> dict[str, Any]:
    """A review in schema.org's terms; `score` is of 10."""
    found: dict[str, Any] = {"@type": "Review", "author": {"@type": "Person", "name": author}, **more}
    if body is not None:
        found["reviewBody"] = body
    if score is not None:
        found["reviewRating"] = {"@type": "Rating", "ratingValue": score, "bestRating": 10}
    return found


def capture(
    *reviews: Mapping[str, Any], day: int = 0, url: str = URL, film: Mapping[str, Any] | None = None, dated: bool = True
) -> Page:
    """One capture of a page about a film, so many days after the first."""
    thing = {"@context": "https://schema.org", "@type": "Movie", **(film or UP), "review": list(reviews)}
    title = f"{thing['name']} ({str(thing['datePublished'])[:4]})"
    script = f'<script type="application/ld+json">{json.dumps(thing)}</script>'
    body = f"<html><head><title>{title}</title>{script}</head><body><h1>{title}</h1></body></html>"
    at = JUNE + timedelta(days=day)
    return Page(name=url, url=url, body=body.encode(), media_type="text/html", fetched_at=at if dated else None)
