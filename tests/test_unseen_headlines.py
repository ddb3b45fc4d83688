"""Reviews whose headline is no title, with votes, boxes and answers below: the film, and where the text ends."""

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


@pytest.mark.parametrize(
    "title",
    ["Filmkritik: Der Steg von Ada Brandt", "Wer rudert, der bleibt – Kritik zum Film Der Steg (2021) – Das Blatt"],
)
def test_the_documents_title_says_which_film_is_reviewed(title: str) -> None:
    text = "".join(f"<p>{one}</p>" for one in TEXT)
    found = page(f"<h1>Wer rudert, der bleibt</h1><p>Von Jens Kahl, 3. Mai 2021</p>{text}", title)
    assert (found.page_type, first(found, "title")) == ("review", "Der Steg")


@pytest.mark.parametrize(
    "after",
    [
        "<div><span>War diese Kritik hilfreich?</span> <button>ja</button> <span>61</span></div>",
        '<div class="author-box"><b>Jens Kahl</b><p>Geboren an der Elbe, schreibt er seit zwanzig Jahren über Filme '
        "und Flüsse, am liebsten über beides zugleich und am Fenster eines Zuges.</p></div>",
    ],
)
def test_votes_and_the_authors_box_stand_below_a_text(after: str) -> None:
    texts = "".join(f"<p>{one}</p>" for one in TEXT)
    comments = "".join(
        f'<li class="c"><span>{name}</span> <time>{day}. Mai 2021</time><p>{text}</p></li>'
        for name, day, text in (("rike_b", 4, "Mit der Musik pure Zustimmung."), ("ole", 5, "Den Steg gibt es noch."))
    )
    found = page(
        f'<h1>Wer rudert, der bleibt</h1><div class="by">Von Jens Kahl, 3. Mai 2021</div><div>{texts}</div>{after}'
        f"<h2>Kommentare <span>2</span></h2><ul>{comments}</ul>",
        "Filmkritik: Der Steg",
    )
    assert len(found.reviews) == 1
    assert found.reviews[0].body and found.reviews[0].body.text.endswith("wenn er einer sein will.")
