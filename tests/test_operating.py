"""What an operator is given: the unit, the alerts and their page, held against the program, systemd and Prometheus."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from cli.app import app
from ledger.crawling import FetchOutcome
from ledger.database import Ledger
from ledger.records import Outcome
from ledger.runs import RunOutcome
from ledger.scheduling import FiringState
from ledger.settings import Settings
from scheduler.metrics import SWEEPS, exposition
from tests.commands import problems

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "operating.md").read_text(encoding="utf-8")
UNIT, RULES = DOCS / "filmledger.service", DOCS / "filmledger.rules.yml"
ALERTS: dict[str, dict[str, Any]] = {
    rule["alert"]: rule for rule in yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"][0]["rules"]
}
PROMTOOL = shutil.which("promtool")
VALUES = {
    ("filmledger_pages_asked_total", "outcome"): get_args(FetchOutcome),
    ("filmledger_pages_read_total", "outcome"): (*get_args(Outcome), "unchanged"),
    ("filmledger_runs_total", "outcome"): get_args(RunOutcome),
    ("filmledger_due_last_day", "state"): get_args(FiringState),
    ("filmledger_schedules", "state"): ("active", "paused", "broken"),
    ("filmledger_seconds_since_sweep", "what"): tuple(SWEEPS),
}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading of the page, without its two first lines."""
    lines = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0].splitlines()
    table = [line for line in lines if line.startswith("|")][2:]
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in table]


def test_the_page_has_every_metric_and_its_labels(ledger: Ledger) -> None:
    told = re.findall(r"^# HELP (filmledger_\w+) ", exposition(ledger).body.decode(), re.MULTILINE)
    assert sorted(row[0].strip("`") for row in rows("Metrics")) == sorted(told)
    labels = {row[0].strip("`"): set(row[1].replace(" ", "").split(",")) - {""} for row in rows("Metrics")}
    seen = re.findall(r"^(filmledger_\w+)\{(.*?)\} ", exposition(ledger).body.decode(), re.MULTILINE)
    assert len(seen) > 20
    for name, given in seen:
        assert set(re.findall(r'(\w+)="', given)) == labels[name], name


def test_the_settings_have_the_defaults_that_the_page_says() -> None:
    for name, default, _ in rows("What the operator sets"):
        field = Settings.model_fields[name.strip("`").removeprefix("FILMLEDGER_").lower()]
        said = {"unset": None, "0": False}.get(default, default)
        assert said == field.default if said in (None, False) else float(said) == field.default, name


def test_each_alert_has_its_row_of_what_to_do() -> None:
    assert [row[0] for row in rows("At three in the morning")] == list(ALERTS)
    assert all(alert["annotations"]["summary"].endswith(".") for alert in ALERTS.values())
    assert {alert["labels"]["severity"] for alert in ALERTS.values()} == {"critical", "warning"}


def test_alerts_ask_for_what_is_told(ledger: Ledger) -> None:
    labels = {row[0].strip("`"): set(row[1].replace(" ", "").split(",")) - {""} for row in rows("Metrics")}
    for name, alert in ALERTS.items():
        asked = re.findall(r"\b((?:filmledger_\w+|up))(?:\{(.*?)\})?", alert["expr"])
        assert asked, name
        for metric, matchers in asked:
            assert metric == "up" or metric in labels, (name, metric)
            for label, value in re.findall(r'(\w+)=~?"(.*?)"', matchers or ""):
                if metric != "up":
                    assert label in labels[metric] and set(value.split("|")) <= set(VALUES[metric, label]), name


