"""Fold what several pages say of one film: all that was stated and by whom, what clashes, and the chosen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ledger.evidence import NO_LONGER
from ledger.records import Conflict, ContentRating, FilmStatement, Stated
from pipelines.folding.choose import Candidate, Witness, choose, in_order, plain
from pipelines.folding.classes import alternatives, as_stated, candidates, clashing, spellings
from pipelines.folding.facts import FACTS, Fact, differ
from pipelines.folding.within import earliest_year
from pipelines.normalize.titles import title_keys

MOST_PAGES = 200
"""Pages that are named beside one stated value; of more, the count is kept and the readings name them all."""
MANY = "all values stated, those that say less folded into those that say more"
PINNED = "pinned by a judgement"
"""The rule where nobody says who judged."""
LAST_SAID = f"said last on {{:%Y-%m-%d}}{NO_LONGER}: {{}}"
ONCE_SAID = f"said once{NO_LONGER}: {{}}"
"""The rule of a fact that no page states any more, before the rule by which its value was chosen."""
INFERRED_YEAR = "inferred from the earliest release date"


class Pin(NamedTuple):
    """A value that a person decided."""

    value: Any
    who: str | None = None

    @property
    def rule(self) -> str:
        """The rule by which it is chosen."""
        return f"pinned by {self.who}" if self.who else PINNED


@dataclass(frozen=True, kw_only=True)
class Folded:
    """The facts of one film. `film` has the chosen values; the rest is as in `ledger.records.Film`."""

    film: FilmStatement
    unpinned: FilmStatement
    """The values that the rules alone choose: the film's id must not follow a pinned title."""
    stated: dict[str, tuple[Stated, ...]]
    rules: dict[str, str]
    conflicts: tuple[Conflict, ...]


