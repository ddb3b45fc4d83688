"""Pages as nobody has seen them that are about someone, or about a series: no film is read off them."""

from __future__ import annotations

import pytest
from pages_read import read_page


def rows(facts: dict[str, str]) -> str:
    return (
        "<table>" + "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in facts.items()) + "</table>"
    )


@pytest.mark.parametrize(
    "facts",
    [
        {"Geburtsdatum": "3. Mai 1970", "Geburtsort": "Bremen", "Genres": "Drama, Komödie"},
        {"Data di nascita": "3 maggio 1970", "Altezza": "1,70 m", "Generi": "drammatico"},
        {"生年月日": "1970年5月3日", "出身地": "東京都"},
        {"Születési dátum": "1970. május 3.", "Foglalkozás": "színész, rendező"},
    ],
)
def test_a_persons_page_is_no_films(facts: dict[str, str]) -> None:
    films = (
        "<h2>Top</h2><ul><li><a href='/f/1'>Moor</a> 7.4 (1 203)</li><li><a href='/f/2'>Furt</a> 6.1 (662)</li></ul>"
    )
    assert read_page(f"<h1>Anna Leeb</h1>{rows(facts)}{films}", "Anna Leeb").page_type == "other"


def test_an_address_of_persons_needs_one_fact_of_a_person() -> None:
    link = "<link rel='canonical' href='https://kino.example/osoby/12-anna-leeb/'>"
    born = "<p>Narozena: 3. května 1970</p><p>54 let</p><p>Herečka</p>"
    assert read_page(f"<h1>Anna Leeb</h1>{born}", "Anna Leeb - filmy", head=link).page_type == "other"


def test_a_members_page_is_no_films() -> None:
    facts = {
        "Zuletzt online": "gestern",
        "Geschlecht": "weiblich",
        "Mitglied seit": "2. Juni 2011",
        "Geburtstag": "2. Juni",
    }
    scores = "<h3>Statistik</h3><p>Durchschnitt: 6,19</p><p>Kritiken 15</p>"
    assert read_page(f"<h1>Profil von lichtbild</h1>{rows(facts)}{scores}", "Profil von lichtbild").page_type == "other"


def test_a_film_about_a_birthday_stays_a_film() -> None:
    facts = {"Regie": "Otto Melk", "Laufzeit": "98 Min.", "Genre": "Drama", "Land": "Deutschland", "Geburtstag": "ja"}
    assert read_page(f"<h1>Geburtstag (2011)</h1>{rows(facts)}", "Geburtstag (2011)").page_type == "catalogue"


@pytest.mark.parametrize(
    "facts", [{"Folgen": "8"}, {"Format": "OVA"}, {"Épisodes": "26"}, {"Liczba odcinków": "12"}, {"話数": "13"}]
)
def test_what_has_episodes_is_no_film(facts: dict[str, str]) -> None:
    both = {**facts, "Director": "Otto Melk", "Runtime": "24 min", "Genre": "Drama"}
    assert read_page(f"<h1>Moor</h1>{rows(both)}", "Moor").page_type == "other"


def test_one_episode_and_years_of_age_are_no_series_and_no_running_time() -> None:
    words = read_page(
        f"<h1>Moor</h1><p>Drama | 91 год | 2011</p>{rows({'Episodes': '1', 'Director': 'Otto Melk'})}", "Moor"
    )
    assert words.page_type == "catalogue"
    assert "runtime_minutes" not in words.film


@pytest.mark.parametrize("title", ["Moor: Das Lied der Torfstecher", "Moor – A Winter Without Birds"])
def test_what_the_data_call_a_film_keeps_what_stands_behind_its_mark(title: str) -> None:
    head = f"<meta property='og:type' content='video.movie'><meta property='og:title' content='{title}'>"
    said = "".join(f"<p>Before this there was Moor, {what}, and all of us loved the songs in it.</p>" for what in "abc")
    words = read_page(
        f"<h1>{title}</h1>{rows({'Director': 'Otto Melk', 'Runtime': '98 min'})}{said}", f"{title} - site", head=head
    )
    assert words.film["title"][0].text == title
