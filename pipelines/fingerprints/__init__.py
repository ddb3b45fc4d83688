"""Are these two reviews the same: identical, edited, an excerpt, under another byline; or only alike?"""

from pipelines.fingerprints.clues import ReviewClues, review_clues
from pipelines.fingerprints.compare import Verdict, compare, verdict

__all__ = ["ReviewClues", "Verdict", "compare", "review_clues", "verdict"]
