"""When pages are read again: schedules, the lease, runs, alarms. Stands on pipelines, ledger and scrapers."""
