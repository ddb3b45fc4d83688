"""Facts that go on in one line, facts of other films beside, and texts that end in a link: read as any reader would."""

from __future__ import annotations

from pages_read import read_source, texts

_COLUMN = """<html lang="it"><title>‘Il faro muto’, la recensione | La Gazzetta di Vento</title><body><article>
<h1>‘Il faro muto’, il silenzio come mestiere</h1><div>di Carla Benassi, 3 maggio 2022</div>
<p>{text}</p><p>{text}</p>
<div><h4>Il faro muto</h4><div><strong>Regia:</strong> Piero Lanza.</div>
<div><strong>Genere:</strong> thriller. Italia, Svizzera, 2022.</div>
<div><strong>Durata:</strong> 101 minuti.</div></div>
</article></body></html>"""
_TEXT = (
    "Nel film ‘Il faro muto’ un guardiano smette di parlare e il paese intero comincia ad ascoltarlo, con la pazienza "
    "di chi non ha altro da fare in un inverno che non finisce mai."
)


def test_a_label_s_facts_go_on_behind_a_full_stop() -> None:
    found = read_source(_COLUMN.format(text=_TEXT))
    assert texts(found, "genres") == ["thriller"]
    assert texts(found, "countries") == ["Italia, Svizzera"]
    assert texts(found, "year") == ["2022"]


_ASIDE = """<html><title>The Tin Harbour (2020) | Reelshelf</title><body><main><h1>The Tin Harbour (2020)</h1>
<dl><dt>Running time</dt><dd>98 min</dd><dt>Country</dt><dd>Ireland</dd></dl>
<p>A boy inherits a boat that will not float, and the village decides to drag it to the sea by hand.</p></main>
<aside><h2>In cinemas</h2>
<div><a href="/films/film-812/">Glass Ladder</a></div><div>Drama</div><div><span>Directed by</span> Bea Monk</div>
<div><a href="/films/film-907/">Nine Doors</a></div><div>Comedy</div><div><span>Directed by</span> Cy Okafor</div>
</aside></body></html>"""


def test_what_stands_below_other_films_is_theirs() -> None:
    assert texts(read_source(_ASIDE), "directors") == []


_OPENS = """<html lang="ja"><title>『塩の階段』映画レビュー</title><body><h1>『塩の階段』</h1>
<p>2011年5月14日(土)、丸の内ピカデリーほか全国ロードショー 2010年/日本・フランス/97分/PG12/配給：みなと</p>
<p>監督：北野陽平</p><p>出演：久保田誠　森田あずさ　大原玲奈</p></body></html>"""


def test_a_strip_behind_the_day_of_release_and_names_parted_by_wide_blanks() -> None:
    found = read_source(_OPENS)
    assert texts(found, "runtime_minutes") == ["97分"]
    assert texts(found, "countries") == ["日本", "フランス"]
    assert texts(found, "year") == ["2010"]
    assert ", ".join(texts(found, "cast")) == "久保田誠, 森田あずさ, 大原玲奈"


_NAMED = """<html lang="ja"><title>塩の階段 : 作品情報</title><body><h1>塩の階段</h1><p>2010年製作／97分／G／日本</p>
<p>英題：The Stairs of Salt</p><p>監督：北野陽平</p></body></html>"""


def test_a_title_for_abroad_is_no_original_title() -> None:
    found = read_source(_NAMED)
    assert texts(found, "original_title") == []
    assert texts(found, "also_known_as") == ["The Stairs of Salt"]
    assert texts(found, "content_rating") == ["G"]


_CARDS = """<html lang="fi"><title>Hiljainen laituri (2019)</title><body><h1>Hiljainen laituri (2019)</h1>
<p>Ohjaus: Aino Salo</p><h2>Arvostelut</h2>{cards}</body></html>"""
_CARD = """<section><b>{name}</b> <time>{day}.5.2019</time> <em>{score}/5</em><p>{text}
<a href="/arvostelu/{day}">Tänne koko juttu</a></p></section>"""
_TEXTS = (
    "Laituri seisoo ja vesi nousee, eikä kukaan sano mitään ennen kuin viimeinen laiva on lähtenyt satamasta.",
    "Pitkä ja kylmä elokuva, jonka lopussa joku vihdoin avaa ikkunan ja päästää meren sisälle taloon.",
    "Minä nukahdin kahdesti ja heräsin molemmilla kerroilla parempaan kohtaukseen kuin se jonka missasin.",
)


def test_a_text_s_last_link_leads_to_its_whole() -> None:
    people = (("Eero Laine", 3, 4), ("Maija Koski", 7, 2), ("Olli Ranta", 9, 3))
    cards = [_CARD.format(name=n, day=d, score=s, text=t) for (n, d, s), t in zip(people, _TEXTS, strict=True)]
    found = read_source(_CARDS.format(cards="".join(cards)))
    assert [one.body.text for one in found.reviews if one.body] == list(_TEXTS)


