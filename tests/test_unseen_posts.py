"""Posts as nobody has seen them: answers below, boxes in the middle, names at the end, text of a fixed width."""

from __future__ import annotations

from textwrap import fill

import pytest
from pages_read import column, read_page

from scrapers.words import PageWords

TEXTS = {
    "en": (
        "For twenty minutes nothing happens in “The Ford” except that the river rises, and it is the best opening "
        "that I have seen this year. A woman counts her sheep, her neighbour counts his money, and neither of them "
        "looks up.",
        "Otto Melk has made four films about people who do not talk, and this one is the quietest of them all. He "
        "trusts his actors and the weather, and both of them pay him back with interest before the second hour has "
        "begun.",
        "Not everything works. The dog is cute where it should be old, and a flashback tells us what a face has "
        "told us already. But when the bridge goes there is no music at all, and the whole room forgot to breathe "
        "with her.",
        "I came out into the rain and did not open my umbrella. There are films that one takes home like that.",
    ),
    "de": (
        "Zwanzig Minuten lang geschieht in „Die Furt“ nichts, außer dass der Fluss steigt, und einen besseren "
        "Anfang habe ich in diesem Jahr nicht gesehen. Eine Frau zählt ihre Schafe, ihr Nachbar sein Geld, und "
        "keiner sieht auf.",
        "Otto Melk hat vier Filme über Menschen gedreht, die nicht reden, und dieser ist der stillste von allen. "
        "Er traut seinen Schauspielern und dem Wetter, und beide zahlen es ihm zurück, noch ehe die zweite Stunde "
        "beginnt.",
        "Nicht alles gelingt. Der Hund ist niedlich, wo er alt sein müsste, und eine Rückblende erzählt, was ein "
        "Gesicht schon erzählt hat. Doch wenn die Brücke bricht, schweigt die Musik, und der ganze Saal hält den "
        "Atem an.",
    ),
}


