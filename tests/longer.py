"""Tests of drawn data once more over many more examples, for `make trust`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st


def longer(short: Callable[..., None], examples: int, *drawn: st.SearchStrategy[Any]) -> Callable[..., None]:
    """The same test over so many examples, among the long ones; `drawn` is what is drawn for it, data if not said."""
    inner = short.hypothesis.inner_test  # type: ignore[attr-defined]
    many = settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    whole: Any = many(given(*(drawn or (st.data(),)))(inner))
    return pytest.mark.trust(whole)  # type: ignore[no-any-return]
