"""Pages of credits as nobody has seen them: numbered tables, two scripts, voices in another language, fees."""

from __future__ import annotations

from pages_read import read_page

from scrapers.words import PageWords

LANGUAGES = (("de", "Deutsch"), ("fr", "Français"), ("ja", "日本語"))
PEOPLE = (("Ανα Λι", "Ana Li", "Mary"), ("Μπο Νταλ", "Bo Dahl", "Ferryman"), ("Τζο Φοξ", "Jo Fox", "Old Tom"))


def table(voices: tuple[str, ...]) -> str:
    rows = "".join(
        f'<tr><td>{n}.</td><td><a href="/p/{n}">{own}</a> <span>{latin}</span></td>'
        f"<td>... {role}, $ {n} 000 000</td></tr>"
        + (f'<tr><td><a href="/p/9{n}">{voices[n - 1]}</a></td></tr>' if voices else "")
        for n, (own, latin, role) in enumerate(PEOPLE, 1)
    )
    return f"<table><tr><td>Ηθοποιοί</td></tr>{rows}</table>"


def credits(voices: tuple[str, ...] = ()) -> PageWords:
    parts = ("Σκηνοθέτης", "Ηθοποιοί", "Σενάριο", "Κάμερες", "Μουσική")
    menu = "<p>Μετάβαση: " + ", ".join(f'<a href="#{n}">{part}</a>' for n, part in enumerate(parts)) + "</p>"
    row = "<tr><td>1.</td><td><a href='/p/8'>Ότο Μελκ</a> <i>Otto Melk</i></td></tr>"
    crew = f"<table><tr><td>Σκηνοθέτης</td></tr>{row}</table>"
    head = "<h1>Το πέρασμα</h1><p>The Ford, 2011</p>"
    return read_page(f"{head}{menu}{crew}{table(voices)}", "Το πέρασμα (2011)")


def test_numbered_rows_have_their_actor_first_and_the_character_behind_dots() -> None:
    for words in (credits(), credits(("Εύα Κας", "Νίκος Παπάς", "Άρης Ρες"))):
        cast = [(said.parts["name"], said.parts["character"]) for said in words.film["cast"]]
        assert cast == [(own, role) for own, _, role in PEOPLE]


def test_a_heading_over_numbered_names_is_their_label_and_a_row_of_jumps_is_none() -> None:
    words = credits()
    assert [said.text for said in words.film["directors"]] == ["Ότο Μελκ"]
    assert "writers" not in words.film


def test_a_name_in_another_script_with_its_year_below_the_title_is_the_original_one() -> None:
    words = credits()
    assert [said.text for said in words.film["original_title"]] == ["The Ford"]


def test_the_page_in_other_languages_is_no_language_of_the_film_and_what_aired_has_a_day() -> None:
    facts = "<dl><dt>Aired</dt><dd>Sep 1, 2001</dd><dt>Director</dt><dd>Otto Melk</dd><dt>Genre</dt><dd>Drama</dd></dl>"
    links = "".join(f'<li><a href="//{code}.example/m" hreflang="{code}">{name}</a></li>' for code, name in LANGUAGES)
    words = read_page(f"<h1>Moor</h1>{facts}<h3>Languages</h3><ul>{links}</ul>", "Moor")
    assert "languages" not in words.film
    assert words.film["year"][0].text == "2001"
