"""Two lists of films joined, and the `match` commands: invented films, files with broken lines, processes."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from cli.main import app
from pipelines.matching import join_lists, lists
from pipelines.matching.blocking import Index
from pipelines.matching.films import film_clues

ROOT = Path(__file__).parent.parent
Film = dict[str, Any]

SYLLABLES = ["ba", "ri", "ton", "ul", "mek", "sha", "vo", "len", "dor", "gi", "pra", "nis"]
COMMON = ["Night", "House", "Love", "Road", "King"]


def made(count: int, seed: int) -> list[Film]:
    """Invented films; every eighth has an earlier one's title, every eighth is a sequel."""
    rng = random.Random(seed)

    def word() -> str:
        return "".join(rng.choices(SYLLABLES, k=3)).capitalize()

    films: list[Film] = []
    for number in range(count):
        film = {
            "title": f"The {rng.choice(COMMON)} of {word()}" if number % 2 else f"{word()} {rng.choice(COMMON)}",
            "year": rng.randint(1930, 2020),
            "directors": [f"{word()} {word()}"],
            "cast": [{"name": f"{word()} {word()}"} for _ in range(4)],
            "runtime_minutes": rng.randint(70, 170),
        }
        if number % 8 == 7:
            film["title"] = films[number // 2]["title"]
        if number % 8 == 3 and films:
            first = films[number - 1]
            film |= {"title": f"{first['title']} II", "directors": first["directors"], "year": first["year"] + 3}
        films.append(film)
    return films


def elsewhere(film: Film, rng: random.Random) -> Film:
    """The film as another site shows it."""
    copy = film | {"cast": film["cast"][1:], "runtime_minutes": film["runtime_minutes"] + rng.choice((0, 1, 4))}
    title = str(film["title"])
    copy["title"] = f"{title[4:]}, The" if title.startswith("The ") else f"{title} ({film['year']})"
    if rng.random() < 0.3:
        copy["year"] += 1
    if rng.random() < 0.2:
        del copy["directors"]
    return copy


def test_lists_are_joined_one_to_one_and_right() -> None:
    films, rng = made(400, 5), random.Random(5)
    right = [(number, elsewhere(film, rng)) for number, film in enumerate(films[100:], 100)]
    rng.shuffle(right)
    joined = join_lists(films[:300], [film for _, film in right])
    pairs = [(pair.left, right[pair.right][0]) for pair in joined]
    assert len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)
    assert [pair for pair in pairs if pair[0] != pair[1]] == []
    assert len(pairs) >= 195  # of the 200 in both
    assert all(pair.reasons and 0.75 <= pair.score <= 1 for pair in joined)


def test_the_order_of_the_right_list_and_the_processes_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "PIECE", 40)
    films, rng = made(160, 6), random.Random(6)
    right = [elsewhere(film, rng) for film in films]
    here = join_lists(films, right)
    with ProcessPoolExecutor(2) as pool:
        assert join_lists(films, right, pool) == here
    turned = join_lists(films, right[::-1])
    assert [(p.left, len(right) - 1 - p.right, p.score) for p in turned] == [(p.left, p.right, p.score) for p in here]


def test_two_that_fit_alike_are_left_apart() -> None:
    rights = [{"title": "Home", "directors": ["Ann Lee"]}, {"title": "Home", "directors": ["Bo Berg"]}]
    assert join_lists([{"title": "Home"}], rights) == []
    assert [
        pair.right for pair in join_lists([{"title": "Home", "directors": ["Berg, Bo".replace(",", "")]}], rights)
    ] == [1]


def test_a_title_that_nobody_else_has_is_enough() -> None:
    joined = join_lists([{"title": "The Weir of Ankara"}, {"title": "Home"}], [{"title": "Weir of Ankara, The"}])
    assert [(pair.left, pair.right) for pair in joined] == [(0, 0)]
    assert "no other film of this title in either list" in joined[0].reasons


def test_the_partner_of_one_film_is_no_rival_for_another() -> None:
    """Left: a remake and its original; right: both. Each original fits both remakes a little."""
    left = [{"title": "Salt Road", "year": 1950}, {"title": "Salt Road", "year": 1990}]
    right = [{"title": "Salt Road", "year": 1991}, {"title": "Salt Road", "year": 1950}]
    assert [(pair.left, pair.right) for pair in join_lists(left, right)] == [(0, 1), (1, 0)]


def test_identifiers_join_what_nothing_else_does() -> None:
    left = [{"title": "Nagy út", "identifiers": {"imdb": "tt0000077"}}]
    assert len(join_lists(left, [{"title": "Big Road", "identifiers": {"imdb": "77"}}, {"title": "Nagy út"}])) == 1


