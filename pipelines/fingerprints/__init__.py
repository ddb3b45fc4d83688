"""Are these two reviews the same: identical, edited, an excerpt, under another byline; or only alike?"""

from pipelines.fingerprints.clues import ReviewClues, review_clues
from pipelines.fingerprints.compare import Verdict, compare, verdict
from pipelines.fingerprints.copies import Copied, PlacedText, copies
from pipelines.fingerprints.groups import Group, groups

__all__ = [
    "Copied",
    "Group",
    "PlacedText",
    "ReviewClues",
    "Verdict",
    "compare",
    "copies",
    "groups",
    "review_clues",
    "verdict",
]
