"""HTML to visible lines: what breaks them, what joins, what is left out, and that nothing is lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.lines import Line
from scrapers.markup import parse, set_apart
from scrapers.pages import Page
from scrapers.walk import visible_lines


def lines_of(html: str) -> tuple[Line, ...]:
    return visible_lines(set_apart(html.encode()))


def texts_of(html: str) -> list[str]:
    return [line.text for line in lines_of(html)]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>one<br>two<p>three", ["one", "two", "three"]),
        ("<p>one <b>two</b> three</p>", ["one two three"]),
        ("<p>The <i>film</i>s of <a href=/a>Ann</a>'s friends", ["The films of Ann's friends"]),
        ("<li><span>Runtime</span><span>121 min</span>", ["Runtime 121 min"]),
        ("<span class=big>9.3</span><span>/10</span>", ["9.3 /10"]),
        ("<b>9.3</b>/10", ["9.3/10"]),
        ("a<sub>2</sub>b", ["a2b"]),
        ("<dl><dt>Year<dd>1999<dt>Country<dd>Japan</dl>", ["Year", "1999", "Country", "Japan"]),
        ("<table><tr><th>Year<td>1999<tr><th>Genre<td>Drama</table>", ["Year", "1999", "Genre", "Drama"]),
        ("<ul><li>a<li>b<ul><li>c</ul>d</ul>", ["a", "b", "c", "d"]),
        ("a\n   b\t\tc\u00a0d\u3000e", ["a b c d e"]),
        ("so\u00adft \u200bword", ["soft word"]),
        ("Caf&eacute; &amp;amp; &amp;quot;Up&amp;quot; &lt;3", ['Café & "Up" <3']),
        ("a < b and b > c", ["a < b and b > c"]),
        ("I <3 this", ["I <3 this"]),
        ("<pre>one\n two\n\nthree</pre>", ["one", "two", "three"]),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp>字</ruby>", ["漢字"]),
        ("<my-card><my-title>Up</my-title><my-year>2009</my-year></my-card>", ["Up", "2009"]),
        ("<TABLE><TR><TD>Year:</TD><TD><B>1999</B></TD></TR></TABLE>", ["Year:", "1999"]),
        ("<p><A HRef=/x>a</A> b", ["a b"]),
        ("", []),
        ("no tags at all", ["no tags at all"]),
    ],
)
def test_lines_break_at_blocks_and_join_inline(html: str, texts: list[str]) -> None:
    assert texts_of(html) == texts


@pytest.mark.parametrize(
    "html",
    [
        "<p>seen<script>var a = '<p>no</p>'</script>",
        "<style>p { color: red }</style><p>seen",
        "<p>seen<noscript><p>no</noscript>",
        "<p>seen<template><p>no</template>",
        "<p>seen<svg viewBox='0 0 1 1'><title>no</title><text>no</text></svg>",
        "<p>seen<select><option>no<option>no</select>",
        "<p>seen<textarea>no</textarea>",
        "<title>no</title><p>seen",
        "<p>seen<div hidden>no<p>no</div>",
        "<p>seen</p><div style='color: red; display: none'><div>no</div>no</div>",
        '<p>seen</p><div style="visibility:hidden">no</div>',
        '<p>seen</p><DIV STYLE="DISPLAY: none">no</DIV>',
        '<p>seen <span style="display:none">no <b>no</b></span></p>',
        '<p>seen <span hidden=""><div>no</div></span></p>',
        '<p>seen</p><ul aria-hidden="true"><li>no</ul>',
        "<ul><li hidden>no<li>seen</ul>",
        "<ul><li hidden>no<ul><li>no<li>no</ul>no<li>seen</ul>",
        "<ul><li>seen</li><li hidden>no</ul>",
        "<p hidden>no<p>seen",
        "<p>seen<!-- <p>no</p> -->",
        "<p>seen<!--[if IE]><p>no</p><![endif]-->",
        "<p>seen<input type=hidden value=no>",
    ],
)
def test_what_nobody_sees_is_no_line(html: str) -> None:
    assert texts_of(html) == ["seen"]


@pytest.mark.parametrize(
    "html",
    [
        '<p>a <i aria-hidden="true">b</i> c',
        '<p class="hidden-xs">a b c',
        '<p data-hidden="x">a b c',
        '<p hidden="until-found">a b c',
        "<p>a b c<svg>",
        "<p>a b c<script>an endless script",
        '<p title="1 > 0">a b c',
        "<p title='<b>no</b>'>a <b>b</b> c",
        '<p>a <span data-html="<p>no</p><p>no</p>">b</span> c',
        "<p>a <a title='\"'>b</a> c",
    ],
)
def test_what_is_seen_is_a_line_whatever_stands_around(html: str) -> None:
    assert texts_of(html) == ["a b c"]


def test_a_line_names_its_block_gap_link_and_place() -> None:
    lines = lines_of(
        "<h1>Up</h1><nav><a href='/a?x=1&amp;y=2'>A</a></nav><table><tr><th>By<td><div>Ann</div></table>"
        "<ul><li><p>One</p><li><a href=/two><h3>Two</h3><p>of <b>it</b></p></a></ul><p>see <a href=/c>this</a>.<br>end"
    )
    assert [(line.text, line.number, line.gap, line.tag, line.href) for line in lines] == [
        ("Up", 1, 0, "h1", ""),
        ("A", 2, 2, "", "/a?x=1&y=2"),
        ("By", 3, 2, "th", ""),
        ("Ann", 4, 1, "td", ""),
        ("One", 5, 1, "li", ""),
        ("Two", 6, 2, "h3", "/two"),
        ("of it", 7, 1, "li", "/two"),
        ("see this.", 8, 1, "p", ""),
        ("end", 9, 0, "p", ""),
    ]
    assert lines[4].where == "line 5"


def test_two_breaks_begin_a_paragraph() -> None:
    assert [line.gap for line in lines_of("a<br>b<br><br>c<br/>\n<br />d<hr>e")] == [0, 0, 1, 1, 2]


def test_a_line_tells_its_parts_links_and_classes() -> None:
    (line,) = lines_of(
        '<div class="a"></div><ul class="facts"><li class="fact wide"><b>Stars:</b> <a href="/x">Xi &amp; Co</a>, '
        '<a href="/y">Yu <i>Li</i></a> and others'
    )
    assert line.text == "Stars: Xi & Co, Yu Li and others"
    assert line.parts == ("Stars:", "Xi & Co", ",", "Yu", "Li", "and others")
    assert line.links == (("Xi & Co", "/x"), ("Yu Li", "/y"))
    assert line.classes == "facts fact wide"
    assert Line("plain", 1).parts == ("plain",)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<p>By carl <img src=s.gif alt="10/10">', "By carl 10/10"),
        ('<td><img src=4.png alt="****">', "****"),
        ('<div><span class="stars" title="4.5 out of 5"></span></div>', "4.5 out of 5"),
        ('<div><i aria-label="★★★½"></i></div>', "★★★½"),
        ('<div><span aria-label="7,5 von 10"></span>', "7,5 von 10"),
        ('<p><img alt="A man in 1999">By Ann', "By Ann"),
        ('<p><span title="3/5">good</span>', "good"),
    ],
)
def test_a_score_that_stands_in_an_attribute_alone_is_text(html: str, text: str) -> None:
    assert texts_of(html) == [text]


def test_deep_nesting_and_endless_tags_end() -> None:
    assert texts_of("<div>" * 100_000 + "x" + "</div>" * 100_000) == ["x"]
    assert texts_of("<b>" * 50_000 + "x") == ["x"]
    assert texts_of("<p>x" + "<i hidden></i>" * 5_000 + "y") == ["xy"]
    assert texts_of("<p>x<!-- endless") == ["x endless"]
    assert texts_of("<p>x<a href='" * 3_000)[0] == "x"
    tree = parse(b"<div>" * 100_000 + b"<h1>x</h1>" + b"</div>" * 100_000)
    assert [node.text() for node in tree.css("h1")] == ["x"]


_WORD = st.text(alphabet="abcdefgé漢1&<>\"' ", min_size=1, max_size=8)
_INLINE = st.sampled_from(["b", "i", "span", "a", "em", "small"])
_BLOCK = st.sampled_from(["div", "p", "section", "h2", "blockquote", "pre", "my-box", "article"])
_ATTRIBUTES = st.sampled_from(
    [
        "",
        " class='a b'",
        ' title="x > y"',
        " data-x='<b>q</b>'",
        ' data-y="<p>q</p>"',
        " hidden-x",
        " style=color:red",
        ' href="/x"',
        ' alt=""',
        "\n class=x",
    ]
)


def _element(name: str, attributes: str, inner: list[str]) -> str:
    if name == "h2" and any("<h2" in one for one in inner):
        # The second heading ends the first, whose own end tag is then ignored: no page means a line's end by it.
        name = "div"
    return f"<{name}{attributes}>{''.join(inner)}</{name}>"


def _list(_: str, attributes: str, inner: list[str]) -> str:
    """A list whose items have no end tags."""
    return f"<ul>{''.join(f'<li{attributes}>{one}' for one in inner)}</ul>"


def _escaped(word: str) -> str:
    return word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


_TEXT = _WORD.map(_escaped)
_PHRASE = st.recursive(
    _TEXT, lambda inner: st.builds(_element, _INLINE, _ATTRIBUTES, st.lists(inner, max_size=3)), max_leaves=6
)
_TREE = st.recursive(
    _PHRASE,
    lambda inner: st.one_of(
        st.builds(make, _BLOCK, _ATTRIBUTES, st.lists(inner, max_size=4)) for make in (_element, _list)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_TREE, min_size=1, max_size=4))
def test_the_source_gives_the_lines_that_its_tree_gives(trees: list[str]) -> None:
    source = set_apart(f"<body>{''.join(trees)}".encode())
    tree = set_apart((parse(source.source).html or "").encode())
    assert ["".join(line.text.split()) for line in visible_lines(source)] == [
        "".join(line.text.split()) for line in visible_lines(tree)
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_BLOCK, _TEXT), min_size=1, max_size=12))
def test_no_word_is_lost(blocks: list[tuple[str, str]]) -> None:
    html = "".join(f"<{name}>x{word}" for name, word in blocks)
    said = "".join("".join(line.text.split()) for line in lines_of(html))
    tree = parse(html.encode()).body
    assert tree is not None
    assert said == "".join(tree.text(deep=True).split())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_have_lines(body: bytes) -> None:
    page = Page(name="a", body=body, media_type="text/html")
    assert all(line.text == " ".join(line.text.split()) and line.text for line in page.lines)
    assert [line.number for line in page.lines] == list(range(1, len(page.lines) + 1))
    for line in page.lines:
        assert line.parts and isinstance(line.links, tuple) and isinstance(line.classes, str)
