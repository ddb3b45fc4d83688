"""Structured data: what each notation gives, of the page's own film alone, and what is left when one of them goes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.layers import Found, structured
from scrapers.pages import Page
from scrapers.structure.json_text import loads
from scrapers.words import RatingWords, ReviewWords, Said

GOLDEN = Path(__file__).parent / "golden" / "structured"


def read(html: str, **origin: Any) -> Found:
    return structured.read(Page(name="a", body=html.encode(), media_type="text/html", **origin))


def golden(name: str) -> str:
    return (GOLDEN / f"{name}.html").read_text(encoding="utf-8")


def plain(said: Said | None) -> Any:
    if said is None:
        return None
    return dict(said.parts) if said.parts else said.text


def _rating(rating: RatingWords) -> list[Any]:
    return [rating.kind, plain(rating.value), plain(rating.best), plain(rating.votes)]


def _review(review: ReviewWords) -> dict[str, Any]:
    names = ("author", "publication", "headline", "body", "rating", "published_on", "url")
    told = {name: plain(getattr(review, name)) for name in names}
    return {"kind": review.kind, **{name: value for name, value in told.items() if value}}


def in_short(found: Found) -> dict[str, Any]:
    """What a layer found, without the places, as JSON keeps it."""
    return {
        "film": {name: [plain(said) for said in all_said] for name, all_said in sorted(found.film.items())},
        "ratings": [_rating(rating) for rating in found.ratings],
        "reviews": [_review(review) for review in found.reviews],
        "post": _review(found.post) if found.post else None,
        "page_type": found.page_type,
        "language": found.language,
    }


@pytest.mark.parametrize("name", sorted(path.stem for path in GOLDEN.glob("*.html")))
def test_golden_pages(name: str) -> None:
    assert in_short(read(golden(name))) == json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))


def test_every_word_tells_its_layer_and_place() -> None:
    found = read(golden("graph_es"))
    for all_said in found.film.values():
        for said in all_said:
            assert said.layer.startswith("structured.") and said.where and said.text
    assert found.film["directors"][0].where == "ld+json[0].@graph[2].director"
    assert found.film["cast"][1].where == "ld+json[0].@graph[2].actor[1]"


@pytest.mark.parametrize("name", ["graph_es", "frames_de", "state_pl"])
def test_other_films_of_the_page_never_leak(name: str) -> None:
    told = json.dumps(in_short(read(golden(name))), ensure_ascii=False)
    for foreign in ("Marea baja", "Otro Director", "Fremdes Ufer", "Western", "Głośna", "Ktoś Inny", "Komedia"):
        assert foreign not in told


def test_names_of_classes_do_not_count() -> None:
    page = golden("frames_de")
    assert in_short(read(re.sub(r'class="\w+"', 'class="x"', page))) == in_short(read(page))


def test_a_notation_that_goes_is_replaced_by_the_next() -> None:
    movie = '{"@type": "Movie", "name": "Der lange Steg", "duration": "PT95M", "director": "Grete Holm"}'
    both = golden("frames_de").replace("</head>", f'<script type="application/ld+json">{movie}</script></head>')
    with_both, without = read(both), read(golden("frames_de"))
    assert with_both.film["directors"][0].layer == "structured.jsonld"
    for field in ("title", "directors", "runtime_minutes"):
        assert [s.text for s in with_both.film[field]] == [s.text for s in without.film[field]]  # type: ignore[index]
        assert without.film[field][0].layer == "structured.microdata"  # type: ignore[index]


def test_broken_data_is_a_trouble_and_the_rest_is_read() -> None:
    broken = '<script type="application/ld+json">{"@type": "Movie", "name": </script>'
    found = read(broken + golden("frames_de"))
    assert [trouble.where for trouble in found.troubles] == ["ld+json[0]"]
    assert found.film["title"][0].text == "Der lange Steg"


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('<!-- {"a": 1} -->', {"a": 1}),
        ('//<![CDATA[\n{"a": 1}\n//]]>', {"a": 1}),
        ('/* x */ {"a": [1, 2,], "b": "c, // d",}', {"a": [1, 2], "b": "c, // d"}),
        ('{"a": "x\n\ty"}', {"a": "x\n\ty"}),
        ("{&quot;a&quot;: &quot;b&quot;}", {"a": "b"}),
        ('{"a": 1};', {"a": 1}),
        ('{"a": 1} {"b": 2}', [{"a": 1}, {"b": 2}]),
        ("{a: 'b', c: undefined}", {"a": "b", "c": "undefined"}),
        ('\ufeff{"a": 1}', {"a": 1}),
        ("", None),
        ("no data", None),
        ("[" * 100_000, None),
    ],
)
def test_json_is_read_as_pages_write_it(source: str, value: Any) -> None:
    assert loads(source.encode()) == value


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    loads(text.encode("utf-8", "replace"))
    found = read(
        f'<script type="application/ld+json">{text}</script><div itemscope itemtype="http://schema.org/Movie">{text}'
    )
    assert all(said.text for facts in found.film.values() for said in facts)


_PROPERTIES = [
    *(
        "@type",
        "@graph",
        "name",
        "director",
        "actor",
        "genre",
        "duration",
        "review",
        "aggregateRating",
        "url",
        "author",
    ),
    *("itemReviewed", "ratingValue", "datePublished", "sameAs", "alternateName", "mainEntity", "character"),
]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(_PROPERTIES),
            inner | st.sampled_from(["Movie", "Review", "Person", "AggregateRating", "ItemList", "TVSeries"]),
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(_JSON)
def test_no_shape_of_data_breaks_the_reader(value: Any) -> None:
    found = read(f'<title>Up</title><script type="application/ld+json">{json.dumps(value)}</script>')
    assert all(isinstance(said, Said) for all_said in found.film.values() for said in all_said)


def test_the_page_shows_another_title_than_its_data() -> None:
    movie = '<script type="application/ld+json">{"@type":"Movie","name":"The Salt","director":"A"}</script>'
    found = read(f"<title>Sól (1999) - Kino</title>{movie}<h1>Sól (1999)</h1>")
    assert [said.text for said in found.film["title"]] == ["Sól"]
    assert [said.text for said in found.film["original_title"]] == ["The Salt"]
    assert [said.text for said in found.film["year"]] == ["1999"]


def test_a_date_of_the_page_is_no_date_of_the_film() -> None:
    movie = '{"@type":"Movie","name":"Up","dateCreated":"2005-11-20T14:50:02-08:00","datePublished":"2012-03-04"}'
    found = read(f'<title>Up</title><script type="application/ld+json">{movie}</script>')
    assert "year" not in found.film and found.weak["year"][0].text == "2012"
    assert [said.text for said in found.film["release_dates"]] == ["2012-03-04"]


@pytest.mark.parametrize(
    ("rating", "told"),
    [
        ('"ratingValue": "88", "ratingCount": 40', ("critic", "88", "100")),
        ('"ratingValue": 88, "bestRating": 100, "ratingCount": 90000', ("audience", "88", "100")),
        ('"name": "Tomatometer", "ratingValue": 88, "bestRating": 100, "reviewCount": 1200', ("critic", "88", "100")),
        ('"name": "Note presse", "ratingValue": "3,1", "bestRating": 5, "ratingCount": 20', ("critic", "3,1", "5")),
        ('"ratingValue": 4.1, "ratingCount": 12', ("audience", "4.1", "5")),
    ],
)
def test_whose_score_it_is_and_of_how_many(rating: str, told: tuple[str, str, str]) -> None:
    movie = f'{{"@type":"Movie","name":"Up","aggregateRating":{{{rating}}}}}'
    (found,) = read(f'<title>Up</title><script type="application/ld+json">{movie}</script>').ratings
    assert (found.kind, plain(found.value), plain(found.best)) == told


def test_no_score_is_a_state_and_no_zero() -> None:
    movie = '{"@type":"Movie","name":"Up","aggregateRating":{"ratingValue":0,"ratingCount":0}}'
    (found,) = read(f'<title>Up</title><script type="application/ld+json">{movie}</script>').ratings
    assert found.state == "none" and found.value is None


def test_a_score_with_many_decimals_is_as_the_page_shows_it() -> None:
    movie = (
        '{"@type":"Movie","name":"Up","aggregateRating":{"ratingValue":90.32486,"bestRating":100,"ratingCount":9000}}'
    )
    html = f'<title>Up</title><script type="application/ld+json">{movie}</script><h1>Up</h1><p>90 %'
    assert plain(read(html).ratings[0].value) == "90"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ('<meta property="og:type" content="video.movie"><title>Up - Site</title>', "catalogue"),
        ('<meta property="og:type" content="video.tv_show"><title>Up - Site</title>', "other"),
        ('<meta property="og:type" content="article"><title>Up - Site</title>', None),
        ("<title>Up - Site</title>", None),
    ],
)
def test_the_head_has_an_opinion(head: str, kind: str | None) -> None:
    assert read(head).page_type == kind


def test_links_name_the_film_where_they_name_one() -> None:
    link = '<a href="https://www.imdb.com/title/tt{}/">'
    one = read("<title>Up</title>" + link.format("9900001"))
    many = read("<title>Up</title>" + "".join(link.format(9900000 + n) for n in range(9)))
    assert [said.text for said in one.film["identifiers"]] == ["https://www.imdb.com/title/tt9900001/"]
    assert "identifiers" not in many.film
