"""Blogs as nobody has seen them: facts at the head of a post, signed at its foot, scored by a number alone."""

from __future__ import annotations

import pytest
from pages_read import read_page

from scrapers.words import PageWords

TEXTS = {
    "it": (
        "Per mezz'ora in “Il guado” non succede nulla, tranne che il fiume sale, e non ho visto un inizio migliore "
        "in tutto l'anno. Una donna conta le sue pecore, il vicino conta i suoi soldi, e nessuno alza gli occhi.",
        "Otto Melk ha girato quattro film su gente che non parla, e questo è il più silenzioso di tutti. Si fida dei "
        "suoi attori e del tempo che fa, ed entrambi lo ripagano con gli interessi ben prima della seconda ora.",
        "Non tutto funziona. Il cane è grazioso dove dovrebbe essere vecchio, e un ricordo ci racconta quello che un "
        "viso ci ha già raccontato. Ma quando crolla il ponte la musica tace e tutta la sala trattiene il fiato.",
        "Sono uscito sotto la pioggia e non ho aperto l'ombrello. Ci sono film che uno si porta a casa così, senza "
        "dire niente a nessuno, e che la mattina dopo stanno ancora seduti in cucina ad aspettare il caffè.",
    ),
    "pt": (
        "Durante meia hora não acontece nada em “O Vau”, a não ser que o rio sobe, e não vi melhor começo em todo o "
        "ano. Uma mulher conta as ovelhas, o vizinho conta o dinheiro, e nenhum dos dois levanta os olhos do chão.",
        "Otto Melk fez quatro filmes sobre gente que não fala, e este é o mais calado de todos. Confia nos atores e "
        "no tempo que faz, e ambos lhe pagam com juros muito antes de começar a segunda hora do filme, que voa.",
        "Nem tudo funciona. O cão é bonito onde devia ser velho, e uma lembrança conta o que um rosto já tinha "
        "contado. Mas quando a ponte cai não há música nenhuma, e a sala inteira esqueceu-se de respirar com ela.",
    ),
}
FACTS = {
    "it": ("Titolo originale: The Ford", "Anno: 2010", "Regia: Otto Melk", "Cast: Ann Lee, Bo Falk, Cid Ray"),
    "pt": ("Título original: The Ford", "Ano: 2010", "Direção: Otto Melk", "Elenco: Ann Lee, Bo Falk, Cid Ray"),
}


def post(lang: str, title: str, score: str, foot: str, *, below: str = "") -> PageWords:
    facts = "".join(f"<b>{fact.partition(':')[0]}:</b>{fact.partition(':')[2]}<br>" for fact in FACTS[lang])
    text = "<br><br>".join(TEXTS[lang])
    return read_page(
        '<h1><a href="/">The last row</a></h1><h2>3.2.2011</h2>'
        f'<div class="b"><h3 class="post-title">{title}</h3><div>{facts}<br><div>{text}</div><br><b>{score}</b></div>'
        f"<p>{foot}</p></div>{below}",
        f"The last row: {title}",
        lang,
    )


@pytest.mark.parametrize(
    ("lang", "title", "score", "foot", "best"),
    [
        ("it", "Il guado", "Voto: 7,5", "Pubblicato da <span>Nives</span> alle <a href='/1'>21:14</a>", "7.5/10"),
        ("pt", "O Vau", "Nota: 8", "Postado por <span>Nives</span> às <a href='/1'>09:03</a>", "8/10"),
        ("it", "Il guado", "Voto: quattro stelle su cinque", "Scritto da <b>Nives</b> | 3.2.2011", "4/5"),
    ],
)
def test_a_post_with_facts_at_its_head_is_signed_at_its_foot(
    lang: str, title: str, score: str, foot: str, best: str
) -> None:
    words = post(lang, title, score, foot)
    (review,) = words.reviews
    assert words.page_type == "review"
    assert words.ratings == ()
    assert review.author and review.author.text == "Nives"
    assert review.headline and review.headline.text == title
    assert review.rating and review.rating.text == best
    assert review.body and review.body.text == "\n\n".join(TEXTS[lang])
    assert words.film["directors"][0].text.endswith("Otto Melk")


