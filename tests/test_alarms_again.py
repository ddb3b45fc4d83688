"""Alarms that some addresses took and others did not: what is told next, and to whom nothing is held back."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from test_alarms import NOW, Hook, hook, other_hook, titles, to, turn

from ledger.database import Ledger
from ledger.settings import Settings
from scheduler import alarms

__all__ = ["hook", "other_hook"]


def test_an_address_that_always_fails_keeps_no_recovery_from_the_others(
    ledger: Ledger, ledger_settings: Settings, hook: Hook, other_hook: Hook
) -> None:
    settings = to(ledger_settings, hook, other_hook)
    other_hook.status = 500
    for state in ("failing", "ok", "warning", "ok"):
        turn(ledger, state)
        assert alarms.send(ledger, NOW, settings) == 0
    assert [title.rpartition(" is ")[2] for title in titles(hook)] == [
        *("failing", "well again"),
        *("in a state worth a warning", "well again"),
    ]
    assert other_hook.got == []


def test_a_recovery_while_only_some_are_told_is_told_next(
    ledger: Ledger, ledger_settings: Settings, hook: Hook, other_hook: Hook
) -> None:
    settings = to(ledger_settings, other_hook, hook)
    other_hook.status = 500
    turn(ledger, "failing")
    hook.free.clear()
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(alarms.send, ledger, NOW, settings)
        while not hook.asked and not sending.done():
            time.sleep(0.01)
        turn(ledger, "ok")
        hook.free.set()
        assert sending.result() == 0
    alarms.send(ledger, NOW, settings)
    assert [title.rpartition(" is ")[2] for title in titles(hook)] == ["failing", "well again"]


def test_alarms_that_wait_to_be_tried_again_hold_up_no_others(
    ledger: Ledger, ledger_settings: Settings, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alarms, "MOST_AT_ONCE", 2)
    settings = to(ledger_settings, hook)
    hook.status = 500
    for name in ("a.example", "b.example"):
        turn(ledger, "failing", name=name)
    assert alarms.send(ledger, NOW, settings) == 0
    hook.status = 200
    turn(ledger, "failing", name="z.example")
    assert alarms.send(ledger, NOW, settings) == 1 and titles(hook) == ["source z.example is failing"]
    assert alarms.send(ledger, NOW + timedelta(hours=1), settings) == 2
