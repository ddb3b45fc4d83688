"""The values that records are made of: a date as far as it is known, a cast member, a sum of money, a score ..."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

PartialDate = Annotated[str, Field(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?|--\d{2}(-\d{2})?)$")]
"""ISO 8601, as far as the page gives it: "2012-09-28", "2012-09", "2012"; "--09-28" where it gives no year."""


class Record(BaseModel):
    """A frozen record; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def plain(self) -> dict[str, Any]:
        """The record as JSON-ready values, absent ones left out.

        >>> CastMember(name="Viola Davis").plain()
        {'name': 'Viola Davis'}
        """
        plain: dict[str, Any] = _without_absent(self.model_dump(mode="json", by_alias=True))
        return plain


def _without_absent(value: Any) -> Any:
    if isinstance(value, dict):
        found = {key: _without_absent(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item is not None and item not in ([], {})}
    return [_without_absent(item) for item in value] if isinstance(value, list) else value


class CastMember(Record):
    """schema.org `actor` with TMDB's `character`."""

    name: str
    character: str | None = None


class ReleaseDate(Record):
    """TMDB `release_dates`. `country` is ISO 3166-1 alpha-2; `note` is "premiere", "limited", a festival ..."""

    date: PartialDate
    country: str | None = None
    note: str | None = None


class ContentRating(Record):
    """schema.org `contentRating`. `system` names who rated ("MPA", "BBFC", "FSK"); `value` as printed ("PG-13")."""

    system: str | None = None
    value: str
    reason: str | None = None
    country: str | None = None


class BoxOffice(Record):
    """A sum of money that a film took or cost. `amount` is in whole units of `currency` (ISO 4217)."""

    measure: Literal["gross", "opening_weekend", "budget"]
    region: str | None = None
    """ISO 3166-1 alpha-2; absent is worldwide or unsaid."""
    amount: int
    currency: str | None = None
    as_of: PartialDate | None = None
    approximate: bool = False
    """True where the page rounds ("$2.7 million")."""


class Awards(Record):
    """Counts over all awards."""

    wins: int | None = None
    nominations: int | None = None


class Quote(Record):
    """A line from the film."""

    character: str | None = None
    text: str


class Connection(Record):
    """IMDb's movie connection: this film `relation` that film ("references", "remake_of")."""

    relation: str
    title: str
    year: int | None = None


class Soundtrack(Record):
    """A piece of music; `credits` as printed, a line each."""

    title: str
    credits: tuple[str, ...] = ()


class Offer(Record):
    """schema.org `Offer`: where the film can be had. `is_minimum` marks "from $3.99"."""

    provider: str | None = None
    price: float | None = None
    currency: str | None = None
    format: str | None = None
    is_minimum: bool = False


class Score(Record):
    """One score. `value` of `best` where the notation has numbers; `words` as printed; `percent` is 0 to 100.

    A notation without an agreed meaning ("3 bags of popcorn") keeps its words and has no `percent`.
    """

    words: str
    value: float | None = None
    best: float | None = None
    percent: float | None = Field(default=None, ge=0, le=100)


class Helpful(Record):
    """How many readers found a review helpful, of how many who said."""

    up: int = Field(ge=0)
    total: int | None = Field(default=None, ge=0)
