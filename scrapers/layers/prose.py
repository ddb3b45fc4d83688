"""Facts that only sentences say: "directed by", "starring", "Character (Actor)", "opened to $2.7 million"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scrapers.layers import Found
from scrapers.layers.naming import straight
from scrapers.lines import Line
from scrapers.once import once
from scrapers.shapes import NAME, is_name
from scrapers.tables import table
from scrapers.words import FilmField, Said

LAYER = "prose"
_PROSE = table("phrases")["prose"]
_NEEDS = table("phrases")["prose_needs"]
_SPLIT = re.compile(r"\s*(?:, and |,| and | & )\s*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[\"'“‘(]?[A-ZÀ-Þ])")
_MOST_STARS = 200
"""So many actors that the sentences bill are looked at."""
_COMPANY_WORDS = re.compile(_PROSE["company_words"], re.IGNORECASE)
_OPENERS = re.compile(_PROSE["sentence_openers"])
_FILM = re.compile(rf"\b{_PROSE['film_words']}\b", re.IGNORECASE)
_WEEKEND = re.compile(r"\bweekend\b", re.IGNORECASE)


class _Prose:
    """The sentences of an article, with the patterns that the film's title completes."""

    def __init__(self, title: str, lines: Sequence[Line]) -> None:
        self.title = straight(title)
        self.texts = [(line, straight(line.text)) for line in lines]
        self.whole = "\n".join([text for _, text in self.texts])
        self._spoken: dict[str, bool] = {}

    @once
    def about(self) -> re.Pattern[str]:
        """Finds the title."""
        return re.compile(rf"(?<!\w){re.escape(self.title)}(?!\w)")

    def find(self, name: str) -> Iterator[tuple[Line, str, re.Match[str]]]:
        """Each place where the pattern `name` of the table matches, with its line and sentence."""
        needs = [word.replace("{title}", self.title) for word in _NEEDS[name]]
        if not any(need in self.whole for need in needs):
            return
        words = _PROSE[name].replace("{name}", NAME).replace("{film}", _PROSE["film_words"])
        pattern = re.compile(words.replace("{title}", f"[\"']?{re.escape(self.title)}[\"']?"))
        for line, text in self.texts:
            if any(need in text for need in needs):
                for sentence in _SENTENCE.split(text):
                    for found in pattern.finditer(sentence):
                        yield line, sentence, found

    def speaks_of_it(self, sentence: str) -> bool:
        """Whether the sentence names the film, or says "the film"."""
        spoken = self._spoken.get(sentence)
        if spoken is None:  # one sentence may bill very many
            spoken = self._spoken[sentence] = bool(self.about.search(sentence) or _FILM.search(sentence))
        return spoken


def _said(line: Line, text: str, **parts: str) -> Said:
    return Said(text=text, layer=LAYER, where=line.where, parts=parts)


def _directors(prose: _Prose) -> tuple[Said, ...]:
    for line, sentence, found in prose.find("directed"):
        if prose.speaks_of_it(sentence):
            return tuple(_said(line, name) for name in _SPLIT.split(found["names"]) if name)
    return ()


def _stars(prose: _Prose) -> dict[str, Said]:
    """The actors that the text bills, by name."""
    stars: dict[str, Said] = {}
    for line, sentence, found in prose.find("starring"):
        if prose.speaks_of_it(sentence):
            if len(stars) >= _MOST_STARS:
                break
            for name in filter(is_name, _SPLIT.split(found["names"])):
                stars.setdefault(name, _said(line, name, name=name))
    return stars


def _full_name(words: str, stars: dict[str, Said]) -> str | None:
    """A billed actor by name or family name; any other only by a whole name."""
    if words in stars:
        return words
    family = [name for name in stars if name.endswith(f" {words}")]
    return family[0] if len(family) == 1 else words if is_name(words) else None


def _cast(prose: _Prose) -> tuple[Said, ...]:
    stars = _stars(prose)
    billed = set(stars)
    pairs: list[tuple[Line, str, str]] = []
    for name in ("stars_as", "pair"):
        for line, _, found in prose.find(name):
            character, actor = _OPENERS.sub("", found["character"]), _OPENERS.sub("", found["actor"]).strip()
            if name == "pair" and character in stars:
                character, actor = actor, character
            full = _full_name(actor, stars)
            if full and character != full and straight(character) != prose.title:
                pairs.append((line, full, character))
    # A lone "Name (Other Name)" may be a translated title: two of them, or a billed actor, make a cast.
    if len(pairs) < 2 and not any(actor in billed for _, actor, _ in pairs):
        pairs = []
    for line, actor, character in pairs:
        if actor not in stars or "character" not in stars[actor].parts:
            stars[actor] = _said(line, actor, name=actor, character=character)
    return tuple(stars.values())


def _companies(prose: _Prose) -> tuple[Said, ...]:
    for line, sentence, found in prose.find("produced"):
        names = [name.strip() for name in _SPLIT.split(found["names"]) if name.strip()]
        if names and all(_COMPANY_WORDS.search(name) for name in names) and prose.speaks_of_it(sentence):
            return tuple(_said(line, name) for name in names)
    return tuple(_said(line, found["name"]) for line, _, found in list(prose.find("company"))[:1])


def _box_office(prose: _Prose) -> tuple[Said, ...]:
    for line, sentence, found in prose.find("opened"):
        if _WEEKEND.search(sentence):
            return (Said(text=found["money"], layer=LAYER, where=line.where, label="Opening weekend"),)
    return tuple(
        Said(text=found["money"], layer=LAYER, where=line.where, label="Gross")
        for line, sentence, found in list(prose.find("grossed"))[:1]
        if prose.about.search(sentence)
    )


def read(title: str, lines: Sequence[Line]) -> Found:
    """The film facts that these sentences state of the film with this title."""
    prose = _Prose(title, lines)
    film: dict[FilmField, tuple[Said, ...]] = {
        "directors": _directors(prose),
        "cast": _cast(prose),
        "production_companies": _companies(prose),
        "box_office": _box_office(prose),
        "year": tuple(_said(line, found["year"]) for line, _, found in list(prose.find("dated"))[:1]),
    }
    return Found(film={name: said for name, said in film.items() if said})