@given(st.lists(st.sampled_from(made(12, 3)), max_size=6), st.lists(st.sampled_from(made(12, 3)), max_size=6))
@settings(max_examples=40, deadline=None)
def test_copies_in_a_list_never_give_a_film_two_partners(left: list[Film], right: list[Film]) -> None:
    joined = join_lists(left, right)
    assert len({pair.left for pair in joined}) == len({pair.right for pair in joined}) == len(joined)
    assert all(left[pair.left]["title"] == right[pair.right]["title"] for pair in joined)


def test_candidates_stay_few_however_many_films_share_a_word() -> None:
    films = [film_clues({"title": f"The King of Number {number}", "year": 1950}) for number in range(3000)]
    films += [film_clues({"title": "King"})] * 1000
    index = Index(films)
    for title in ("The King of Number 7", "King", "King of the Hill"):
        assert len(index.candidates(film_clues({"title": title, "year": 1950}))) <= 80


def lines(path: Path, *rows: object) -> Path:
    texts = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(texts) + "\n", "utf-8")
    return path


def run(*words: object) -> tuple[int, list[Film], str]:
    found = CliRunner().invoke(app, [str(word) for word in words])
    return found.exit_code, [json.loads(line) for line in found.stdout.splitlines()], found.stderr


def test_match_films_prints_a_verdict_a_line(tmp_path: Path) -> None:
    film = {"title": "Salt Road", "year": 1950, "directors": ["Ann Lee"]}
    rows = [{"id": "a", "left": film, "right": film}, {"id": 2, "left": film, "right": {"title": "Sugar Lane"}}]
    code, found, said = run("match", "films", lines(tmp_path / "pairs.jsonl", *rows))
    assert (code, said) == (0, "")
    assert [(row["id"], row["verdict"]) for row in found] == [("a", "same"), (2, "different")]
    assert all(set(row) == {"id", "verdict", "score", "reasons"} for row in found)


def test_broken_lines_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = {"id": 7, "left": {"title": "A"}, "right": {"title": "B"}}
    path = lines(tmp_path / "pairs.jsonl", "{", [1], {"id": 1}, {**good, "left": 3}, "", good)
    code, found, said = run("match", "films", path)
    assert code == 1
    assert [row["id"] for row in found] == [7]
    told = said.splitlines()
    assert [line.partition(": ")[0] for line in told] == [f"{path}, line {number}" for number in (1, 2, 3, 4)]
    for words, line in zip(("not JSON", "not a JSON object", "no left and no right", "left is not"), told, strict=True):
        assert words in line


def test_bytes_that_are_no_text_are_a_broken_line(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_bytes(b'\xff\xfe{"id": 1}\n' + b"[" * 100_000 + b"\n")
    code, found, said = run("match", "films", path)
    assert (code, found, len(said.splitlines())) == (1, [], 2)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    code, found, said = run("match", "lists", tmp_path / "no.jsonl", tmp_path / "no.jsonl")
    assert (code, found) == (3, [])
    assert "no.jsonl: no such file" in said


def test_match_lists_prints_the_joined_pairs(tmp_path: Path) -> None:
    left = lines(tmp_path / "left.jsonl", {"id": "l1", "title": "Salt Road", "year": 1950}, {"title": "No id"})
    right = lines(tmp_path / "right.jsonl", {"id": 1, "title": "Other"}, {"id": 2, "title": "Salt Road (1950)"})
    code, found, said = run("match", "lists", left, right)
    assert code == 1
    assert [(row["left"], row["right"]) for row in found] == [("l1", 2)]
    assert set(found[0]) == {"left", "right", "score", "reasons"}
    assert "left.jsonl, line 2: has no id" in said


def test_match_reviews_prints_a_verdict_a_line(tmp_path: Path) -> None:
    body = "The lamp goes out in the second act, and the film never quite finds its matches again."
    rows = [{"id": 1, "left": {"author": "Ann Lee", "body": body}, "right": {"author": "Ann Lee", "body": body}}]
    code, found, _ = run("match", "reviews", lines(tmp_path / "pairs.jsonl", *rows))
    assert code == 0
    assert [row["verdict"] for row in found] == ["same"]


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    film = {"title": "Salt Road", "year": 1950}
    path = lines(tmp_path / "pairs.jsonl", *[{"id": n, "left": film, "right": film} for n in range(2000)])
    command = f'"{sys.executable}" -m cli.main match films "{path}" | head -n 1'
    found = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert json.loads(found.stdout)["id"] == 0
    assert found.stderr == ""
