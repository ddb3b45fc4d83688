"""Reviews whose headline is no title, and films' pages that hold a review: what is the film, what is the review?"""

from __future__ import annotations

import pytest

from scrapers.pages import Page
from scrapers.read import read
from scrapers.words import PageWords

TEXT = (
    "Drei Nächte lang wartet in „Der Steg“ ein Fährmann auf Kundschaft, und selten habe ich im Kino so gern gewartet. "
    "Die Regie lässt ihm Zeit, und die Zeit wird ihm lang, und uns wird sie kurz, weil jedes Bild etwas weiß.",
    "Nur die Musik traut dem Schweigen nicht. Sie drängt sich vor, wo ein Ruderschlag genügt hätte, und erklärt uns "
    "Gefühle, die wir längst hatten. Das ist schade, denn der Rest ist von seltener Ruhe und von großer Genauigkeit.",
    "Am Ende legt das Boot ab, und niemand winkt. Wer dann noch sitzen bleibt, hört den Fluss, und er hört ihn noch "
    "auf dem Heimweg. Mehr kann ein Film kaum wollen, und weniger sollte er nicht wollen, wenn er einer sein will.",
)


def page(html: str, title: str, lang: str = "de") -> PageWords:
    source = f'<html lang="{lang}"><head><title>{title}</title></head><body>{html}</body></html>'
    return read(Page(name="page", body=source.encode(), media_type="text/html"))


def first(words: PageWords, name: str) -> str:
    said = words.film.get(name, ())  # type: ignore[call-overload]
    return said[0].text if said else ""


def test_a_review_in_microdata_names_its_film() -> None:
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    found = page(
        '<div itemscope itemtype="https://schema.org/Review"><h1 itemprop="headline">Wer rudert, der bleibt</h1>'
        '<div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Movie"><meta itemprop="name" '
        'content="Der lange Steg"></div><span itemprop="author">Jens Kahl</span>'
        f'<div itemprop="reviewBody">{text}</div></div>',
        "Wer rudert, der bleibt | Das Blatt",
    )
    assert (found.page_type, first(found, "title")) == ("review", "Der lange Steg")


@pytest.mark.parametrize("head", ["Up - Review, Trailer, Cast", "Up: Trailer, Photos & Review | Some Site"])
def test_a_page_that_counts_up_its_parts_is_no_review(head: str) -> None:
    facts = "".join(
        f"<tr><th>{label}</th><td>{value}</td></tr>"
        for label, value in (
            ("Director", "Ann Lee"),
            ("Cast", "Bo Ek, Cy Dahl, Di Fonn"),
            ("Year", "2015"),
            ("Country", "Norway"),
            ("Runtime", "98 min"),
            ("Genre", "Drama"),
        )
    )
    texts = "".join(f"<p>{one}</p>" for one in TEXT)
    found = page(
        f'<h1>Up</h1><table>{facts}</table><h2>Our review</h2><div>By <a href="/staff/eve">Eve Falk</a> '
        f"2 May 2015</div>{texts}",
        head,
        "en",
    )
    assert found.page_type in ("title", "catalogue")


@pytest.mark.parametrize(
    "box",
    [
        '<aside class="rel"><h4>Mehr zum Thema</h4><ul><li><a href="/1">Die Furt im Kino</a></li></ul></aside>',
        '<section><h3>Auch interessant</h3><p><a href="/2">Zwei Brücken</a></p></section>',
    ],
)
def test_a_box_between_paragraphs_ends_no_text_that_has_a_standfirst(box: str) -> None:
    body = f'<div class="txt"><p>{TEXT[0]}</p><p>{TEXT[1]}</p>{box}<p>{TEXT[2]}</p></div>'
    lead = "<div><p>In „Der Steg“ wartet ein Fährmann auf Kundschaft, und der Film wartet mit ihm auf das, was am "
    lead += "anderen Ufer geschieht, und dann geschieht es endlich doch noch.</p></div><ul><li>Teilen</li></ul>"
    comments = "<h2>Kommentare (1)</h2><div><b>Rike</b> 4. Mai 2021<p>Ich habe an diesem Fluss gewohnt.</p></div>"
    found = page(f"<article><h1>Filmkritik „Der Steg“</h1>{lead}{body}</article>{comments}", "Filmkritik „Der Steg“")
    assert found.reviews[0].body and found.reviews[0].body.text.endswith("wenn er einer sein will.")


@pytest.mark.parametrize(
    ("lang", "by", "cast"),
    [
        ("nl", "geregisseerd door", "met Anna de Wit, Bas Kok en Cor Bloem"),
        ("de", "Regie:", "mit Anna Witt, Bodo Koch und Carl Blum"),
        ("sv", "<b>Regi</b>", "<b>Med</b> Anna Vik, Bo Kock, Carin Blom med flera"),
        ("fr", "Réalisé par", "avec Anne Petit, Basile Coq et Carl Fleur"),
        ("pl", "<b>Reżyseria</b>", "<b>Z udziałem</b> Anna Biel, Bogdan Kos, Celina Kwiat"),
    ],
)
def test_with_and_names_below_the_director_are_the_cast(lang: str, by: str, cast: str) -> None:
    found = page(f"<h1>Up (1984)</h1><div>Drama<br>101 min<br>{by} Otto Melk<br>{cast}</div>", "Up (1984) - Site", lang)
    told = " ".join(said.text for said in found.film.get("cast", ()))
    assert all(name in told for name in cast.split(" ")[-2:] if name[0].isupper())
    assert told.count(",") + told.count(" ") >= 4
