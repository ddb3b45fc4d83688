"""What a film site puts around a film: styles, scripts, menus, other films with their scores, news, a foot.

Saved film pages have some 190 KB and 370 lines, and most of it is this. It says nothing of the page's own film.
"""

from __future__ import annotations

import json
from functools import cache
from html import escape
from random import Random

from .films import ADJECTIVES, NOUNS, Film, film, words

_MENUS = {
    "Films": 18,
    "Series": 14,
    "People": 10,
    "Cinemas": 12,
    "Streaming": 14,
    "Community": 10,
}
_OTHERS, _NEWS, _FOOT = 18, 8, 36
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="icon icon--inline" width="24" height="24" viewBox="0 0 24 24" '
    'fill="currentColor" role="presentation"><path fill="none" d="M0 0h24v24H0V0z"></path>'
    '<path d="{path}"></path></svg>'
)


@cache
def _head(seed: int) -> str:
    """What stands in the head of every page: addresses of styles, a style sheet, a script, data for the shop."""
    random = Random(f"{seed} head")
    links = "".join(
        f'<link rel="preload" as="style" href="/static/{random.getrandbits(64):016x}.css" crossorigin="anonymous">'
        for _ in range(12)
    )
    rules = "".join(
        f".c-{random.getrandbits(24):06x}{{display:flex;margin:{random.randrange(40)}px;color:#{random.getrandbits(24):06x}}}"
        f"@media (min-width:{random.randrange(320, 1600)}px){{.c-{random.getrandbits(24):06x}{{flex:1 1 auto}}}}"
        for _ in range(130)
    )
    state = {f"slot-{n}": {"id": random.getrandbits(40), "sizes": [[300, 250], [728, 90]]} for n in range(120)}
    code = "".join(f"function f{n}(a){{return a&&a.length>{n}?a.slice(0,{n}):[]}}" for n in range(150))
    return f"{links}<style>{rules}</style><script>window.slots = {json.dumps(state)};{code}</script>"


@cache
def _top(seed: int) -> str:
    """The menus."""
    random = Random(f"{seed} menu")
    groups = "".join(
        f'<li class="menu__group menu__group--{name.lower()}" data-testid="menu-{name.lower()}">'
        f'<button class="menu__label" aria-expanded="false">{_icon(random)}<span>{name}</span></button>'
        f'<ul class="menu__list" role="menu">{"".join(_entry(random) for _ in range(count))}</ul></li>'
        for name, count in _MENUS.items()
    )
    return f'<header class="site-header" id="top"><ul class="menu">{groups}</ul></header>'


@cache
def _foot(seed: int) -> str:
    random = Random(f"{seed} foot")
    links = "".join(_entry(random) for _ in range(_FOOT))
    return f'<div class="site-footer"><ul class="site-footer__links">{links}</ul><p>All rights reserved.</p></div>'


def _bottom(shown: Film, seed: int) -> str:
    """What stands below a film: films like it, with their years and scores, news, the site's foot."""
    random = Random(f"{seed} {shown.number} bottom")
    others = "".join(_other(film(seed, random.randrange(1, 10_000), 0), random) for _ in range(_OTHERS))
    news = "".join(
        f'<article class="news-card"><a class="news-card__link" href="/news/{random.randrange(10_000)}">'
        f"{_picture(random)}<span>{escape(words(random, 9))}</span></a></article>"
        for _ in range(_NEWS)
    )
    return (
        '<aside class="more" data-section="recommendations"><h2 class="more__title">More like this</h2>'
        f'<div class="shelf">{others}</div></aside>'
        f'<aside class="news" data-section="news"><h2 class="news__title">News</h2>{news}</aside>{_foot(seed)}'
    )


def furnished(document: str, shown: Film, seed: int) -> str:
    """The page of a film with all that the site puts around it."""
    body = document.replace("</head>", f"{_head(seed)}</head>", 1).replace("<body>", f"<body>{_top(seed)}", 1)
    return body.replace("</body>", f"{_bottom(shown, seed)}</body>", 1)


def _icon(random: Random) -> str:
    strokes = "".join(f"M{random.uniform(0, 24):.2f} {random.uniform(0, 24):.2f}l-4.3 2.1z" for _ in range(8))
    return _ICON.format(path=strokes)


def _entry(random: Random) -> str:
    """A link of a menu, dressed as they are."""
    name = f"{random.choice(ADJECTIVES)} {random.choice(NOUNS)}s"
    code = f"{random.getrandbits(40):010x}"
    return (
        f'<li class="menu__item sc-{code} item--{code[:5]}" role="none" data-testid="menu-item"><a role="menuitem" '
        f'class="menu__link sc-{code[::-1]}" tabindex="-1" aria-disabled="false" href="/go/{code}/?ref_=nav">'
        f'<span class="menu__text" role="presentation">{name}</span></a></li>'
    )


def _picture(random: Random) -> str:
    code = f"{random.getrandbits(60):015x}"
    sizes = ", ".join(f"/img/{code}_{width}.jpg {width}w" for width in (190, 285, 380, 570))
    return (
        f'<div class="poster" data-testid="poster"><img class="poster__image" loading="lazy" alt="" width="190" '
        f'src="/img/{code}_190.jpg" srcset="{sizes}" sizes="50vw, (min-width: 480px) 34vw, 190px">{_icon(random)}</div>'
    )


def _other(other: Film, random: Random) -> str:
    return (
        f'<div class="shelf__card card--poster" role="group" data-film="{other.number}">{_picture(random)}'
        f'<div class="card__score">{_icon(random)}<span class="card__value">{other.score}</span></div>'
        f'<a class="card__title" href="/films/{other.number}"><span data-testid="title">{escape(other.title)}</span>'
        f'</a><span class="card__year">{other.year}</span></div>'
    )
