"""Are these two films the same: clues with weights and reasons.

`film_clues` makes the comparable form of one film once, `compare` gives the verdict on two, `block_keys` says which
films are worth comparing, `join_lists` joins two lists of films.
"""

from __future__ import annotations

from pipelines.matching.blocking import block_keys
from pipelines.matching.compare import Verdict, compare
from pipelines.matching.films import FilmClues, film_clues
from pipelines.matching.lists import Joined, join_lists

__all__ = ["FilmClues", "Joined", "Verdict", "block_keys", "compare", "film_clues", "join_lists"]
