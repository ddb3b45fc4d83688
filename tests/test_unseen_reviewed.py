"""Reviews whose headline is no title, and films' pages that hold a review: what is the film, what is the review?"""

from __future__ import annotations

import pytest
from pages_read import read_page, state_page, texts

TEXT = (
    "Drei Nächte lang wartet in „Der Steg“ ein Fährmann auf Kundschaft, und selten habe ich im Kino so gern gewartet. "
    "Die Regie lässt ihm Zeit, und die Zeit wird ihm lang, und uns wird sie kurz, weil jedes Bild etwas weiß.",
    "Nur die Musik traut dem Schweigen nicht. Sie drängt sich vor, wo ein Ruderschlag genügt hätte, und erklärt uns "
    "Gefühle, die wir längst hatten. Das ist schade, denn der Rest ist von seltener Ruhe und von großer Genauigkeit.",
    "Am Ende legt das Boot ab, und niemand winkt. Wer dann noch sitzen bleibt, hört den Fluss, und er hört ihn noch "
    "auf dem Heimweg. Mehr kann ein Film kaum wollen, und weniger sollte er nicht wollen, wenn er einer sein will.",
)


def test_a_review_in_microdata_names_its_film() -> None:
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    found = read_page(
        '<div itemscope itemtype="https://schema.org/Review"><h1 itemprop="headline">Wer rudert, der bleibt</h1>'
        '<div itemprop="itemReviewed" itemscope itemtype="https://schema.org/Movie"><meta itemprop="name" '
        'content="Der lange Steg"></div><span itemprop="author">Jens Kahl</span>'
        f'<div itemprop="reviewBody">{text}</div></div>',
        "Wer rudert, der bleibt | Das Blatt",
        "de",
    )
    assert (found.page_type, texts(found, "title")[:1]) == ("review", ["Der lange Steg"])


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
    paragraphs = "".join(f"<p>{one}</p>" for one in TEXT)
    found = read_page(
        f'<h1>Up</h1><table>{facts}</table><h2>Our review</h2><div>By <a href="/staff/eve">Eve Falk</a> '
        f"2 May 2015</div>{paragraphs}",
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
    found = read_page(
        f"<article><h1>Filmkritik „Der Steg“</h1>{lead}{body}</article>{comments}", "Filmkritik „Der Steg“", "de"
    )
    assert found.reviews[0].body and found.reviews[0].body.text.endswith("wenn er einer sein will.")


@pytest.mark.parametrize(
    ("lang", "by", "cast", "names"),
    [
        ("nl", "geregisseerd door", "met {}, {} en {}", ("Anna de Wit", "Bas Kok", "Cor Bloem")),
        ("de", "Regie:", "mit {}, {} und {}", ("Anna Witt", "Bodo Koch", "Carl Blum")),
        ("sv", "<b>Regi</b>", "<b>Med</b> {}, {}, {} med flera", ("Anna Vik", "Bo Kock", "Carin Blom")),
        ("fr", "Réalisé par", "avec {}, {} et {}", ("Anne Petit", "Basile Coq", "Carl Fleur")),
        ("pl", "<b>Reżyseria</b>", "<b>Z udziałem</b> {}, {}, {}", ("Anna Biel", "Bogdan Kos", "Celina Kwiat")),
    ],
)
def test_with_and_names_below_the_director_are_the_cast(lang: str, by: str, cast: str, names: tuple[str, ...]) -> None:
    strip = f"<div>Drama<br>101 min<br>{by} Otto Melk<br>{cast.format(*names)}</div>"
    film = state_page(f"<h1>Up (1984)</h1>{strip}", "Up (1984) - Site", lang)["film"]
    assert [one["name"] for one in film["cast"]] == list(names)


@pytest.mark.parametrize(
    "title",
    ["Filmkritik: Der Steg von Ada Brandt", "Wer rudert, der bleibt – Kritik zum Film Der Steg (2021) – Das Blatt"],
)
def test_the_documents_title_says_which_film_is_reviewed(title: str) -> None:
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    found = read_page(f"<h1>Wer rudert, der bleibt</h1><p>Von Jens Kahl, 3. Mai 2021</p>{text}", title, "de")
    assert (found.page_type, texts(found, "title")[:1]) == ("review", ["Der Steg"])


@pytest.mark.parametrize(
    "after",
    [
        "<div><span>War diese Kritik hilfreich?</span> <button>ja</button> <span>61</span></div>",
        '<div class="author-box"><b>Jens Kahl</b><p>Geboren an der Elbe, schreibt er seit zwanzig Jahren über Filme '
        "und Flüsse, am liebsten über beides zugleich und am Fenster eines Zuges.</p></div>",
    ],
)
def test_votes_and_the_authors_box_stand_below_a_text(after: str) -> None:
    paragraphs = "".join(f"<p>{one}</p>" for one in TEXT)
    comments = "".join(
        f'<li class="c"><span>{name}</span> <time>{day}. Mai 2021</time><p>{text}</p></li>'
        for name, day, text in (("rike_b", 4, "Mit der Musik pure Zustimmung."), ("ole", 5, "Den Steg gibt es noch."))
    )
    found = read_page(
        f'<h1>Wer rudert, der bleibt</h1><div class="by">Von Jens Kahl, 3. Mai 2021</div><div>{paragraphs}</div>{after}'
        f"<h2>Kommentare <span>2</span></h2><ul>{comments}</ul>",
        "Filmkritik: Der Steg",
        "de",
    )
    assert len(found.reviews) == 1
    assert found.reviews[0].body and found.reviews[0].body.text.endswith("wenn er einer sein will.")
