"""Settings: every one is an environment variable that begins with FILMLEDGER_."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from ledger.errors import WrongSetting

PREFIX = "FILMLEDGER_"


class Settings(BaseSettings):
    """What an operator may set. Each field says its meaning, unit and example.

    >>> Settings(mongodb_uri="mongodb://db:27017").mongodb_uri
    'mongodb://db:27017'
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True)

    mongodb_uri: str | None = None
    """A MongoDB, "mongodb://user:password@host:27017/?tls=true"; unset: the embedded server."""
    database: str = Field(default="filmledger", pattern=r"^[A-Za-z0-9_-]{1,63}$")
    """The name of the database on that server."""
    home: Path = Field(default_factory=lambda: user_data_path("filmledger", appauthor=False))
    """The folder of everything that filmledger keeps on this machine, the embedded server's data among it."""
    embedded_linger_seconds: float = Field(default=2.0, ge=0, le=3600)
    """How long the embedded server waits for another command after the last one ended; it starts in about 1 s."""
    embedded_cache_mb: int = Field(default=256, ge=32)
    """The embedded server's cache in memory, in megabytes."""

    keep_in: Path | None = None
    """A folder in which pages are kept as WARC files, "/srv/pages"; unset or "mongodb": in the database."""
    keep_days: int | None = Field(default=None, ge=1)
    """How many days captures are kept that a later one has replaced; unset: for ever. Also `pages --prune`."""
    keep_captures: int | None = Field(default=None, ge=1)
    """How many captures of one page are kept, the newest; unset: all. Also `filmledger pages --prune`."""

    keep_runs: int | None = Field(default=365, ge=1)
    """How many days runs are kept; 0: for ever. The newest of each source stay, for the next are judged by them."""
    keep_logs: int | None = Field(default=30, ge=1)
    """How many days is kept what the processes of runs printed; 0: as long as their runs."""
    keep_firings: int | None = Field(default=90, ge=1)
    """How many days is kept what became of each due time of each schedule; 0: for ever."""
    runs_at_once: int = Field(default=4, ge=1, le=1000)
    """How many runs the service has under way at once; what is due beside them waits."""
    schedule_sources: bool = False
    """Whether the service gives every source its schedule by itself, and follows the sources' files as they change."""
    run_hours: float = Field(default=24.0, gt=0)
    """How many hours a run of the service may go on, where its source says nothing else; then it is stopped."""
    run_memory_mb: float = Field(default=2048.0, ge=64)
    """How many megabytes of memory it may hold, where its source says nothing else; then it is stopped."""
    run_log_mb: float = Field(default=4.0, ge=0.1)
    """How many megabytes of what it prints are kept: a quarter from its beginning, the rest from its end."""
    alarms: SecretStr | None = None
    """Where alarms go: addresses as apprise knows them, blanks between: "mailto://... tgram://..."; unset: the log."""
    http: str | None = None
    """Where the service tells how it is, "9464" (of the loopback) or "0.0.0.0:9464"; unset: nowhere."""
    log_json: bool = False
    """Whether logs are JSON, an event a line; as `filmledger --log-json`."""

    @field_validator("keep_runs", "keep_logs", "keep_firings", mode="before")
    @classmethod
    def _without_bound(cls, days: object) -> object:
        """0 stands for no bound: these have one unless they are set."""
        return None if days in (0, "0") else days

    @field_validator("home", "keep_in")
    @classmethod
    def _whole_path(cls, path: Path | None) -> Path | None:
        """Other processes, in other folders, are told of it."""
        return None if path is None or str(path) == "mongodb" else path.expanduser().absolute()


def load_settings() -> Settings:
    """The settings of the environment. Raises WrongSetting, naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        what = f"{variable} is {str(first['input'])!r}, {first['msg'][0].lower()}{first['msg'][1:]}"
        raise WrongSetting(what, todo=f"set {variable} to a value that fits, or unset it") from error
