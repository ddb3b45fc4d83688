"""Lists of reviews that say below each text who wrote it, or leave out a part here and there."""

from __future__ import annotations

from pages_read import column, read_page

GERMAN = (
    ("Ein Film wie ein nasser Novembertag, und das meine ich als Lob.", "Lotte K.", "3.2.2012", "8"),
    ("Mir war das alles zu gewollt. Nach einer Stunde habe ich auf die Uhr gesehen.", "winterhans", "14.2.2012", "4"),
    ("Schöne Bilder, schwaches Buch. Der Hund spielt alle anderen an die Wand.", "Anna Vogt", "1.3.2012", "6"),
)


def test_plain_paragraphs_each_signed_by_the_next_one() -> None:
    entries = "".join(
        f"<p>{text}</p><p><b>{name}</b> am {date}, {score} von 10 Punkten</p>" for text, name, date, score in GERMAN
    )
    page = read_page(
        f"<h1>Die Furt</h1><p>Regie: Otto Melk</p><h3>Meinungen unserer Leser</h3>{entries}", "Die Furt", "de"
    )
    assert column(page.reviews, "body") == [row[0] for row in GERMAN]
    assert column(page.reviews, "author") == [row[1] for row in GERMAN]
    assert column(page.reviews, "published_on") == [row[2] for row in GERMAN]
    assert [said.split()[0] for said in column(page.reviews, "rating")] == [row[3] for row in GERMAN]


POLISH = (
    ("Piękny i spokojny film, do którego wrócę na pewno jeszcze nieraz.", "kasia_m", "12 maja 2013", "5 gwiazdek na 5"),
    ("Nudy na pudy. Wyszłam po godzinie i nie żałuję ani trochę.", "Ewa Rak", "2 czerwca 2013", "1 gwiazdka na 5"),
    ("Aktorzy świetni, ale zakończenie jest z zupełnie innej bajki.", "tomek1980", "9 lipca 2013", "3 gwiazdki na 5"),
    ("Nie wiem, o co ten cały szum wokół tak zwyczajnej historii.", "Jan Kos", "11 lipca 2013", ""),
)


def test_a_footer_signs_each_text_and_one_gives_no_score() -> None:
    entries = "".join(
        f"<div><h5>Zdanie {at}</h5><div>{text}</div>"
        + (f'<img src="s.png" alt="{score}">' if score else "")
        + f"<footer>Dodano {date} przez <i>{name}</i></footer></div>"
        for at, (text, name, date, score) in enumerate(POLISH)
    )
    page = read_page(f"<h1>Bród</h1><p>Reżyseria: Otto Melk</p><h2>Opinie widzów (4)</h2>{entries}", "Bród", "pl")
    assert column(page.reviews, "author") == [row[1] for row in POLISH]
    assert column(page.reviews, "body") == [row[0] for row in POLISH]
    assert column(page.reviews, "rating") == ["5/5", "1/5", "3/5", ""]


def test_hashed_classes_and_a_wish_in_the_place_of_a_score() -> None:
    rows = (
        ("mika", "3.5", "Such a quiet film, and still I could not look away for a second."),
        ("Ola N", "want to see", "The trailer alone made me call my grandmother, so I will be there."),
        ("filmfan", "4.0", "Everything in it is grey except for the people, who glow from the inside."),
        ("tuva", "1.0", "A postcard that somebody forgot to write anything on before posting it."),
        ("Per Dahl", "2.5", "Well acted, badly lit, and about half an hour longer than it should be."),
    )
    entries = "".join(
        f'<li class="x-1a2"><a href="/u/{at}" class="y-9k">{name}</a>'
        f'<div class="z-{4 if "." in score else 5}">{score}</div>'
        f'<div class="q-77 w-3">{text}</div><div class="b-12">Likes {at * 7 + 3}</div></li>'
        for at, (name, score, text) in enumerate(rows)
    )
    page = read_page(
        f"<h1>The Ford</h1><p>Director: Otto Melk</p><h2>Comments from our users</h2><ul>{entries}</ul>",
        "The Ford",
        "en",
    )
    assert column(page.reviews, "author") == [row[0] for row in rows]
    assert column(page.reviews, "body") == [row[2] for row in rows]
    assert column(page.reviews, "rating") == ["3.5", "", "4.0", "1.0", "2.5"]
    assert [review.rating.parts for review in page.reviews if review.rating] == [{"best": "5"}] * 4


def test_numbered_entries_with_a_byline_in_brackets_below() -> None:
    rows = (
        ("川の音がずっと耳に残る、とても静かな映画でした。もう一度見たいです。", "ミケ", "7点", "2011-05-02"),
        ("退屈でした。話が動き出すまでに時間がかかりすぎると思います。", "山の人", "3点", "2011-06-12"),
        ("犬の演技がすばらしいです。人間はみんな少し大げさでしたけれど。", "太郎2号", "6点", "2012-01-30"),
    )
    entries = "".join(
        f"<tr><td><b>{len(rows) - at}.</b> {text}"
        f"<p>【<a href='/u/{at}'>{name}</a>】さん [DVD] <b>{score}</b> ({date})</p></td></tr>"
        for at, (text, name, score, date) in enumerate(rows)
    )
    page = read_page(
        f"<h1>渡し場</h1><p>監督：大友芽流久</p><h3>みんなの感想</h3><table>{entries}</table>", "渡し場", "ja"
    )
    assert column(page.reviews, "body") == [row[0] for row in rows]
    assert column(page.reviews, "author") == [row[1] for row in rows]
    assert column(page.reviews, "rating") == [row[2] for row in rows]
    assert column(page.reviews, "published_on") == [row[3] for row in rows]


