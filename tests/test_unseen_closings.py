"""Scores that close a quote, scores beside the reader's own, casts below links and crew, posts under a blog's name."""

from __future__ import annotations

from typing import Any

import pytest
from pages_read import state_page, state_source


def page_of(title: str, body: str, lang: str = "en") -> dict[str, Any]:
    return state_page(body, f"{title} - Kino", lang)


CRITICS = (("Nora Vidal", "El Faro"), ("Iker Sanz", "La Gaceta"), ("Olga Prat", "Diario Norte"))


@pytest.mark.parametrize(
    ("lang", "head", "ends", "scores"),
    [
        (
            "es",
            "Críticas de la prensa",
            ("Nota: ★★★½ (sobre 5)", "Valoración: 7 (sobre 10)", ""),
            [("3.5", "5"), ("7", "10"), None],
        ),
        (
            "it",
            "Rassegna stampa",
            ("Voto: 6,5 (su 10)", "", "Giudizio: ★★ (su 5)"),
            [("6.5", "10"), None, ("2", "5")],
        ),
    ],
)
def test_the_score_behind_its_label_at_the_end_of_a_quote_is_its_critics(
    lang: str, head: str, ends: tuple[str, ...], scores: list[tuple[str, str] | None]
) -> None:
    words = "Pausada y honda, con una actriz que llena cada plano y un final que no se olvida. (...)"
    rows = "".join(
        f"<li class='critic'><b class='critic-name'>{name}</b><em class='medium'>{paper}</em>"
        f"<p>«{words[: 60 + 5 * n]}… (...) {end}»</p></li>"
        for n, ((name, paper), end) in enumerate(zip(CRITICS, ends, strict=True))
    )
    found = page_of("La orilla", f"<h1>La orilla</h1><p>2019</p><h2>{head}</h2><ul>{rows}</ul>", lang)
    given = [(one["rating"]["value"], one["rating"]["best"]) if one.get("rating") else None for one in found["reviews"]]
    assert [(f"{float(a):g}", f"{float(b):g}") if one else None for one in given for a, b in [one or (0, 0)]] == scores


@pytest.mark.parametrize(
    ("lang", "members", "counted", "own", "hint"),
    [
        ("en", "Audience score", "Based on 2,310 ratings", "Your rating", "Click a star"),
        ("es", "Nota de los usuarios", "Según 2.310 votos", "Tu nota", "Pulsa para votar"),
    ],
)
def test_the_readers_own_score_without_a_number_takes_none_from_the_one_above(
    lang: str, members: str, counted: str, own: str, hint: str
) -> None:
    block = f"<div>{members}</div><div>{counted}</div><div>7.8</div><div>{own}</div><div>{hint}</div>"
    found = page_of("Kreide", f"<h1>Kreide</h1><p>2019</p><p>98 min</p>{block}", lang)
    (rating,) = found["ratings"]
    assert (rating["kind"], float(rating["value"]), rating["votes"]) == ("audience", 7.8, 2310)


@pytest.mark.parametrize(
    ("lang", "heading", "between"),
    [
        ("en", "Cast", "<a href='/credits'>View all</a>"),
        ("de", "Stab & Besetzung", "<p>Regie: Uta Brandt</p><p>Kamera: Jan Ott</p>"),
        ("pl", "Twórcy i obsada", "<p>Reżyseria: Uta Brandt</p><p>Muzyka: Jan Ott</p>"),
        ("es", "Reparto", "<p>Dirección: Uta Brandt</p>"),
    ],
)
def test_names_set_as_headings_are_the_cast_behind_a_link_or_the_crew(lang: str, heading: str, between: str) -> None:
    people = (("Ann Lee", "Mary"), ("Bo Dahl", "John"), ("Cy Ekman", "Sam"), ("Di Foxton", "Ruth"))
    cards = "".join(
        f"<div><a href='/p/{n}'><h3>{who}</h3><p>{what}</p></a></div>" for n, (who, what) in enumerate(people)
    )
    section = f"<section><h2>{heading}</h2>{between}<div>{cards}</div></section><h2>News</h2><p>More to come.</p>"
    found = page_of("Kreide", f"<h1>Kreide</h1><p>2019</p><p>98 min</p>{section}", lang)["film"]
    assert [(one["name"], one["character"]) for one in found["cast"]] == list(people)


def test_a_post_whose_headline_leads_to_itself_under_the_blogs_name_is_a_review() -> None:
    text = (
        "静かな映画だった。風の音がずっと鳴っていて、役者の背中だけで十年分の時間が見えてくる。脚本は少し急ぎすぎる。"
        * 3
    )
    rows = (("監督", "森下圭"), ("製作国", "日本"), ("上映時間", "101分"), ("製作年", "2018年"))
    facts = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in rows)
    html = (
        "<html lang='ja'><head><title>『石の庭』感想 風が鳴る - 週末の銀幕</title></head><body>"
        "<h1><a href='https://blog.example/'>週末の銀幕</a></h1><article class='entry'>"
        "<h1 class='entry-title'><a href='https://blog.example/e/12'>『石の庭』感想 風が鳴る</a></h1>"
        f"<div class='entry-content'><p>{text}</p><table>{facts}</table><p>{text}</p><p>{text}</p>"
        f"<p>個人的評価：★★★☆☆（3／5点満点）</p><p>{text}</p>"
        "<footer><span class='author vcard'><span class='fn'>hamabe</span></span> 2023-06-11 21:00</footer>"
        "</div></article></body></html>"
    )
    found = state_source(html)
    assert (found["page_type"], found.get("ratings", [])) == ("review", [])
    (review,) = found["reviews"]
    assert (review["headline"], float(review["rating"]["value"])) == ("『石の庭』感想 風が鳴る", 3)
    assert review["author"] == "hamabe"


