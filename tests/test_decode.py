"""Bytes to text: declared charsets held against the bytes, strays kept, and nothing that makes it fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.decode import decode, decode_both

TEXTS = {
    "cs": "Příliš žluťoučký kůň a film, který se režisérovi povedl; herci jsou skvělí.",
    "pl": "Zażółć gęślą jaźń, reżyser nakręcił świetny film o miłości i śmierci.",
    "hu": "A rendező hűvös, őszinte filmet készített, a főszereplő nő játéka gyönyörű.",
    "ru": "Фильм рассказывает историю человека, который вернулся домой спустя много лет.",
    "zh": "这部电影讲述了一个人的故事，导演把他的生活拍得很好，我们都很喜欢看。",
    "zh-Hant": "這部電影講述了一個人的故事，導演把他的生活拍得很好，我們都很喜歡看。",
    "ja": "この映画は、監督の新しい作品で、主演の女優がとても良かったです。",
    "ko": "이 영화는 감독의 새로운 작품으로 배우들의 연기가 매우 좋았다.",
    "de": "Der Film erzählt von der Größe und Schönheit der Liebe, für viele übrigens neu.",
    "fr": "Le film raconte l'été d'une fille très aimée, à l'âge où tout paraît possible, déjà.",
    "es": "La película cuenta la historia de un niño pequeño. ¿Quién lo diría? ¡Nadie!",
    "sv": "Filmen berättar om en kvinna på Åland som söker sin pappa; mycket övertygande.",
    "tr": "Yönetmenin yeni filmi, çocukluğunun geçtiği şehri anlatıyor; başrol çok iyi.",
    "el": "Η ταινία αφηγείται την ιστορία ενός ανθρώπου που γύρισε στο σπίτι του.",
}
CHARSETS = {
    "cs": ["cp1250", "iso8859-2"],
    "pl": ["cp1250", "iso8859-2"],
    "hu": ["cp1250", "iso8859-2"],
    "ru": ["cp1251", "koi8-r"],
    "zh": ["gb18030"],
    "zh-Hant": ["big5"],
    "ja": ["shift_jis", "euc_jp", "iso2022_jp"],
    "ko": ["euc_kr"],
    "tr": ["cp1254"],
    "el": ["cp1253"],
}
LIES = ["", "utf-8", "iso-8859-1", "windows-1251", "iso-8859-2", "no-such-charset"]


@pytest.mark.parametrize("lie", [*LIES, None])
@pytest.mark.parametrize("language", sorted(TEXTS))
@pytest.mark.parametrize("names_language", [True, False])
def test_bytes_are_read_whatever_is_declared(language: str, lie: str | None, names_language: bool) -> None:
    lang = f' lang="{language}"' if names_language else ""
    text = f"<html{lang}><p>{TEXTS[language]}</p>\n<p>{TEXTS[language]}</p>"
    for charset in ["utf-8", *CHARSETS.get(language, ["cp1252"])]:
        header = f"text/html; charset={charset if lie is None else lie}"
        assert decode(text.encode(charset), header if lie != "" else "", is_html=True) == text, charset


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="windows-1251">',
        "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_the_page_declares_its_charset_itself(head: str) -> None:
    text = f"{head}<p>{TEXTS['ru']}"
    assert decode(text.encode("cp1251"), "", is_html=True) == text
    assert decode(text.encode("utf-8"), "", is_html=True) == text


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_marks_and_wide_characters(charset: str) -> None:
    text = "<html><body><p>A film of 1999, for Žižek.</p></body></html>"
    assert decode(text.encode(charset), "text/html; charset=iso-8859-1", is_html=True) == text


def test_stray_bytes_in_utf8_are_kept_as_what_they_were() -> None:
    body = (TEXTS["fr"] * 5).encode() + "caf\u00e9 \u2013 d\u00e9j\u00e0".encode("cp1252") + TEXTS["fr"].encode()
    assert decode(body, "", is_html=False) == TEXTS["fr"] * 5 + "café – déjà" + TEXTS["fr"]


def test_a_cut_character_at_the_end_hides_nothing() -> None:
    whole = TEXTS["ru"].rstrip(".")
    text = decode(whole.encode()[:-1], "", is_html=False)
    assert text[:-1] == whole[:-1] and len(text) == len(whole)


def test_utf8_is_not_encoded_again() -> None:
    body = TEXTS["cs"].encode()
    assert decode_both(body, is_html=True).utf8 is body
    assert decode_both(TEXTS["cs"].encode("cp1250"), "text/html; charset=cp1250", is_html=True).utf8 == body


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600), st.sampled_from(["", "text/html; charset=gbk", "text/html; charset=utf-16", "x"]))
def test_any_bytes_become_text(body: bytes, header: str) -> None:
    text, utf8 = decode_both(body, header, is_html=True)
    assert utf8.decode("utf-8", "replace") == text or "\ud800" <= max(text, default="") <= "\udfff"
    assert bool(text) or not body.strip(b"\xef\xbb\xbf\xff\xfe\x00")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00\x1b\ufeff"), max_size=200))
def test_utf8_is_read_as_it_is_whatever_is_declared(text: str) -> None:
    assert decode(text.encode(), "text/html; charset=windows-1251", is_html=True) == text