def test_comments_below_a_post_that_are_signed_as_it_is_are_none() -> None:
    answers = "".join(
        f"<div><p>{text}</p><p>Scritto da {name} | 4.2.2011 10:0{at}</p></div>"
        for at, name, text in ((0, "Ugo", "Mai visto un film più lento di questo qui."), (1, "Pia", "Bello!"))
    )
    foot = "Scritto da <b>Nives</b> | 3.2.2011"
    words = post("it", "Il guado", "Voto: 7,5", foot, below=f"<h4>2 commenti:</h4>{answers}")
    assert words.page_type == "review"
    assert [review.author.text for review in words.reviews if review.author] == ["Nives"]


def test_a_films_page_that_somebody_entered_is_no_post() -> None:
    facts = "".join(f"<p><b>{fact.partition(':')[0]}:</b>{fact.partition(':')[2]}</p>" for fact in FACTS["pt"])
    words = read_page(
        f"<h1>O Vau (2010)</h1>{facts}<h2>Sinopse</h2><p>{TEXTS['pt'][0]}</p><p>Publicado por admin em 21:14</p>",
        "O Vau (2010)",
        "pt",
    )
    assert words.page_type in ("title", "catalogue")
    assert words.reviews == ()


def test_a_row_of_any_icons_below_the_facts_scores_a_post_and_its_author_is_told_below() -> None:
    icons = "".join(f'<span class="bucket{" is-lit" if at < 3 else ""}"><svg></svg></span>' for at in range(5))
    facts = "".join(
        f"<p>{fact}</p>" for fact in (*FACTS["pt"], "Duração: 97 min", "Classificação: 14 anos", "Cor: sim")
    )
    paragraphs = "".join(f"<p>{text}</p>" for text in TEXTS["pt"])
    words = read_page(
        "<p>Crítica</p><h1>O Vau e o tempo que passa</h1><p>Por Rui Sá</p><p>3.2.2011</p>"
        f"{paragraphs}<h3>O Vau</h3>{facts}"
        f"<div><span>Nota do Crítico</span><div class='row'>{icons}</div><b>Bom</b></div>"
        "<h3>Sobre a assinatura</h3><p>Rui Sá</p><p>Escreve sobre cinema há vinte anos, e ainda não aprendeu a sair "
        "da sala antes que as luzes se acendam outra vez.</p>",
        "O Vau e o tempo que passa - crítica",
        "pt",
    )
    (review,) = words.reviews
    assert review.rating and review.rating.text == "3/5"
    assert review.body and review.body.text == "\n\n".join(TEXTS["pt"])


def test_countries_behind_the_word_for_a_production() -> None:
    rows = {"Regia": "Otto Melk", "Produzione": "Italia, Slovenia", "Durata": "97 minuti", "Genere": "Drammatico"}
    cells = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows.items())
    words = read_page(f"<h1>Il guado</h1><table>{cells}</table>", "Il guado (2010)", "it")
    assert [said.text for said in words.film["countries"]] == ["Italia, Slovenia"]
    assert "production_companies" not in words.film


def test_a_byline_may_stand_on_a_line_for_each_of_its_words() -> None:
    text = "".join(
        f"<p>{'Der Film wartet, und wir warten mit ihm, bis der Fluss das Wort hat. ' * 4}</p>" for _ in "abcd"
    )
    facts = "<p>OT: The Ford</p><p>Land: Irland</p><p>Jahr: 2019</p><p>Regie: Ann Moor</p><p>Mit: Bo Ek, Rut Lind</p>"
    body = f"<h1>Die Furt</h1><div>von</div><div>Jens Kahl</div><div>-</div><div>13. April 2023</div>{text}{facts}"
    found = read_page(body, "Die Furt - Das Blatt", "de")
    assert found.page_type == "review"
    assert [one.author.text for one in found.reviews if one.author] == ["Jens Kahl"]
