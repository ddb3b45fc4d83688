"""When schedules are due: cron lines, daylight saving, jitter, blackouts; no time is lost, none comes twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from longer import longer

from scheduler.times import Times
from scheduler.times.blackouts import blackout, end_of, leave_room
from scheduler.times.cron import following, triggers, weekdays

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ZONES = ("UTC", "Europe/Prague", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata")


def times(**values: object) -> Times:
    return Times(**{"name": "seeds", "anchor": START, "every": HOUR, **values})  # type: ignore[arg-type]


def all_of(found: Times, since: datetime, until: datetime) -> list[datetime]:
    dues = []
    due = found.following(since)
    while due and due <= until:
        dues.append(due)
        due = found.following(due)
    return dues


def parts(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """A field of a cron line: *, */5, 3, 1-4, 1-9/2, or a list of such."""
    number = st.integers(least, most)
    span = st.tuples(number, number).map(lambda ends: f"{min(ends)}-{max(ends)}")
    each = st.one_of(st.just("*"), st.integers(1, most).map("*/{}".format), number.map(str), span)
    return st.lists(each, min_size=1, max_size=2).map(",".join)


def numbers(field: str, least: int, most: int) -> set[int]:
    found: set[int] = set()
    for part in field.split(","):
        ends, _, step = part.partition("/")
        first, _, last = ends.partition("-")
        begin, end = (least, most) if ends == "*" else (int(first), int(last or first))
        found |= set(range(begin, end + 1, int(step or 1)))
    return found


def by_hand(line: str) -> Callable[[datetime], bool]:
    """Whether crontab(5) runs a line at a minute: written from the manual, apart from what is tested."""
    minute, hour, day, month, weekday = line.split()
    minutes, hours, days = numbers(minute, 0, 59), numbers(hour, 0, 23), numbers(day, 1, 31)
    months, weekdays_ = numbers(month, 1, 12), {one % 7 for one in numbers(weekday, 0, 7)}
    is_either = not day.startswith("*") and not weekday.startswith("*")

    def runs(at: datetime) -> bool:
        on_day, on_weekday = at.day in days, at.isoweekday() % 7 in weekdays_
        is_day = on_day or on_weekday if is_either else on_day and on_weekday
        return at.minute in minutes and at.hour in hours and at.month in months and is_day

    return runs


@settings(deadline=None, max_examples=40)
@given(parts(59), parts(23), parts(28, 1), parts(6), st.integers(0, 300))
@example("0", "6", "1", "0", 0)
@example("0", "6", "1,15", "5-7", 0)
@example("0", "6", "1", "*/2", 0)
def test_a_cron_line_means_what_crontab_means(minute: str, hour: str, day: str, weekday: str, later: int) -> None:
    line = f"{minute} {hour} {day} * {weekday}"
    since = START + later * DAY
    expected = (since + step * MINUTE for step in range(1, 3 * 24 * 60))
    runs = by_hand(line)
    found = all_of(times(every=None, cron=line), since, since + 3 * DAY - MINUTE)
    assert found == [at for at in expected if runs(at)]


@pytest.mark.parametrize(
    "line", ["* * * *", "60 * * * *", "0 6 * * 8", "0 6 * * mo", "0 6 * * mon-", "every day", "0 25 * * *", ""]
)
def test_a_cron_line_that_is_none_is_refused(line: str) -> None:
    with pytest.raises(ValueError):
        triggers(line, "UTC")


def test_weekdays_have_names_and_numbers() -> None:
    assert weekdays("fri-mon") == weekdays("5-7,1") == "sun,mon,fri,sat"
    assert weekdays("1-7") == weekdays("*") == "*"


def local(line: str, zone: str, since: str, count: int) -> list[str]:
    moment, found = datetime.fromisoformat(since).replace(tzinfo=ZoneInfo(zone)), []
    for _ in range(count):
        moment = following(line, zone, moment) or moment
        found.append(f"{moment.astimezone(ZoneInfo(zone)):%d %H:%M}")
    return found


def test_a_wall_clock_time_is_kept_over_daylight_saving() -> None:
    assert local("30 6 * * *", "Europe/Prague", "2026-03-27T12:00", 4) == [
        "28 06:30",
        "29 06:30",
        "30 06:30",
        "31 06:30",
    ]


def test_a_time_that_is_skipped_is_run_an_hour_later_and_one_that_comes_twice_is_run_once() -> None:
    assert local("30 2 * * *", "Europe/Prague", "2026-03-28T12:00", 2) == ["29 03:30", "30 02:30"]
    assert local("30 2 * * *", "Europe/Prague", "2026-10-24T12:00", 2) == ["25 02:30", "26 02:30"]
    assert local("0,30 1-3 * * *", "Europe/Prague", "2026-10-25T00:00", 6) == [
        *("25 01:00", "25 01:30", "25 02:00", "25 02:30", "25 03:00", "25 03:30")
    ]
    assert local("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00", 2) == ["04 02:45", "05 02:15"]


def test_what_runs_every_hour_runs_every_hour_when_the_clock_is_changed() -> None:
    for day in ("2026-03-29", "2026-10-25"):
        since = datetime.fromisoformat(f"{day}T00:00").replace(tzinfo=ZoneInfo("Europe/Prague")).astimezone(UTC)
        found = all_of(times(every=None, cron="0 * * * *", timezone="Europe/Prague"), since, since + 6 * HOUR)
        assert found == [since + step * HOUR for step in range(1, 7)]


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(ZONES), st.integers(0, 364), st.integers(0, 23), st.integers(0, 59))
@example("Europe/Prague", 86, 2, 30)
@example("Europe/Prague", 296, 2, 30)
def test_a_daily_line_runs_once_each_day(zone: str, day: int, hour: int, minute: int) -> None:
    found = all_of(
        times(every=None, cron=f"{minute} {hour} * * *", timezone=zone), START + day * DAY, START + (day + 4) * DAY
    )
    dates = [moment.astimezone(ZoneInfo(zone)).date() for moment in found]
    assert all(later - earlier == DAY for earlier, later in pairwise(dates)) and len(dates) in (4, 5)


def test_hours_in_words() -> None:
    assert sorted(blackout("fri-sun").days) == [4, 5, 6]
    assert blackout("22:00-24:00").end.hour == 0
    for wrong in ("", "8-18", "25:00-26:00", "someday", "08:00", "mon 08:00-18:00-20:00"):
        with pytest.raises(ValueError, match="are no hours"):
            blackout(wrong)


def test_blackouts_end() -> None:
    night = ("mon-fri 22:00-06:00",)
    friday = datetime(2026, 1, 2, 23, 0, tzinfo=UTC)
    assert end_of(night, "UTC", friday) == datetime(2026, 1, 3, 6, 0, tzinfo=UTC)
    assert end_of(night, "UTC", friday + DAY) == friday + DAY
    assert end_of(("08:00-18:00", "18:00-20:00"), "UTC", START + 9 * HOUR) == START + 20 * HOUR
    assert not leave_room(("00:00-24:00",)) and leave_room(("00:00-23:59",))


def test_a_blackout_is_of_the_wall_clock_over_daylight_saving() -> None:
    before, after = (datetime(2026, 3, day, 2, 0, tzinfo=UTC) for day in (28, 29))
    assert end_of(("00:00-06:00",), "Europe/Prague", before) == before + 3 * HOUR
    assert end_of(("00:00-06:00",), "Europe/Prague", after) == after + 2 * HOUR


rules = st.one_of(
    st.builds(lambda minutes: {"every": minutes * MINUTE}, st.integers(7, 3000)),
    st.builds(
        lambda line, zone: {"every": None, "cron": line, "timezone": zone},
        st.sampled_from(["*/15 * * * *", "30 2 * * *", "0 */5 * * mon-fri", "0 12 1 * *"]),
        st.sampled_from(ZONES),
    ),
)
hours = st.sampled_from([(), ("08:00-18:00",), ("sat-sun",), ("mon-fri 22:00-06:00", "12:00-13:00")])
TIMES = (rules, hours, st.sampled_from([0, 30, 900, 7200]))


@settings(deadline=None, max_examples=30)
@given(*TIMES, st.lists(st.integers(1, 4000), min_size=5, max_size=40))
def test_every_due_time_is_given_once_or_passed_over(
    rule: dict[str, object], black: tuple[str, ...], jitter: int, steps: list[int]
) -> None:
    """A service looks at random moments; what it gives out and what it passes over is all that was due, once each."""
    found = times(**rule, blackouts=black, jitter=timedelta(seconds=jitter))
    now = last = START
    seen: list[datetime] = []
    for step in steps:
        now += step * MINUTE
        if due := found.due(last, now):
            seen += [*found.passed(last, due, 10_000), due]
            assert found.begins(due) <= now
            assert end_of(black, found.timezone, now) == now
            last = due
    assert seen == all_of(found, START, last)


test_every_due_time_of_very_many_schedules = longer(
    test_every_due_time_is_given_once_or_passed_over,
    1000,
    *TIMES,
    st.lists(st.integers(1, 4000), min_size=5, max_size=40),
)


@settings(deadline=None, max_examples=30)
@given(*TIMES, st.text("ab", max_size=8))
@example({"every": 7 * MINUTE}, ("mon-fri 22:00-06:00", "12:00-13:00"), 900, "seeds")
def test_who_is_woken_when_it_says_finds_each_time_when_it_begins(
    rule: dict[str, object], black: tuple[str, ...], jitter: int, name: str
) -> None:
    found = times(**rule, blackouts=black, jitter=timedelta(seconds=jitter), name=name)
    now = last = START
    for _ in range(60):
        woken = found.wakes(now)
        assert woken and woken > now
        assert found.due(last, woken - timedelta(seconds=1)) is None
        now = woken
        if due := found.due(last, now):
            last = due
        assert end_of(black, found.timezone, now) > now or found.due(START, now) in (None, last)


test_who_is_woken_by_very_many_schedules = longer(
    test_who_is_woken_when_it_says_finds_each_time_when_it_begins, 1000, *TIMES, st.text("ab", max_size=8)
)


def test_jitter_is_the_same_everywhere_and_another_for_each_time_and_name() -> None:
    one, other = times(jitter=20 * MINUTE), times(jitter=20 * MINUTE, name="other")
    dues = [START + step * HOUR for step in range(1, 200)]
    late = [one.begins(due) - due for due in dues]
    assert late == [times(jitter=20 * MINUTE).begins(due) - due for due in dues]
    assert late != [other.begins(due) - due for due in dues]
    assert min(late) >= timedelta(0) and max(late) < 20 * MINUTE and len(set(late)) > 100
    assert 8 * MINUTE < sum(late, timedelta(0)) / len(late) < 12 * MINUTE


def test_jitter_stays_before_the_next_time() -> None:
    found = times(every=MINUTE, jitter=HOUR)
    dues = [START + step * MINUTE for step in range(1, 500)]
    assert all(due <= found.begins(due) < due + MINUTE for due in dues)


def test_what_waits_for_the_end_of_a_blackout_does_not_begin_all_at_once() -> None:
    due = START + 9 * HOUR
    begins = [times(name=f"s{number}", jitter=HOUR, blackouts=("08:00-18:00",)).begins(due) for number in range(50)]
    assert all(START + 18 * HOUR <= at < START + 19 * HOUR for at in begins) and len(set(begins)) > 40


def test_a_time_long_ago_is_found() -> None:
    yearly = times(every=None, cron="0 0 1 1 *")
    assert yearly.due(START - 800 * DAY, START + 200 * DAY) == START
    assert times(every=400 * DAY).due(START, START + 5000 * DAY) == START + 4800 * DAY
