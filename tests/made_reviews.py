"""Reviews made up by a small grammar, and what sites and editors do to them, for tests and benches."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WORDS = tomllib.loads(Path(__file__).with_name("made_words.toml").read_text("utf-8"))
NOUNS, ADJECTIVES, VERBS, ADVERBS = (WORDS[name].split() for name in ("nouns", "adjectives", "verbs", "adverbs"))
DETERMINERS, LINKS, PREPOSITIONS = (WORDS[name].split() for name in ("determiners", "links", "prepositions"))
FIRST_NAMES, LAST_NAMES, HANZI = (WORDS[name].split() for name in ("first_names", "last_names", "hanzi"))
PAPERS = ("Harbour Gazette", "Evening Lantern", "North Post", "Reel Notes", "The Cinema Page", "Valley Courier")
STOCK = (
    "one of the best films of the year",
    "this is the kind of movie that",
    "I had high hopes for this one",
    "not to be missed",
    "it is not for everyone but",
    "I can't remember the last time I",
    "at the end of the day",
)
GENERIC = (
    "Great movie!", "Loved it.", "A must see.", "Boring.", "A guilty pleasure.", "Good fun for the whole family.",
    "Best film of the year.", "Not bad, not great.", "What a waste of time.", "Just wow.", "A visual treat.",
)  # fmt: skip
FURNITURE_BEFORE = (
    "User Reviews",
    "Share on Facebook\nTweet\nEmail",
    "MOVIE REVIEW",
    "12 of 14 people found this review helpful",
    "Warning: Spoilers",
    "Отзывы",
    "Critiques Spectateurs",
)
FURNITURE_AFTER = (
    "Full Review",
    "Was this review helpful?",
    "Leave a comment",
    "3 comments",
    "Report this",
    "Добавить комментарий",
    "Lire la suite",
    "Sign up for our newsletter.",
)


@dataclass
class Writer:
    """Writes reviews; the same seed writes the same."""

    seed: int
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def _thing(self) -> list[str]:
        rng = self.rng
        words = [rng.choice(DETERMINERS)]
        words += rng.sample(ADJECTIVES, rng.choice((0, 1, 1, 2)))
        return [*words, rng.choice(NOUNS)]

    def clause(self) -> list[str]:
        rng = self.rng
        words = self._thing()
        if rng.random() < 0.4:
            words.append(rng.choice(ADVERBS))
        words += [rng.choice(VERBS), *self._thing()]
        if rng.random() < 0.5:
            words += [rng.choice(PREPOSITIONS), *self._thing()]
        return words

    def sentence(self) -> str:
        rng = self.rng
        words = self.clause()
        if rng.random() < 0.4:
            words[-1] += ","
            words += [rng.choice(LINKS), *self.clause()]
        said = " ".join(words)
        if rng.random() < 0.12:
            said = f"{rng.choice(STOCK)} {said}"
        return said[0].upper() + said[1:] + rng.choice("......!?")

    def body(self, sentences: int) -> str:
        """A review of so many sentences, in paragraphs."""
        said = [self.sentence() for _ in range(sentences)]
        return "".join(s + ("\n\n" if place % 4 == 3 else " ") for place, s in enumerate(said)).strip()

    def chinese(self, words: int) -> str:
        rng = self.rng
        return (
            "".join(rng.choice(HANZI) + rng.choice(("", "", "", "", "，", "", "", "。")) for _ in range(words)) + "。"
        )

    def name(self) -> str:
        return f"{self.rng.choice(FIRST_NAMES)} {self.rng.choice(LAST_NAMES)}"

    def paper(self) -> str:
        return self.rng.choice(PAPERS)

    def review(self, sentences: int | None = None) -> dict[str, Any]:
        """A signed review."""
        count = sentences or self.rng.choice((1, 2, 2, 3, 3, 4, 6, 8, 12, 20))
        return {"author": self.name(), "publication": self.paper(), "body": self.body(count)}

    # What happens to a review on its way to another page.

    def typography(self, body: str) -> str:
        """Case, quotes, dashes, dots, entities, soft hyphens, spaces: anything but the words."""
        rng = self.rng
        for change in rng.sample(range(7), rng.randint(1, 3)):
            body = (
                lambda s: s.upper(),
                lambda s: s.replace("'", "’").replace(" and ", " &#97;nd "),
                lambda s: s.replace(" ", "\u00a0").replace("\u00a0", " ", len(s) // 12),
                lambda s: s.replace(". ", ".\n"),
                lambda s: s.replace("fi", "ﬁ").replace("ing", "i\u00adng"),
                lambda s: s.replace(",", " –").replace("...", "…"),
                lambda s: s.replace(" the ", " \u200bthe "),
            )[change](body)
        return body

    def edited(self, body: str, share: float = 0.12) -> str:
        """Every so many words another, one more, or one less."""
        rng = self.rng
        said: list[str] = []
        for word in body.split(" "):
            if rng.random() >= share:
                said.append(word)
            elif rng.random() < 0.7:
                said.append(rng.choice(ADJECTIVES + NOUNS + VERBS))
            elif rng.random() < 0.5:
                said += [word, rng.choice(ADVERBS)]
        return " ".join(said)

    def excerpt(self, body: str, words: int) -> str:
        """A head, a whole sentence, or a middle, perhaps with dots or a link to the rest."""
        rng = self.rng
        said = body.split()
        if len(said) <= words + 2:
            return body
        if rng.random() < 0.4:
            return " ".join(said[:words]).rstrip(".,!?") + rng.choice(("...", "…", "... Read all", "… (more)", ""))
        start = rng.randrange(1, len(said) - words)
        middle = " ".join(said[start : start + words])
        return rng.choice(("{}", "...{}...", "“{}”", "[...] {} [...]", '"{}"')).format(middle)

    def framed(self, body: str, author: str = "") -> str:
        """With a site's furniture around it."""
        rng = self.rng
        before = [rng.choice(FURNITURE_BEFORE)] * rng.randint(0, 1) + [f"By {author}"] * bool(author)
        return "\n".join([*before, body, *rng.sample(FURNITURE_AFTER, rng.randint(0, 2))])

    def respelled(self, author: str) -> str:
        """The same name as another page spells it."""
        first, last = author.split()
        return self.rng.choice(
            (
                f"By {author}",
                author.upper(),
                f"{last}, {first}",
                f"{author}, film critic",
                f"{first[0]}. {last}",
                f"Reviewed by {author}",
            )
        )
