"""The cast under a heading of its own: actors, each with the character that stands beside or below.

A page shows its actors alike: by the same element, or by links of the same form. The first line under the heading
that looks like a name sets the pattern; what stands between two such lines is the first one's character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise

from scrapers.layers import Found, cast_tables
from scrapers.layers.card_texts import HEADINGS
from scrapers.layers.card_words import is_button
from scrapers.layers.cast_heads import is_crew_line, past_crew, past_link
from scrapers.layers.cast_pairs import actor_and_character, is_small_first
from scrapers.layers.cast_styles import alike, style
from scrapers.layers.label_lines import MORE
from scrapers.layers.label_table import SPLIT_NAMES, label_of
from scrapers.layers.roles import CREW, before, in_tile, is_tab, opens_item, roles_of
from scrapers.layers.two_scripts import is_name_again
from scrapers.lines import Line
from scrapers.pages import Page
from scrapers.shapes import for_lower_case, is_name, lower
from scrapers.tables import table
from scrapers.words import FilmField, Said

LAYER = "cast"
_ROLE = re.compile(rf"^(?:{table('phrases')['cast']['role']})\s*", re.IGNORECASE)
_ROLE_BEHIND = re.compile(r"(?<=\S)(?:\s+역|\s*役)$")
"""What marks a character behind its name, in Korean and Japanese."""
_RANKS = for_lower_case(table("phrases")["cast"]["rank"])
_DOTS = re.compile(r"^[.…·•/|,;–—-]+$")
_COUNT_BEHIND = re.compile(r"\s*\(?\d+\)?$")
_LEADERS = re.compile(r"\s*(?:\.{3,}|…)\s*")
_AS = re.compile(rf"\s+(?={table('phrases')['cast']['role']})|\s*[:：]\s+|\s+[–—-]\s+", re.IGNORECASE)
"""What parts an actor from the character behind: "Ann Lee as Mary", "Ann Lee – Mary"."""
_MARKS = " .…:：–—-"
_CJK = "\u1100"
"""From here on letters that do not tell a name from other words."""
_OF_FILM = re.compile(r"\s+(?:de|of|von|di|do|da|du|des|van|av|af|z|zu|from|in|till|til)\s+|\s*[:–—-]\s+|\s*[«„“\"'‘]")
"""What may follow the label in a heading: the film's title, or a word more ("Reparto de 'Up'")."""
_RANK = 20
_LONGEST = 400
"""Lines of one cast table, at most."""
_MOST_HEADS = 30
"""So many labels of a cast are followed; a page that has more is no one film's."""
_FEWEST = 3


def _heads(lines: Sequence[Line]) -> Iterator[int]:
    """The lines that are nothing but the label of a cast."""
    for at, line in enumerate(lines):
        if (
            len(line.text) > 45
            or (line.tag == "th" and at and lines[at - 1].tag == "th")
            or (line.gap < 1 and not line.tag.startswith("h"))
        ):
            continue
        bare = line.text.rstrip(" »›:")
        words = line.parts[0] if line.tag in HEADINGS and len(line.pieces) >= 4 else bare
        label = label_of(_COUNT_BEHIND.sub("", words) if line.has_digit else words)
        if label is None and line.tag in HEADINGS:
            label = label_of(_OF_FILM.split(words, maxsplit=1)[0])
        is_head = label.field == "cast" if label else line.tag in HEADINGS and _heads_crew_too(line)
        is_aside = is_head and ((line.tag not in HEADINGS and is_tab(lines, at)) or _is_in_tile(lines, at))
        if is_head and not is_aside:
            yield at


def _is_in_tile(lines: Sequence[Line], at: int) -> bool:
    return lines[at].tag == "dt" and in_tile(lines, at)


def _heads_crew_too(line: Line) -> bool:
    """Whether a heading names the cast among other jobs: "Director · Cast", "スタッフ・キャスト"."""
    jobs = roles_of(line.text.rstrip(" »›:"))
    return len(jobs) > 1 and any(map(_is_of_cast, jobs))


