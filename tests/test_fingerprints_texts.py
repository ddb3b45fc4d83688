"""Texts as they are compared: typography and furniture gone, words weighed; and the guarantee of winnowing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_reviews import FURNITURE_AFTER, FURNITURE_BEFORE, HANZI, NOUNS, Writer

from pipelines.fingerprints.bylines import byline, relation, same_publication
from pipelines.fingerprints.clues import review_clues
from pipelines.fingerprints.texts import UNIT, readable, words
from pipelines.fingerprints.winnow import FOUND_SIGNS, FOUND_WORDS, winnowed

SEEDS = st.integers(0, 10**6)


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_typography_does_not_count(seed: int) -> None:
    writer = Writer(seed)
    body = writer.body(writer.rng.randint(1, 6))
    assert review_clues({"body": writer.typography(body)}).text_hash == review_clues({"body": body}).text_hash


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_furniture_does_not_count(seed: int) -> None:
    writer = Writer(seed)
    body, author = writer.body(3), writer.name()
    framed = review_clues({"author": author, "body": writer.framed(body, author)})
    assert framed.text_hash == review_clues({"author": author, "body": body}).text_hash


@pytest.mark.parametrize("line", [*FURNITURE_BEFORE, *FURNITURE_AFTER])
def test_a_text_of_nothing_but_furniture_is_no_text(line: str) -> None:
    assert review_clues({"body": line}).text_hash == ""


@pytest.mark.parametrize(
    ("broken", "meant"),
    [
        ("It&amp;#39;s a triumph<br/>of style", "It's a triumph of style"),
        ("Canâ€™t look away", "Can't look away"),
        ("AmÃ©lie, encore", "Amélie, encore"),
        ("A ﬁlm for the ages", "A film for the ages"),
        ("Un ete\u0301 sans fin", "Un été sans fin"),
        ("Trop long… Lire plus", "Trop long..."),
        ("See it at www.example.org/x?y=1 now", "See it at now"),
    ],
)
def test_broken_texts_are_mended(broken: str, meant: str) -> None:
    assert review_clues({"body": broken}).text_hash == review_clues({"body": meant}).text_hash


def test_a_word_weighs_its_letters_and_names_and_quotations_half_of_them_where_shared() -> None:
    found = words('It made Ann Lee a "real star" overnight')
    assert (found.full / UNIT).tolist() == [2, 4, 3, 3, 1, 4, 4, 9]
    assert (found.weights / UNIT).tolist() == [2, 4, 1.5, 1.5, 1, 2, 2, 9]
    assert found.quoted.tolist() == [False] * 5 + [True] * 2 + [False]


@pytest.mark.parametrize(
    "text", ["NOTHING BUT SHOUTING HERE", "Das ist ein Film und nicht mehr, eine Reise auf dem Fluss"]
)
def test_capitals_tell_no_names_where_all_words_or_all_nouns_have_them(text: str) -> None:
    found = words(text)
    assert found.weights.tolist() == found.full.tolist()


def test_a_quotation_that_is_the_whole_text_is_an_excerpt_and_not_a_quotation() -> None:
    assert not words("“A slow film, but a good one.”").quoted.any()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    found = review_clues({"body": text, "author": text[:30], "publication": text[-30:]})
    assert len(found.words.tokens) == len(found.words.weights) == len(found.words.quoted)
    assert bool(found.text_hash) == bool(len(found.words.tokens))
    assert readable(readable(text)) is not None


def fingerprints(text: str) -> set[int]:
    return set(winnowed(words(text))[0].tolist())


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(0, 60), st.integers(0, 60))
def test_any_shared_run_of_so_many_words_is_found(seed: int, before: int, behind: int) -> None:
    rng = Writer(seed).rng
    shared = rng.choices(NOUNS, k=FOUND_WORDS)
    left, right = (
        [*rng.choices(NOUNS, k=before + side), *shared, *rng.choices(NOUNS, k=behind + 80 - side)] for side in (0, 50)
    )
    assert fingerprints(" ".join(left)) & fingerprints(" ".join(right))


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(0, 60), st.integers(0, 60))
def test_any_shared_run_of_so_many_signs_is_found(seed: int, before: int, behind: int) -> None:
    rng = Writer(seed).rng
    shared = "".join(rng.choices(HANZI, k=FOUND_SIGNS))[:FOUND_SIGNS]
    left, right = (
        "".join((*rng.choices(HANZI, k=before + side), shared, *rng.choices(HANZI, k=behind + 80 - side)))
        for side in (0, 50)
    )
    assert fingerprints(left) & fingerprints(right)


def test_long_texts_keep_fewer_fingerprints_than_words() -> None:
    found = words(Writer(1).body(60))
    assert len(winnowed(found)[0]) < 0.5 * len(found.tokens)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("Ann Everly", "Post"), ("By ANN EVERLY", "Times"), "same"),
        (("Ann Everly", "Post"), ("Everly, Ann", "Times"), "same"),
        (("Ann Everly", None), ("Ann Everly, film critic", None), "same"),
        (("Ann B. Everly", None), ("Ann Everly", None), "same"),
        (("ann-everly77", None), ("ann_everly77", None), "same"),
        (("A. Everly", None), ("Ann Everly", None), "alike"),
        (("Анна Петрова", None), ("Anna Petrova", None), "alike"),
        (("Paul", None), ("Paul", None), "alike"),
        (("Ann Everly", None), ("Otto Brandt", None), "other"),
        (("Ann Everly", "Post"), ("Post Staff", "Post"), "unknown"),
        (("Ann Everly", "Post"), ("Anonymous", "Times"), "elsewhere"),
        ((None, None), ("", None), "unknown"),
    ],
)
def test_bylines(left: tuple[str | None, str | None], right: tuple[str | None, str | None], expected: str) -> None:
    assert relation(byline(*left), byline(*right)) == relation(byline(*right), byline(*left)) == expected


def test_publications_are_compared_without_their_places_and_articles() -> None:
    assert same_publication(byline(None, "The Harbour Gazette (Kiel)"), byline(None, "harbourgazette.com"))
    assert same_publication(byline(None, "North Post"), byline(None, "South Post")) is False
    assert same_publication(byline(None, "North Post"), byline(None, "")) is None
