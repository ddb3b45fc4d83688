"""When a schedule is due: cron lines, steps of time, jitter and blackouts. Knows neither the ledger nor the clock."""

from scheduler.times.times import Times

__all__ = ["Times"]