def _block(lines: Sequence[Line], head: int) -> list[Line]:
    """The lines under the heading, up to the next heading or label of something else."""
    taken: list[Line] = []
    is_heading = lines[head].tag in HEADINGS
    below = lines[head + 1] if head + 1 < len(lines) else None
    is_told = is_heading and (_heads_crew_too(lines[head]) or (below is not None and is_crew_line(below)))
    start = past_crew(lines, head + 1) if is_told else head + 1
    start = past_link(lines, start, lines[head].tag)
    named_in_headings = False
    for at, line in enumerate(lines[start : start + _LONGEST], start):
        is_heading = line.tag in HEADINGS
        if taken and is_heading and line.gap >= 2 and not (line.is_name and named_in_headings):
            break
        named_in_headings = named_in_headings or is_heading
        label = label_of(line.text)
        if len(line.text) > 160 or CREW.match(line.low):
            break
        if label and label.field != "cast" and not (taken and before(lines, at, label.field, "")):
            break
        taken.append(line)
    shown = [one for one in taken if not (_DOTS.match(one.text) or one.is_furniture or MORE.fullmatch(one.text))]
    return [line for at, line in enumerate(shown) if not (at and is_name_again(shown[at - 1], line))]


def _character(lines: Sequence[Line]) -> str:
    """The character out of the lines behind an actor; "" where they name none."""
    for line in lines[: 2 + (len(lines) > 1 and _is_rank(lines[0]))]:
        if _is_rank(line) and line is not lines[-1]:
            continue
        text = _ROLE_BEHIND.sub("", _ROLE.sub("", cast_tables.FEE.sub("", line.text))).strip(" .…")
        if text and not text.startswith("(") and len(text) <= 80:
            return text
    return ""


def _is_of_cast(role: str) -> bool:
    label = label_of(role)
    return label is not None and label.field == "cast"


def _is_rank(line: Line) -> bool:
    """Whether a line says that one is of the cast ("Lead"), and not whom it plays."""
    return len(line.text) <= _RANK and (_is_of_cast(line.text) or _RANKS.fullmatch(line.low) is not None)


def _rows(block: Sequence[Line]) -> list[tuple[Line, str, str]]:
    """Each actor of the block with its character, by the pattern that the first name sets."""
    if block and block[0].tag == "th":
        return cast_tables.rows(block)
    paired = next((at for at, (one, other) in enumerate(pairwise(block[:4])) if is_small_first(one, other)), None)
    if paired is not None:
        return _characters_first(block[paired:])
    first = next(
        (at for at, line in enumerate(block[:4]) if is_name(_names_part(line)) and not _ROLE.match(line.text)), None
    )
    if first is None:
        return []
    if first + 2 < len(block) and _is_linked_second(block[first : first + 3]):
        return _characters_first(block[first:])
    pattern = style(block[first])
    actors = [
        at
        for at, line in enumerate(block)
        if at >= first and not _ROLE.match(line.text) and alike(style(line), pattern) and not roles_of(line.text)
    ]
    actors = cast_tables.numbered(block) or actors
    if opens_item(block[first]) and len(items := _items(block, first)) > len(actors):
        actors = items
    if len(actors) < _FEWEST:
        actors = [first, *_others(block, first)]
    rows = []
    for at, following in pairwise((*actors, len(block))):
        behind = block[at + 1 : following] if following < len(block) else block[at + 1 : at + 3]
        pair = actor_and_character(block[at])
        if pair:
            rows.append((block[at], *pair))
            continue
        name = _names_part(block[at])
        beside = _ROLE.sub("", block[at].text[len(name) :].strip(_MARKS)).strip() if name != block[at].text else ""
        behind = [line for line in behind if not cast_tables.RANK.fullmatch(line.text)]
        is_led = bool(behind) and cast_tables.LEADER.match(behind[0].text) is not None
        played = _character(behind) if is_led or not beside else beside
        rows.append((block[at], name, played))
    return rows


def _items(block: Sequence[Line], first: int) -> list[int]:
    """The actors of a list in which some are linked and some are not: each item that names one.

    None where links and other items take turns: those are actors and characters.
    """
    found: list[int] = []
    for at, line in enumerate(block[first:], first):
        if line.gap > 1 and found:
            break
        if opens_item(line):
            if not is_name(_names_part(line)) or line.text[0] >= _CJK:
                return []
            found.append(at)
    linked = [bool(block[at].links) for at in found]
    return found if any(one == other for one, other in pairwise(linked)) else []