def paragraphs(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def said(words: PageWords, name: str) -> str:
    (found,) = column(words.reviews, name)
    return found


@pytest.mark.parametrize(
    "head", ["<h3>4 Comments</h3>", "<h4>Join the conversation</h4>", "<h2>[3] Comments</h2>", "<h5>Discussion</h5>"]
)
def test_readers_who_answer_a_post_review_nothing(head: str) -> None:
    answers = "".join(
        f'<div class="c"><b class="commenter">{name}</b> <span>{day}</span><p>{text}</p><a href="#">Reply</a></div>'
        for name, day, text in (
            ("Ann P.", "May 3, 2018", "I could not agree more, and I have told all of my friends to go and see it."),
            ("riverman", "May 4, 2018", "The dog was the best thing in the whole film, how can you say that of him?"),
            ("Lou Reston", "May 6, 2018", "Where is it still showing? It is gone from our cinema since last week."),
        )
    )
    words = read_page(
        f"<h1>The Ford keeps its feet wet</h1><p>By Ida Marsh, May 2, 2018</p>{paragraphs(TEXTS['en'])}{head}{answers}",
        "The Ford keeps its feet wet",
        "en",
    )
    assert words.page_type in ("review", "column")
    assert said(words, "author") == "Ida Marsh"
    assert said(words, "body").endswith("like that.")


def test_a_box_between_the_paragraphs_ends_nothing() -> None:
    box = '<div class="box"><h3>Read more</h3><ul><li><a href="/1">Ten films of the year</a></li></ul></div>'
    more = f"<div><h3>More reviews</h3><p>{TEXTS['de'][0]}</p></div>"
    text = paragraphs(TEXTS["en"][:2]) + box + paragraphs(TEXTS["en"][2:])
    words = read_page(
        f"<h1>The Ford, a review</h1><p>By Ida Marsh</p><article>{text}</article>{more}", "The Ford, a review", "en"
    )
    assert said(words, "body") == "\n\n".join(TEXTS["en"])


def test_a_word_leads_in_and_a_name_signs() -> None:
    facts = (
        "<h1>Die Furt</h1><p>Österreich 2017<br>Regie: Otto Melk<br>Länge: 98 Minuten<br>Mit: Ida Kern, Jan Roth</p>"
    )
    words = read_page(f"{facts}<p>Kritik:</p>{paragraphs(TEXTS['de'])}<p><i>Grete Amsel</i></p>", "Die Furt", "de")
    assert words.page_type == "review"
    assert said(words, "author") == "Grete Amsel"
    assert said(words, "body") == "\n\n".join(TEXTS["de"])
    led = TEXTS["de"][0]
    first = f"<p><b>Filmkritik:</b> {led}</p>{paragraphs(TEXTS['de'][1:])}<p>– Grete Amsel, Der Bote</p>"
    words = read_page(f"{facts}{first}", "Die Furt", "de")
    assert said(words, "author") == "Grete Amsel"
    assert said(words, "body") == "\n\n".join(TEXTS["de"])


def test_text_of_a_fixed_width_is_read_as_its_paragraphs() -> None:
    text = "\n\n".join(fill(part.replace("“The Ford”", "THE FORD"), 72) for part in TEXTS["en"])
    facts = "THE FORD\nA film review by Ida Marsh\n\nDirector: Otto Melk\nCast: Ida Kern, Jan Roth"
    shown = f"{facts}\n\n{text}\n--\nida\nida@x.org"
    words = read_page(
        f"<h1>The Ford (1997)</h1><pre>{shown}</pre><p>{TEXTS['de'][1]}</p>", "Review for The Ford (1997)", "en"
    )
    assert said(words, "body") == "\n\n".join(part.replace("“The Ford”", "THE FORD") for part in TEXTS["en"])
    assert said(words, "author") == "Ida Marsh"


def test_what_is_said_of_the_author_is_no_part_of_the_text() -> None:
    note = "<p>Ida Marsh’s reviews appear on Fridays. Write to her at marsh@paper.example or follow her on Twitter.</p>"
    words = read_page(
        f"<h1><a href='/'>The Paper</a></h1><h1>The Ford: wet feet</h1><figure><figcaption>A scene of “The Ford”, by a "
        f"photographer.</figcaption></figure><p>By Ida Marsh</p>{paragraphs(TEXTS['en'])}{note}",
        "The Ford: wet feet",
        "en",
    )
    assert said(words, "body") == "\n\n".join(TEXTS["en"])
    assert said(words, "headline") == "The Ford: wet feet"


FRENCH = (
    "Pendant vingt minutes, il ne se passe rien dans ce film, sinon que le fleuve monte, et je n'ai pas vu de "
    "meilleur début cette année. Une femme compte ses moutons, son voisin compte son argent, et aucun des deux "
    "ne lève les yeux.",
    "Otto Melk a tourné quatre films sur des gens qui ne parlent pas, et celui-ci est le plus silencieux de "
    "tous. Il fait confiance à ses acteurs et à la pluie, qui le lui rendent bien avant le début de la seconde "
    "heure du récit.",
    "Tout n'est pas réussi. Le chien est mignon là où il devrait être vieux, et un retour en arrière raconte "
    "ce qu'un visage a déjà dit. Mais quand le pont cède, la musique se tait, et toute la salle retient son "
    "souffle avec elle.",
)


def test_a_text_signed_and_dated_below_its_headline_is_a_post_whatever_facts_follow() -> None:
    facts = "<p>Réalisation : Otto Melk<br>Avec : Ida Kern, Jan Roth<br>Durée : 1h38<br>Genre : Drame</p>"
    byline = "<div>Publié le 3 mai 2018 par <a href='/a'>Lise Morel</a></div>"
    words = read_page(f"<h1>Le Gué</h1>{byline}{paragraphs(FRENCH)}{facts}", "Le Gué", "fr")
    assert words.page_type == "review"
    assert said(words, "author") == "Lise Morel"
    assert said(words, "published_on") == "3 mai 2018"
    assert said(words, "body") == "\n\n".join(FRENCH)
