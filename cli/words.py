"""Values in words that people read: money, dates, scores, names of pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from ledger.records import Film, Rating, RatingPoint, Review, Score

KINDS: Mapping[str, str] = {"films": "film", "reviews": "review", "ratings": "score"}
"""The collections that are computed, and how one of each is called."""
SIGNS: Mapping[str, str] = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩"}
"""Signs that stand before a sum; other currencies stand behind it by their code."""


def many(count: int, noun: str) -> str:
    """A count with its noun.

    >>> many(1, "film"), many(1200, "review")
    ('1 film', '1,200 reviews')
    """
    return f"{count:,} {noun}{'s' * (count != 1)}"


OUTCOMES = ("new", "changed", "unchanged", "challenge", "login_wall", "soft_404", "error", "empty", "maintenance")
"""What a run counts of its pages."""


def run_words(counts: Mapping[str, Any]) -> tuple[str, str]:
    """What a run did: to pages, and to what is computed of them.

    >>> run_words({"pages": 5, "new": 5, "read": 5, "films_added": 1, "reviews_added": 24})
    ('5 pages: 5 new', '1 film added, 24 reviews added')
    """
    kinds = ", ".join(f"{counts[name]:,} {name.replace('_', ' ')}" for name in OUTCOMES if counts.get(name))
    done = (
        f"{many(counts[f'{kind}_{how}'], noun)} {how}"
        for kind, noun in KINDS.items()
        for how in ("added", "changed", "removed")
        if counts.get(f"{kind}_{how}")
    )
    folded = counts.get("duplicates_folded")
    words = [*done, *([f"{many(folded, 'duplicate')} folded"] if folded else [])]
    return f"{many(counts.get('pages', 0), 'page')}: {kinds or 'nothing to read'}", ", ".join(words)


def page_label(page: str) -> str:
    """A page's name as people call it: its file, or its host and path.

    >>> page_label("up.html~e9eecd11d79d"), page_label("https://www.example.org/films/up?x=1")
    ('up.html', 'example.org/films/up?x=1')
    """
    if "://" in page:
        parts = urlsplit(page)
        query = f"?{parts.query}" if parts.query else ""
        return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}{query}"
    return page.rpartition("~")[0] or page


def byline(review: Review) -> str:
    """Who wrote a review, and where."""
    return ", ".join(filter(None, (review.author, review.publication))) or "unsigned"


def moment(value: datetime | None) -> str:
    """A moment to the minute, in UTC."""
    return value.strftime("%Y-%m-%d %H:%M") if value else ""


def day(moment: datetime | None) -> str:
    """The day of a moment, as ISO 8601."""
    return moment.date().isoformat() if moment else ""


def score_words(score: Score | None) -> str:
    """A review's score as printed.

    >>> from ledger.records import Score
    >>> score_words(Score(words="3½/5", value=3.5, best=5, percent=70)), score_words(None)
    ('3½/5', '')
    """
    return " ".join(score.words.split()) if score else ""


def value_words(rating: Rating | RatingPoint) -> str:
    """A score with the top of its scale: "6.4/10"; what it waits for where it has none."""
    if rating.value is None:
        return getattr(rating, "state", "none")
    return f"{rating.value:g}" + (f"/{rating.best:g}" if rating.best else "")


def past_words(review: Review) -> str:
    """What became of a review since it was first seen: "2 edits", "gone 2020-06-01"; nothing for most."""
    if review.sightings and all(sighting.past for sighting in review.sightings):
        last = max((sighting.last_seen for sighting in review.sightings if sighting.last_seen), default=None)
        return f"gone {day(last)}".rstrip()
    return many(len(review.versions) + review.left_out.get("versions", 0) - 1, "edit") if review.versions else ""


def brief(headline: str | None, body: str | None) -> str:
    """A review in one line: its headline, or else how its text begins."""
    return " ".join((headline or (body or "")[:200]).split())


def review_brief(review: Review) -> str:
    """A review in one line, and whether its text stands elsewhere, too."""
    mark = f"(copied: {review.copied.how}) " if review.copied else ""
    return mark + brief(review.headline, review.body)


def sum_words(amount: int, currency: str | None) -> str:
    """A sum of money.

    >>> sum_words(2700000, "USD"), sum_words(1200, "SEK"), sum_words(5, None)
    ('$2,700,000', '1,200 SEK', '5')
    """
    sign = SIGNS.get(currency or "")
    return f"{sign}{amount:,}" if sign else " ".join(filter(None, (f"{amount:,}", currency)))


def box_office_words(value: Mapping[str, Any]) -> str:
    """A box office record, without its measure.

    >>> box_office_words({"amount": 2700000, "currency": "USD", "approximate": True, "region": "US"})
    'about $2,700,000 in US'
    """
    about = "about " if value.get("approximate") else ""
    region = f" in {value['region']}" if value.get("region") else ""
    date = f", as of {value['as_of']}" if value.get("as_of") else ""
    return f"{about}{sum_words(value['amount'], value.get('currency'))}{region}{date}"


def _as(name: str, role: str | None) -> str:
    return f"{name} as {role}" if role else name


def titled(title: str | None, year: int | None) -> str:
    """A title with its year, where it is known."""
    return f"{title or 'untitled'} ({year})" if year else title or "untitled"


def certificate_words(value: Mapping[str, Any]) -> str:
    """A certificate: "MPA PG, thematic elements"."""
    name = " ".join(filter(None, (value.get("system"), value["value"])))
    return ", ".join(filter(None, (name, value.get("reason"))))


def offer_words(value: Mapping[str, Any]) -> str:
    """Where the film can be had.

    >>> offer_words({"provider": "Prime Video", "price": 3.99, "currency": "USD", "format": "HD", "is_minimum": True})
    'Prime Video, HD, from 3.99 USD'
    """
    price = "" if value.get("price") is None else f"{value['price']:.2f} {value.get('currency') or ''}".strip()
    least = f"from {price}" if price and value.get("is_minimum") else price
    return ", ".join(filter(None, (value.get("provider"), value.get("format"), least)))


FORMS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "box_office": lambda value: f"{value['measure'].replace('_', ' ')}: {box_office_words(value)}",
    "cast": lambda value: _as(value["name"], value.get("character")),
    "quotes": lambda value: ": ".join(filter(None, (value.get("character"), value["text"]))),
    "connections": lambda value: f"{value['relation'].replace('_', ' ')} {titled(value['title'], value.get('year'))}",
    "soundtracks": lambda value: "; ".join((value["title"], *value.get("credits", ()))),
    "content_rating": certificate_words,
    "content_ratings": certificate_words,
    "release_dates": lambda value: ", ".join(filter(None, (value["date"], value.get("country"), value.get("note")))),
    "awards": lambda value: ", ".join(
        f"{count} {name.removesuffix('s') if count == 1 else name}"
        for name, count in value.items()
        if count is not None
    ),
    "offers": offer_words,
}
"""How the values of these facts read, from their plain form."""


def plain_words(value: Any) -> str:
    """Any value of a fact in words.

    >>> plain_words({"system": "MPA", "value": "PG"}), plain_words(("a", "b")), plain_words(121)
    ('MPA PG', 'a, b', '121')
    """
    if isinstance(value, Mapping):
        if "amount" in value:
            return box_office_words(value)
        return " ".join(plain_words(part) for part in value.values() if part not in (None, "", False))
    if isinstance(value, list | tuple):
        return ", ".join(plain_words(item) for item in value)
    return " ".join(str(value).split())


def fact_words(field: str, value: Any) -> str:
    """The value of a fact in words, with its unit.

    >>> fact_words("runtime_minutes", 121), fact_words("cast", {"name": "Viola Davis", "character": "Nona Alberts"})
    ('121 min', 'Viola Davis as Nona Alberts')
    """
    if field == "runtime_minutes":
        return f"{value} min"
    if isinstance(value, Mapping) and field in FORMS:
        return FORMS[field](value)
    return plain_words(value)


def stated_words(film: Film, field: str, value: Any) -> str:
    """The value of a conflict in words; a sum with the currency, region and day that its page gives."""
    measure = field.removeprefix("box_office.").split(".")[0]
    for said in film.stated.get("box_office", ()) if field.startswith("box_office.") else ():
        if said.value.get("measure") == measure and said.value.get("amount") == value:
            return box_office_words(said.value)
    return fact_words(field, value)