_EXCERPT = """<html lang="de"><title>Das leere Zimmer (2018) - Kinobuch</title><body><h1>Das leere Zimmer (2018)</h1>
<p>Regie: Karl Ebner</p><p>Darsteller: Ina Roth, Paul Zech</p><h2>Filmkritik</h2>
<h3>Eine Wohnung als Gedächtnis</h3><p>Ebner filmt Wände, bis sie zu reden beginnen, und hört ihnen länger zu, als es
höflich wäre. Das ist streng, manchmal komisch, und am Ende sehr traurig.</p><p>(Jutta Henning)</p>
<h2>Bilder</h2><p>© Kinobuch</p></body></html>"""


def test_one_critic_s_text_signed_in_brackets_below_it() -> None:
    (one,) = read_source(_EXCERPT).reviews
    assert one.author and one.author.text == "Jutta Henning"
    assert one.headline and one.headline.text == "Eine Wohnung als Gedächtnis"


_VOTED = """<html lang="sv"><title>Kajen (2016) - Biokollen</title><body><h1>Kajen (2016)</h1><p>Regi: Ulla Berg</p>
<p>Speltid: 92 min</p><div><a href="/u">IMDb</a> 7,1 (2 345) / <a href="/s">statistik</a></div></body></html>"""


def test_the_votes_stand_in_brackets_before_other_words() -> None:
    (one,) = read_source(_VOTED).ratings
    assert (one.name, one.value and one.value.text, one.votes and one.votes.text) == ("IMDb", "7,1", "2 345")


_QUOTED = """<html lang="cs"><title>Tichá loď - recenze filmu</title><body>
<div><h2><a href="/film/tichalod">Tichá loď</a></h2><span class="rating"><b>8,2</b> <i>1 204 hodnocení</i></span></div>
<article><h1>Recenze: Tichá loď pluje proti proudu</h1><div>Jana Malá, 3. 5. 2021</div><p>{text}</p><p>{text}</p>
<p>Hodnocení: 3/5</p></article></body></html>"""
_LOD = (
    "Film Tichá loď začíná v přístavu, kde nikdo nečeká, a končí na moři, kde už nikdo není, a mezi tím se vejde celý "
    "jeden život, který režisér vypráví bez jediného zbytečného slova a s velkou trpělivostí k divákovi."
)


def test_a_score_that_hundreds_gave_is_not_the_author_s() -> None:
    found = read_source(_QUOTED.format(text=_LOD))
    (one,) = found.ratings
    assert (one.value and one.value.text, one.votes and one.votes.text) == ("8,2", "1 204")
    assert found.reviews[0].rating and found.reviews[0].rating.text == "3/5"


_ADDRESSED = """<html lang="zh"><title>影评：《白色的站台》 雪停以后</title><body><h1>影评：《白色的站台》 雪停以后</h1>
<div><span><a href="http://www.beiguang.example/">www.beiguang.example</a></span> <span>2011年3月8日10:20</span>
<span>北光晚报</span></div><p>{text}</p><p>{text}</p><p>{text}</p><p>{text}</p></body></html>"""
_SNOW = (
    "《白色的站台》讲的是一个守站人和一列不再来的火车，影片用了整整两个小时等待，"
    "观众也跟着等待，直到雪停下来，才发现站台上早已没有人了。"
)


def test_the_day_behind_the_address_of_the_paper() -> None:
    (one,) = read_source(_ADDRESSED.format(text=_SNOW)).reviews
    assert one.published_on and one.published_on.text == "2011年3月8日"


_FLAGGED = """<html lang="pl"><title>Cichy most (2014) - Kadrownik</title><body><h1>Cichy most (2014)</h1>
<div class="subtytul">[ The Quiet Bridge ]</div><ul><li><a href="/o">Opis</a></li><li><a href="/z">Zdjęcia</a></li></ul>
<div><b>Cichy most</b> (2014) <img src="/i/flags/cz.gif" alt="Czechy">
<img src="/i/flags/sk.gif" title="Słowacja"></div>
<div>7,4</div><p>Reżyseria: Jan Kos</p><p>Obsada: Ewa Lis, Adam Wrona</p></body></html>"""


def test_flags_behind_the_title_and_a_name_in_brackets_below_it() -> None:
    found = read_source(_FLAGGED)
    assert texts(found, "countries") == ["Czechy", "Słowacja"]
    assert texts(found, "original_title") == ["The Quiet Bridge"]


_DESCRIBED = """<html lang="fr"><head><title>Critique : Le quai vide</title>
<meta name="description" content="Critique du Quai vide (2012), réal. Luc Morvan. Un port sans bateaux."></head><body>
<h1>Le quai vide</h1><p>Durée : 92 min</p><p>Pays : France</p><p>Genre : drame</p>
<div>Par Anne Petit, le 3 mai 2012</div><p>{text}</p><p>{text}</p></body></html>"""
_QUAI = (
    "Dans ce film, un port attend des bateaux qui ne viendront plus, et la caméra attend avec lui, sans jamais se "
    "presser, jusqu'à ce que la lumière elle-même paraisse avoir renoncé à l'horizon."
)


def test_the_director_in_the_page_s_account_of_itself() -> None:
    assert texts(read_source(_DESCRIBED.format(text=_QUAI)), "directors") == ["Luc Morvan"]