def _actors(rows: Sequence[tuple[Line, str, str]]) -> list[tuple[Line, str, str]]:
    """The rows without those of the crew ("Ann Lee / Director"); a role that only says "Actor" is no character."""
    found = []
    for line, name, played in rows:
        if is_button(name):
            continue
        roles = roles_of(played) or (("cast",) if _RANKS.fullmatch(lower(played)) else ())
        if not roles or any(map(_is_of_cast, roles)):
            found.append((line, name, "" if roles else played))
    return found


def _is_linked_second(three: Sequence[Line]) -> bool:
    """Whether of each pair the second line links to a person: then the first is the character."""
    return not three[0].links and bool(three[1].href) and three[1].is_name and not three[2].links


def _characters_first(block: Sequence[Line]) -> list[tuple[Line, str, str]]:
    """The rows of a table that names the character before its actor."""
    pairs = zip(block[::2], block[1::2], strict=False)
    return [(actor, actor.text, character.text) for character, actor in pairs if actor.href]


def _others(block: Sequence[Line], first: int) -> list[int]:
    """The actors after the first by the pattern of the second: the first has the classes of what frames all."""
    tag, is_linked = block[first].tag, bool(block[first].links)
    later = [
        at
        for at, line in enumerate(block)
        if at > first and line.tag == tag and bool(line.links) == is_linked and not _ROLE.match(line.text)
    ]
    second = next((at for at in later if is_name(_names_part(block[at]))), None)
    pattern = style(block[second]) if second is not None else None
    return [at for at in later if pattern and second is not None and at >= second and alike(style(block[at]), pattern)]


def _names_part(line: Line) -> str:
    """The actor on a line: all of it, its first part ("<a>Ann Lee</a> as Mary"), or what stands before "as"."""
    if pair := actor_and_character(line):
        return pair[0]
    if len(line.parts) > 1:
        return line.parts[0].strip(" ,")
    name = _LEADERS.split(line.text)[0]
    before = name if line.is_name or line.tag != "li" else _AS.split(name, maxsplit=1)[0]
    return before if is_name(before) else name


def _is_alternate(rows: Sequence[tuple[Line, str, str]]) -> bool:
    """Whether most rows are names: a list of links to elsewhere has other words too."""
    named = sum(is_name(name) and not is_button(name) for _, name, _ in rows)
    return len(rows) >= _FEWEST and named * 4 >= len(rows) * 3


def agreed(found: Found, stated: Found) -> Found:
    """The cast that was found, unless the data name several actors, none of them among it: then it is another list.

    >>> said = lambda *names: {"cast": tuple(Said(text=name, layer=LAYER, where="line 1") for name in names)}
    >>> agreed(Found(film=said("Reviews", "Photos")), Found(weak=said("Ann Lee", "Bo Ek"))).film
    {}
    """
    actors = stated.film.get("cast", ()) or stated.weak.get("cast", ())
    names, shown = _letters(actors), _letters(found.film.get("cast", ()))
    return Found() if len(names) > 1 and shown and not any(one in other for one in shown for other in names) else found


def _letters(actors: Sequence[Said]) -> set[str]:
    """The names as they are compared: their letters alone."""
    return {"".join(filter(str.isalpha, said.text.casefold())) for said in actors}


def read(page: Page) -> Found:
    """The longest cast table of the page."""
    best: list[tuple[Line, str, str]] = []
    numbers: set[int] = set()
    for at in islice(_heads(page.lines), _MOST_HEADS):
        block = _block(page.lines, at)
        rows = _rows(block)
        if len(rows) > len(best) and _is_alternate(rows):
            best = rows
            numbers = {page.lines[at].number, *(line.number for line in block if line.number <= rows[-1][0].number + 1)}
    said = tuple(
        Said(text=name, layer=LAYER, where=line.where, parts={"name": name, "character": character})
        for line, name, character in _actors(best)
    )
    film: dict[FilmField, tuple[Said, ...]] = {"cast": said} if said else {}
    return Found(film=film, lines=frozenset(numbers))


def with_partial(stated: Found, found: Found, labelled: Found) -> Found:
    """The data's facts, with its cast where that names all that a line of labels does, and more; `found` is a table."""
    actors = stated.weak.get("cast", ())
    on_line = {part for said in labelled.film.get("cast", ()) for part in SPLIT_NAMES.split(said.text) if part}
    if found.film or not on_line < {said.text for said in actors}:
        return stated
    return replace(stated, film={**stated.film, "cast": actors})