def test_the_page_of_everyones_impressions_is_no_post() -> None:
    rows = "".join(
        f"<li class='review'><b class='user'>{who}</b><p>静かな映画だった。とてもよかった。{n}回観た。</p></li>"
        for n, who in enumerate(("しろくま", "夜更かし", "kaede", "三毛猫"))
    )
    found = state_source(
        "<html lang='ja'><head><title>『石の庭』の感想・レビュー[4件]</title></head><body>"
        f"<h1>『石の庭』の感想・レビュー</h1><h2>みんなのレビュー</h2><ul>{rows}</ul></body></html>"
    )
    assert found["page_type"] == "user_reviews"


def test_press_voices_and_comments_counted_in_their_heads_are_told_apart() -> None:
    press = "".join(
        f"<article><b>{who}</b>: <span>{paper}</span><p>Ein ruhiger Film, der lange nachklingt, Teil {n}.</p></article>"
        for n, (who, paper) in enumerate(
            (("Anke Roth", "Westblatt"), ("Lutz Brand", "Filmbrief"), ("Mara Sol", "Kinoheft"))
        )
    )
    said = "".join(
        f"<article><a href='/users/{who}'>{who}</a><time datetime='2023-05-1{n}'>vor 2 Monaten</time><div>{n + 4}</div>"
        f"<span>{word}</span><p>Hat mir im Kino gut gefallen, nur das Ende kam zu schnell, Nummer {n}.</p></article>"
        for n, (who, word) in enumerate((("flimmer", "Stark"), ("hulot82", "Ganz gut"), ("katja", "Schwach")))
    )
    press = f"<section><h2>3 Pressestimmen zu Deichland</h2>{press}</section>"
    said = f"<section><h2>14 Kommentare zu Deichland</h2>{said}</section>"
    body = f"<h1>Deichland</h1><p>2019</p>{press}{said}"
    reviews = page_of("Deichland", body, "de")["reviews"]
    assert [(one["kind"], one["author"], one.get("publication")) for one in reviews] == [
        ("critic", "Anke Roth", "Westblatt"),
        ("critic", "Lutz Brand", "Filmbrief"),
        ("critic", "Mara Sol", "Kinoheft"),
        ("audience", "flimmer", None),
        ("audience", "hulot82", None),
        ("audience", "katja", None),
    ]


@pytest.mark.parametrize(
    ("sentence", "lands", "minutes"),
    [
        (
            "Un film di <a>Ada Neri</a>. Genere Commedia, durata 98 min. - Italia, Francia 2011. - Alba",
            ["IT", "FR"],
            98,
        ),
        ("Un film de <a>Ada Noir</a>. Genre Drame, durée 104 min - Belgique, Suisse 2014 - Alba", ["BE", "CH"], 104),
    ],
)
def test_countries_stand_between_dashes_behind_the_length(sentence: str, lands: list[str], minutes: int) -> None:
    film = page_of("Il ponte", f"<h1>Il ponte</h1><p>{sentence}.</p>", "it")["film"]
    assert (film["countries"], film["runtime_minutes"]) == (lands, minutes)


def test_who_wrote_and_when_by_the_clock_are_no_facts_of_the_film() -> None:
    text = "<p>" + "The water rises slowly in this quiet film and nobody in the village says a word. " * 3 + "</p>"
    body = (
        "<h1>《石庭》：风在响</h1><div class='AuthorName UserName'>林小满</div><div>2022-11-18T11:01:22Z</div>"
        f"<article>{text * 4}</article>"
    )
    film = page_of("《石庭》影评：风在响", body, "zh").get("film", {})
    assert not film.keys() & {"original_title", "release_dates", "year"}


def test_an_unnamed_score_of_the_data_is_whose_the_page_says_it_is() -> None:
    data = (
        '{"@context": "https://schema.org", "@type": "Movie", "name": "Kreide", "director": {"name": "Uta Brandt"}, '
        '"aggregateRating": {"@type": "AggregateRating", "ratingValue": 64, "bestRating": 100, "reviewCount": 512}}'
    )
    shown = "<div>64%</div><div>512 Bewertungen</div>"
    found = page_of("Kreide", f"<script type='application/ld+json'>{data}</script><h1>Kreide</h1>{shown}", "de")
    assert [(one["kind"], float(one["value"]), one["votes"]) for one in found["ratings"]] == [("audience", 64, 512)]


@pytest.mark.parametrize(
    ("lang", "title", "role", "posted", "day"),
    [
        ("en", "Kreide review: chalk and silence", "Film critic", "Published 4 May 2019 06:58", "2019-05-04"),
        ("sv", "Recension: ”Kreide” är kritvit tystnad", "Filmkritiker", "Publicerad 4 maj 2019 06.58", "2019-05-04"),
    ],
)
def test_a_post_is_signed_below_by_a_name_with_job_and_address(
    lang: str, title: str, role: str, posted: str, day: str
) -> None:
    text = "<p>" + "The water rises slowly in this quiet film and nobody in the village says a word. " * 3 + "</p>"
    mail = "<a href='mailto:nora@paper.example'>nora@paper.example</a>"
    sign = f"<div class='story__author'><b>Nora Ellison</b><span>{role}</span>{mail}</div>"
    body = (
        f"<h1>{title}</h1><article>{text * 4}<footer>{sign}<div class='story__date'>{posted}</div></footer></article>"
    )
    (review,) = page_of(title, body, lang)["reviews"]
    assert (review["author"], review["published_on"][:10]) == ("Nora Ellison", day)
