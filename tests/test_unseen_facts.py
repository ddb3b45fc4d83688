"""Facts in forms that pages of many lands have: bullets, blanks, joint labels, one line of everything."""

from __future__ import annotations

from typing import Any

import pytest
from pages_read import state_page


def titled(title: str, body: str, lang: str = "en") -> dict[str, Any]:
    return dict(state_page(f"<h1>{title}</h1>{body}", f"{title} - Kino", lang).get("film") or {})


def names(found: dict[str, Any]) -> list[str]:
    return [one["name"] for one in found["cast"]]


BULLETS = {
    "zh": "<p>●译　　名：潮水之下/退潮<br>●片　　名　Under Tide<br>●年　　代　2009<br>●国　　家　日本/法国<br>"
    "●片　　长　101分钟<br>●导　　演　Anna Weir<br>●主　　演　Paul Noyce<br>　　　　　　Mona Field<br>"
    "　　　　　　Ed Grant</p>",
    "ja": "<div>■監督　野口ひかる<br>■製作国　日本<br>■製作年　2009年<br>■上映時間　101分<br>"
    "■出演　谷口翔太、森川ゆい</div>",
    "brackets": "<p>【監督】野口ひかる<br>【製作国】日本<br>【上映時間】101分<br>【出演】谷口翔太、森川ゆい</p>",
}


def test_bullets_and_blanks_stand_for_colons() -> None:
    chinese = titled("潮水之下", BULLETS["zh"], "zh")
    assert (chinese["title"], chinese["original_title"]) == ("潮水之下", "Under Tide")
    assert (chinese["year"], chinese["runtime_minutes"], chinese["countries"]) == (2009, 101, ["JP", "FR"])
    assert chinese["directors"] == ["Anna Weir"]
    assert names(chinese) == ["Paul Noyce", "Mona Field", "Ed Grant"]
    for shape in ("ja", "brackets"):
        found = titled("波の下", BULLETS[shape], "ja")
        assert (found["directors"], found["countries"], found["runtime_minutes"]) == (["野口ひかる"], ["JP"], 101)
        assert names(found) == ["谷口翔太", "森川ゆい"]


@pytest.mark.parametrize(
    ("label", "lang"),
    [
        ("Regie und Buch", "de"),
        ("Réalisation et scénario", "fr"),
        ("Dirección y guion", "es"),
        ("Regia e sceneggiatura", "it"),
        ("Režie a scénář", "cs"),
        ("Reżyseria i scenariusz", "pl"),
        ("Regi & manus", "sv"),
        ("監督・脚本", "ja"),
    ],
)
def test_a_label_may_join_two_jobs(label: str, lang: str) -> None:
    found = titled("Still Bay", f"<p>{label}: Anna Weir</p><p>97 min</p>", lang)
    assert (found["directors"], found["writers"]) == (["Anna Weir"], ["Anna Weir"])
    cells = titled("Still Bay", f"<dl><dt>{label}</dt><dd>Anna Weir</dd></dl>", lang)
    assert (cells["directors"], cells["writers"]) == (["Anna Weir"], ["Anna Weir"])


def test_a_blank_may_part_a_label_from_a_value_that_tells_itself() -> None:
    found = titled("La baia", "<ul><li>durata 96'</li><li>anno 2011</li><li>Paese Italia</li></ul>", "it")
    assert (found["runtime_minutes"], found["year"], found["countries"]) == (96, 2011, ["IT"])
    talk = titled("La baia", "<ul><li>Durata della proiezione nota a tutti</li><li>Paese che vai</li></ul>", "it")
    assert "runtime_minutes" not in talk
    assert "countries" not in talk


def test_a_label_may_stand_in_the_middle_of_a_line() -> None:
    found = titled("Still Bay", "<p>In colour, on 35 mm. Running time: 97 min</p><p>Genre: Drama Year: 2011</p>")
    assert (found["runtime_minutes"], found["year"], found["genres"]) == (97, 2011, ["Drama"])


def test_two_titles_of_which_one_is_called_the_translation() -> None:
    found = titled(
        "Die stille Bucht",
        "<p>Titel: Still Bay</p><p>Deutscher Titel: Die stille Bucht</p><p>Regie: Anna Weir</p><p>Länge: 97 min</p>",
        "de",
    )
    assert (found["title"], found["original_title"]) == ("Die stille Bucht", "Still Bay")


LINES = [
    ("<dl><dt>Otros datos:</dt><dd>ESP/POR, 2014, Color, 104 min.</dd></dl>", "es", ["ES", "PT"], 2014, 104),
    ("<p>[製]2014年[仏]　上映時間：104分</p>", "ja", ["FR"], 2014, 104),
    ("<div>fekete-fehér, francia-belga filmdráma, 104 perc, 2014</div>", "hu", ["FR", "BE"], 2014, 104),
    ("<p>Frankreich, Belgien 2014 · 104 Min. · Farbe</p>", "de", ["FR", "BE"], 2014, 104),
    ("<p>GER/DEN 2014 | 104 min | colour</p>", "en", ["DE", "DK"], 2014, 104),
    ("<p>Info: France (2014), 104 min, DCP</p>", "en", ["FR"], 2014, 104),
]


@pytest.mark.parametrize(("body", "lang", "countries", "year", "minutes"), LINES)
def test_one_line_may_say_several_facts(body: str, lang: str, countries: list[str], year: int, minutes: int) -> None:
    menu = "<ul><li><a href='/a'>A</a></li></ul>"
    found = titled(
        "Still Bay", f"{menu}<p>Photo: Someone</p><p>Stills of the film</p>{body}<p>Regie: Anna Weir</p>", lang
    )
    assert (found["countries"], found["year"], found["runtime_minutes"]) == (countries, year, minutes)


def test_several_such_lines_are_other_films() -> None:
    rows = "".join(f"<p>Bay {n}</p><p>France, {2000 + n}, {90 + n} min</p>" for n in range(4))
    found = titled(
        "Still Bay", f"<p>Director: Anna Weir</p><p>Genre: Drama</p>{'<p>A still.</p>' * 9}<h2>Similar</h2>{rows}"
    )
    assert "countries" not in found
    assert "year" not in found
    table = "<p>Director: Anna Weir</p><p>Genre: Drama</p><p>Released 05/03/2014 (US)</p>"
    assert "countries" not in titled("Still Bay", table)


@pytest.mark.parametrize(
    ("label", "value", "wanted"),
    [
        ("Calificación", "SAM 16", ("SAM 16", "AR")),
        ("Classificação", "M/12", ("M/12", "PT")),
        ("Certificate", "NC16", ("NC16", "SG")),
        ("Indeksas", "N-13", ("N-13", "LT")),
        ("Visto censura", "VM 14", ("VM 14", "IT")),
    ],
)
def test_certificates_of_many_lands(label: str, value: str, wanted: tuple[str, str]) -> None:
    body = f"<dl><dt>Director</dt><dd>Anna Weir</dd><dt>{label}</dt><dd>{value}</dd></dl><p>97 min</p>"
    found = titled("Still Bay", body)["content_rating"]
    assert (found["value"], found.get("country")) == wanted