@dataclass
class _Sheet:
    """What is found fact by fact."""

    chosen: dict[str, Any] = field(default_factory=dict)
    stated: dict[str, tuple[Stated, ...]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    candidates: dict[str, list[Candidate]] = field(default_factory=dict)


def fold_film(
    witnesses: Sequence[Witness], pins: Mapping[str, Pin] | None = None, former: Sequence[Witness] = ()
) -> Folded:
    """Fold the statements of one film. `pins` are values that a person decided, by field ("year", "identifiers.imdb").

    `former` is what pages said once and say no more: it counts for a fact that no page states now, and for no other.
    The order of `witnesses` does not count.
    """
    sheet = _Sheet()
    for fact in FACTS:
        if not _fold_fact(sheet, fact, witnesses):
            _fold_fact(sheet, fact, former)
    for some in (witnesses, former):
        _fold_identifiers(sheet, some)
    _story_with_its_author(sheet)
    _other_titles(sheet)
    _other_certificates(sheet)
    _year_of_release(sheet)
    unpinned = FilmStatement.model_validate(sheet.chosen)
    film = _pin(sheet, pins) if pins else unpinned
    return Folded(
        film=film,
        unpinned=unpinned,
        stated=dict(sorted(sheet.stated.items())),
        rules=dict(sorted(sheet.rules.items())),
        conflicts=tuple(sorted(sheet.conflicts, key=lambda conflict: (conflict.field, in_order(plain(conflict))))),
    )


def _pin(sheet: _Sheet, pins: Mapping[str, Pin]) -> FilmStatement:
    """The film with what was pinned in the place of what was chosen; what was stated stays."""
    chosen = dict(sheet.chosen)
    for name, pin in sorted(pins.items()):
        whole, _, part = name.partition(".")
        chosen[whole] = {**chosen.get(whole, {}), part: pin.value} if part else pin.value
        for label in [name, *(label for label in sheet.rules if label.startswith(f"{name}."))]:
            sheet.rules[label] = pin.rule
    film = FilmStatement.model_validate(chosen)
    sheet.conflicts = [_pinned(conflict, film, pins) for conflict in sheet.conflicts]
    return film


def _pinned(conflict: Conflict, film: FilmStatement, pins: Mapping[str, Pin]) -> Conflict:
    """A conflict with the pinned value as the chosen one. Where a list is pinned, none of its values is."""
    name = next((name for name in pins if f"{conflict.field}.".startswith(f"{name}.")), None)
    if name is None:
        return conflict
    fact = next((fact for fact in FACTS if fact.field == conflict.field and not fact.many), None)
    chosen = fact.brief(getattr(film, name)) if fact else plain(pins[name].value) if name == conflict.field else None
    return conflict.model_copy(update={"chosen": chosen, "rule": pins[name].rule})


def stated(candidate: Candidate, brief: Any = None) -> Stated:
    """A value, or `brief` in its place, with its pages, at most `MOST_PAGES` of them by name."""
    more = len(candidate.pages) - MOST_PAGES
    return Stated(
        value=candidate.plain if brief is None else brief,
        pages=candidate.pages[:MOST_PAGES],
        more=more if more > 0 else None,
        last_said=candidate.last_said,
    )


def _told(rule: str, by: Sequence[Candidate]) -> str:
    """The rule, and when it was said last where those who said it do not say it any more."""
    if not all(candidate.is_former for candidate in by):
        return rule
    days = [candidate.last_said for candidate in by if candidate.last_said]
    return LAST_SAID.format(max(days), rule) if days else ONCE_SAID.format(rule)


def _fold_fact(sheet: _Sheet, fact: Fact, witnesses: Iterable[Witness]) -> bool:
    """Fold one fact; False where none of the witnesses states it."""
    spelled = spellings(fact, witnesses)
    if not spelled:
        return False
    sheet.stated[fact.field] = tuple(stated(candidate) for candidate in as_stated(fact, spelled))
    found = candidates(fact, spelled)
    if fact.field == "title" and len(found) > 1:
        found = _under_any_name(found, witnesses)
    sheet.candidates[fact.field] = found
    winners: list[Candidate] = []
    if fact.many:
        sheet.rules[fact.field] = _told(MANY, found)
    for group in alternatives(fact, found):
        winner, rule = choose(group, fact.rules)
        rule = _told(rule, [winner])
        winners.append(winner)
        label = fact.label(winner.value) if fact.label else fact.field
        if not fact.many or len(group) > 1:
            sheet.rules[label] = rule
        if clash := clashing(fact, group, found):
            sheet.conflicts.append(_conflict(fact, label, clash, winner, rule))
    in_place = [candidate.value for candidate in found if candidate in winners]
    sheet.chosen[fact.field] = tuple(in_place) if fact.many else in_place[0]
    return True


def _under_any_name(titles: Sequence[Candidate], witnesses: Iterable[Witness]) -> list[Candidate]:
    """The titles with those, too, who have one as the original or as another title of their film."""
    also: dict[tuple[str, ...], list[Witness]] = {}
    for witness in witnesses:
        names = (witness.film.original_title, *witness.film.also_known_as)
        for key in {title_keys(name)[:1] for name in names if name}:
            also.setdefault(key, []).append(witness)
    return [
        Candidate(title.value, tuple(dict.fromkeys((*title.witnesses, *also.get(title_keys(title.value)[:1], ())))))
        for title in titles
    ]


def _conflict(fact: Fact, label: str, clash: Sequence[Candidate], winner: Candidate, rule: str) -> Conflict:
    values = [stated(candidate, fact.brief(candidate.value)) for candidate in clash]
    return Conflict(
        field=label,
        values=tuple(sorted(values, key=lambda value: (in_order(value.value), value.pages))),
        chosen=fact.brief(winner.value),
        rule=rule,
    )


def _fold_identifiers(sheet: _Sheet, witnesses: Sequence[Witness]) -> None:
    """Each kind of identifier is a fact of its own: two of one kind cannot both be the film's. Kinds that were folded
    before stay as they are.
    """
    known = frozenset(sheet.chosen.get("identifiers", {}))
    said: dict[str, dict[str, list[Witness]]] = {}
    for witness in witnesses:
        for kind, value in witness.film.identifiers.items():
            if kind in known:
                continue
            said.setdefault(kind, {}).setdefault(value, []).append(witness)
    for kind, values in sorted(said.items()):
        fact = Fact(field=f"identifiers.{kind}", clash=differ)
        found = sorted((Candidate(v, tuple(by)) for v, by in values.items()), key=lambda c: in_order(c.plain))
        winner, rule = choose(found, fact.rules)
        rule = _told(rule, [winner])
        sheet.chosen.setdefault("identifiers", {})[kind] = winner.value
        sheet.stated[fact.field] = tuple(stated(candidate) for candidate in found)
        sheet.rules[fact.field] = rule
        if len(found) > 1:
            sheet.conflicts.append(_conflict(fact, fact.field, found, winner, rule))


def _story_with_its_author(sheet: _Sheet) -> None:
    """The author named is that of the storyline chosen; where its pages name none, nobody."""
    if "storyline_author" not in sheet.chosen or "storyline" not in sheet.chosen:
        return
    story = next(c for c in sheet.candidates["storyline"] if c.value == sheet.chosen["storyline"])
    authors = [c for c in sheet.candidates["storyline_author"] if not set(c.pages).isdisjoint(story.pages)]
    if not authors:
        del sheet.chosen["storyline_author"], sheet.rules["storyline_author"]
        return
    winner, rule = choose(authors, ())
    sheet.chosen["storyline_author"], sheet.rules["storyline_author"] = winner.value, _told(rule, [winner])


def _other_titles(sheet: _Sheet) -> None:
    """Displayed titles that were not chosen are names under which the film is known, too."""
    known = {title_keys(title)[:1] for name in ("title", "original_title") if (title := sheet.chosen.get(name))}
    found: list[Candidate] = []
    for name in ("title", "original_title", "also_known_as"):
        for candidate in sheet.candidates.get(name, ()):
            if title_keys(candidate.value)[:1] not in known:
                known.add(title_keys(candidate.value)[:1])
                found.append(candidate)
    if found:
        sheet.chosen["also_known_as"] = tuple(candidate.value for candidate in found)
        sheet.rules["also_known_as"] = _told(MANY, found)
    else:
        sheet.chosen.pop("also_known_as", None)


def _other_certificates(sheet: _Sheet) -> None:
    """Certificates of other authorities than the chosen one's stand beside it."""
    chosen: ContentRating | None = sheet.chosen.get("content_rating")
    system = chosen.system if chosen else None
    others = [c for c in sheet.candidates.get("content_rating", ()) if c.value.system != system]
    if others:
        listed = sheet.candidates.get("content_ratings", [])
        known = sheet.chosen.get("content_ratings", ())
        sheet.chosen["content_ratings"] = (*known, *(other.value for other in others if other.value not in known))
        sheet.rules["content_ratings"] = _told(MANY, [*listed, *others])


def _year_of_release(sheet: _Sheet) -> None:
    """Where no page states the year, the release dates tell it."""
    if "year" not in sheet.chosen and (year := earliest_year(sheet.chosen.get("release_dates", ()))):
        sheet.chosen["year"] = year
        sheet.rules["year"] = _told(INFERRED_YEAR, sheet.candidates["release_dates"])
