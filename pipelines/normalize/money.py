"""Money: sums, prices, and what a film took or cost."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.normalize.box_office import box_office
from pipelines.normalize.sums import read_sum

__all__ = ["Money", "box_office", "money", "price"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Money:
    """A sum in whole units of `currency` (ISO 4217; None where the words name none).

    `approximate` is true where the page rounds: with a scale word ("$2.7 million") or "about".
    """

    amount: int
    currency: str | None = None
    approximate: bool = False


def money(words: str) -> Money | None:
    """The sum of money in the words, the first of several; None where they say nothing.

    >>> money("$2.7 million"), money("5310554$")
    (Money(amount=2700000, currency='USD', approximate=True), Money(amount=5310554, currency='USD', approximate=False))
    >>> [(m.amount, m.currency) for w in ("1,5 Mio. €", "₹120 crore", "1 234 567 руб.", "$12.5bn") if (m := money(w))]
    [(1500000, 'EUR'), (1200000000, 'INR'), (1234567, 'RUB'), (12500000000, 'USD')]
    """
    found = read_sum(words)
    if found is None:
        return None
    return Money(amount=int(found.amount), currency=found.currency, approximate=found.is_about)


def price(words: str) -> tuple[float, str | None] | None:
    """A price with its cents, and the currency; None where the words say nothing.

    >>> price("From $3.99 (HD)"), price("4,99 €"), price("-")
    ((3.99, 'USD'), (4.99, 'EUR'), None)
    """
    found = read_sum(words)
    return (float(found.amount), found.currency) if found else None