I = 'instance="a",job="filmledger"'  # noqa: E741 - as short as the series it stands in
ILL: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "FilmledgerDown": ({f"up{{{I}}}": "0x900"}, {f"up{{{I}}}": "1x900"}),
    "FilmledgerDatabaseDown": ({"filmledger_database_up": "0x900"}, {"filmledger_database_up": "1x900"}),
    "FilmledgerNobodyInCharge": ({"filmledger_lease_held": "0x900"}, {"filmledger_lease_held": "1 0 1 0 1x900"}),
    "FilmledgerNotLookedAfter": (
        {'filmledger_seconds_since_sweep{what="health"}': "0+60x900"},
        {'filmledger_seconds_since_sweep{what="health"}': "60x900"},
    ),
    "FilmledgerLate": ({"filmledger_late_seconds": "0+60x900"}, {"filmledger_late_seconds": "3000x900"}),
    "FilmledgerMissed": (
        {
            f'filmledger_due_last_day{{{I},state="{state}"}}': f"{many}x900"
            for state, many in {"ended": 20, "missed": 9}.items()
        },
        {
            f'filmledger_due_last_day{{{I},state="{state}"}}': f"{many}x900"
            for state, many in {"ended": 2, "missed": 3}.items()
        },
    ),
    "FilmledgerScheduleBroken": (
        {'filmledger_schedules{state="broken"}': "1x900"},
        {'filmledger_schedules{state="broken"}': "0x900"},
    ),
    "FilmledgerRunsFail": (
        {
            f'filmledger_runs_total{{{I},kind="crawl",outcome="{one}"}}': f"0+{n}x900"
            for one, n in {"failed": 2, "done": 1}.items()
        },
        {
            f'filmledger_runs_total{{{I},kind="crawl",outcome="{one}"}}': f"0+{n}x900"
            for one, n in {"failed": 1, "done": 2}.items()
        },
    ),
    "FilmledgerTurnedAway": (
        {
            f'filmledger_pages_asked_total{{{I},outcome="{one}"}}': f"0+{n}x900"
            for one, n in {"block": 5, "ok": 5}.items()
        },
        {
            f'filmledger_pages_asked_total{{{I},outcome="{one}"}}': f"0+{n}x900"
            for one, n in {"block": 1, "ok": 9}.items()
        },
    ),
    "FilmledgerReaderBroken": (
        {'filmledger_pages_read_total{outcome="broken"}': "0+1x900"},
        {'filmledger_pages_read_total{outcome="broken"}': "5x900"},
    ),
    "FilmledgerSourceSilent": (
        {'filmledger_source_seconds_since_good_run{source="s"}': "1400000x900"},
        {'filmledger_source_seconds_since_good_run{source="s"}': "0+60x900"},
    ),
    "FilmledgerRunWithoutEnd": (
        {"filmledger_oldest_run_seconds": "200000x900"},
        {"filmledger_oldest_run_seconds": "80000x900"},
    ),
    "FilmledgerNotJoined": (
        {"filmledger_unlinked_readings": "40x900"},
        {"filmledger_unlinked_readings": "40x600 0 40x300"},
    ),
    "FilmledgerDiskFull": (
        {'filmledger_disk_free_bytes{folder="home"}': "100000000000-50000000x900"},
        {'filmledger_disk_free_bytes{folder="home"}': "100000000000x900"},
    ),
}
"""{alert: (series minute by minute by which it has to fire, and by which it must not)}."""


def test_every_alert_is_tried() -> None:
    assert list(ILL) == list(ALERTS)


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed: the alerts are not tried by Prometheus itself")
def test_alerts_fire_when_they_should_and_only_then(tmp_path: Path) -> None:
    checked = subprocess.run([str(PROMTOOL), "check", "rules", RULES], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    tests = [
        {
            "interval": "1m",
            "input_series": [{"series": name, "values": values} for name, values in series.items()],
            "promql_expr_test": [
                {
                    "expr": f'count(ALERTS{{alertname="{name}", alertstate="firing"}})',
                    "eval_time": "14h",
                    "exp_samples": [{"labels": "{}", "value": 1}] if fires else [],
                }
            ],
        }
        for name, cases in ILL.items()
        for fires, series in zip((True, False), cases, strict=True)
    ]
    file = tmp_path / "tests.yml"
    file.write_text(yaml.safe_dump({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": tests}))
    done = subprocess.run([str(PROMTOOL), "test", "rules", file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed: the metrics are not held against its rules")
def test_prometheus_has_nothing_to_say_against_the_metrics(ledger: Ledger) -> None:
    told = exposition(ledger).body.decode()
    done = subprocess.run([str(PROMTOOL), "check", "metrics"], input=told, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def unit() -> configparser.ConfigParser:
    """The unit. Keys that stand several times have their last value."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


def test_the_unit_runs_what_there_is_and_lets_it_end() -> None:
    service = unit()["Service"]
    words = shlex.split(service["ExecStart"])
    assert problems(app, ["filmledger", *words[1:]]) == []
    given = dict(pair.split("=") for pair in shlex.split(service["Environment"]))
    known = {f"FILMLEDGER_{name.upper()}" for name in Settings.model_fields} | {"FILMLEDGER_SOURCES"}
    assert set(given) <= known and given["FILMLEDGER_HOME"].endswith(service["StateDirectory"])
    assert service["KillMode"] == "mixed" and int(service["TimeoutStopSec"]) > 30
    assert service["User"] not in ("root", "nobody") and service["NoNewPrivileges"] == "yes"


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd is not installed: the unit is not tried by it"
)
def test_systemd_takes_the_unit_and_finds_it_closed(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8").replace(unit()["Service"]["ExecStart"].split()[0], "/bin/true")
    file = tmp_path / "filmledger.service"
    file.write_text(text.replace("User=filmledger\nGroup=filmledger\n", "DynamicUser=yes\n"))
    verified = subprocess.run(["systemd-analyze", "verify", file], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    asked = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(file)]
    assert subprocess.run(asked, capture_output=True, text=True, check=False).returncode == 0, "exposure is above 2.0"