def test_cards_of_other_films_with_a_score_are_no_reviews() -> None:
    films = "".join(
        f"<div><a href='/f/{at}'><b>Film {name}</b></a><p>di {person} ({year})</p><span>{score}</span></div>"
        for at, (name, person, year, score) in enumerate(
            (("Uno", "Piero Gallo", 2014, "7,4"), ("Due", "Anne Roux", 2009, "5,8"), ("Tre", "Ida Lodi", 2018, "7,0"))
        )
    )
    page = read_page(
        f"<h1>Il guado</h1><p>Regia: Otto Melk</p><h3>Se ti è piaciuto</h3>{films}<p>S.r.l. - P.IVA 012</p>",
        "Il guado",
        "en",
    )
    assert page.reviews == ()


def test_one_review_on_a_film_page_headed_by_who_wrote_it() -> None:
    facts = "<p>Regie: Otto Melk</p><p>Land: Österreich</p><p>Jahr: 2011</p><p>Länge: 98 Min.</p>"
    review = (
        "<div><h3><a href='/k/1'>Eine Kritik von winterhans</a></h3><div>80<span>%</span></div>"
        "<h5>Verfasst am 3. Februar 2012</h5><p>Ein Film wie ein nasser Novembertag, und das meine ich als Lob.</p>"
        "<p><a href='/k'>Alle 3 Kritiken ansehen</a></p></div><h3>Empfehlungen</h3>"
    )
    page = read_page(f"<h1>Die Furt</h1>{facts}{review}", "Die Furt", "de")
    assert column(page.reviews, "body") == ["Ein Film wie ein nasser Novembertag, und das meine ich als Lob."]
    assert column(page.reviews, "author") == ["winterhans"]
    assert column(page.reviews, "rating") == ["80%"]
    assert column(page.reviews, "published_on") == ["3. Februar 2012"]
    assert [review.kind for review in page.reviews] == ["audience"]


def test_scores_in_other_notations() -> None:
    rows = (
        (
            "kasper",
            "Så stille en film, og dog så jeg ikke væk et eneste øjeblik i to timer.",
            "<b>4</b> <i>ud af 6</i>",
        ),
        (
            "Mette H.",
            "Alt er gråt undtagen menneskene, som lyser op indefra hele vejen igennem.",
            "<b>5</b> <i>ud af 6</i>",
        ),
        (
            "bio_per",
            "Et postkort, som nogen har glemt at skrive noget på, før det blev sendt.",
            "<b>1</b> <i>ud af 6</i>",
        ),
    )
    entries = "".join(
        f"<li><p><b>{name}</b> <span>{at + 1}. maj 2014</span> {score}</p><div>{text}</div></li>"
        for at, (name, text, score) in enumerate(rows)
    )
    page = read_page(
        f"<h1>Vadestedet</h1><p>Instruktør: Otto Melk</p><h2>Anmeldelser</h2><ul>{entries}</ul>", "Vadestedet", "en"
    )
    assert column(page.reviews, "rating") == ["4 ud af 6", "5 ud af 6", "1 ud af 6"]
    drawn = "".join(
        f"<li><p><b>{name}</b> <span>{at + 1}. maj 2014</span>"
        + "".join(f"<span class='ic-heart{' lit' if star < at + 2 else ''}'></span>" for star in range(5))
        + f"</p><div>{text}</div></li>"
        for at, (name, text, _) in enumerate(rows)
    )
    page = read_page(
        f"<h1>Vadestedet</h1><p>Instruktør: Otto Melk</p><h2>Anmeldelser</h2><ul>{drawn}</ul>", "Vadestedet", "en"
    )
    assert column(page.reviews, "rating") == ["2/5", "3/5", "4/5"]


def test_what_readers_thought_of_a_text_is_no_part_of_it() -> None:
    rows = (
        ("ewa", "Piękny i spokojny film, do którego wrócę na pewno jeszcze nieraz.", "(+4 / -0)"),
        ("Jan Kos", "Nudy na pudy. Wyszedłem po godzinie i nie żałuję ani trochę.", "(+1 / -12)"),
        ("tomek1980", "Aktorzy świetni, ale zakończenie jest z zupełnie innej bajki.", "(+0 / -2)"),
    )
    entries = "".join(
        f"<tr><td><b>{name}</b> 1{at}.05.2013</td></tr><tr><td>{text} <small>{votes}</small></td></tr>"
        for at, (name, text, votes) in enumerate(rows)
    )
    page = read_page(f"<h1>Bród</h1><p>Reżyseria: Otto Melk</p><h2>Opinie</h2><table>{entries}</table>", "Bród", "pl")
    assert column(page.reviews, "body") == [row[1] for row in rows]


SWEDISH = (
    ("Rut Ek", "8/10", "Havet ligger stilla hela filmen igenom och ändå blåser det om varje replik.", "2013-10-27"),
    ("Bo Alm", "6/10", "Lite för lång, men hunden och fyren gör att man stannar kvar till slutet.", "2011-08-21"),
    ("Rut Ek", "7/10", "Andra gången såg jag att fyren aldrig lyser. Det förklarar det mesta.", "2016-02-17"),
)


def test_what_a_review_says_is_not_said_of_the_film_though_one_person_wrote_two() -> None:
    entries = "".join(
        f'<article class="review"><h3>{name}</h3><p>{score}</p><p>{text}</p><time>{day}</time></article>'
        for name, score, text, day in SWEDISH
    )
    page = read_page(f"<main><h1>Fyren (2009)</h1><h2>Recensioner</h2>{entries}</main>", "Fyren (2009)", "sv")
    for name, at in (("author", 0), ("rating", 1), ("body", 2), ("published_on", 3)):
        assert column(page.reviews, name) == [row[at] for row in SWEDISH]
    assert page.film.keys() == {"title", "year"} and not page.ratings
