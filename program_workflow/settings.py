"""Settings, read from the environment in one place.

Every setting is a row of ``SETTINGS``; the reference page and the checks of ``.env.example`` are
made from it.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

PREFIX: Final = "PROGRAM_WORKFLOW_"


@dataclass(frozen=True, slots=True)
class Setting:
    """name: without the prefix. default: in words where it is computed. meaning: one sentence."""

    name: str
    default: str
    meaning: str


SETTINGS: Final = (
    Setting("HOME", "./var", "Folder of everything an embedded instance keeps: database, queue, mail, key."),
    Setting(
        "DATABASE_URL",
        "SQLite in HOME",
        "Database; PostgreSQL in production: postgresql+psycopg://user:password@host/name.",
    ),
    Setting("BROKER_URL", "files in HOME", "Queue that wakes the workers; redis://host:6379/0 in production."),
    Setting(
        "SECRET_KEY",
        "made once in HOME",
        "Signs forms and what pages tell each other; at least 32 characters; required in production.",
    ),
    Setting("BASE_URL", "http://127.0.0.1:8000", "Address people use; links in mails are made from it."),
    Setting(
        "SMTP_URL",
        "files in HOME/mail",
        "Mail server: smtp://user:password@host:587?from=address; unset: each mail is a file.",
    ),
    Setting("ENV", "embedded", "embedded or production; production refuses to start on an insecure setting."),
    Setting("TRUSTED_PROXIES", "0", "How many reverse proxies stand in front and set X-Forwarded-For and -Proto."),
    Setting(
        "WEBHOOK_NETWORKS",
        "",
        "Private networks that webhooks may call, as 10.1.2.0/24,fd00::/8; others only if public and https.",
    ),
    Setting("METRICS_TOKEN", "", "Bearer token for /metrics; without it only this machine may read it."),
)


class InsecureSetting(ValueError):
    """Production does not start with this setting; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says, with defaults filled in."""

    home: Path
    database_url: str
    broker_url: str
    secret_key: str
    base_url: str
    smtp_url: str | None
    env: str
    trusted_proxies: int = 0
    metrics_token: str = ""
    webhook_networks: tuple[str, ...] = ()

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def is_embedded_broker(self) -> bool:
        return self.broker_url.startswith("filesystem:")

    @property
    def is_secure_address(self) -> bool:
        return self.base_url.startswith("https:")


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment; makes HOME and its key where they are missing.

    Raises InsecureSetting in production for a setting that is missing or not safe, and ValueError
    for one that cannot be read.
    """
    env = os.environ if environ is None else environ

    def value(name: str) -> str:
        return env.get(PREFIX + name, "").strip()

    mode = value("ENV") or "embedded"
    if mode not in ("embedded", "production"):
        raise ValueError(f"{PREFIX}ENV is {mode!r}; it is embedded or production.")
    home = Path(value("HOME") or "var").expanduser().resolve()
    if mode == "production":
        _refuse_insecure(value)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Settings(
        home=home,
        database_url=_with_driver(value("DATABASE_URL")) or f"sqlite:///{home / 'program_workflow.sqlite3'}",
        broker_url=value("BROKER_URL") or "filesystem://",
        secret_key=value("SECRET_KEY") or _embedded_key(home),
        base_url=(value("BASE_URL") or "http://127.0.0.1:8000").rstrip("/"),
        smtp_url=value("SMTP_URL") or None,
        env=mode,
        trusted_proxies=int(value("TRUSTED_PROXIES") or 0),
        metrics_token=value("METRICS_TOKEN"),
        webhook_networks=_networks(value("WEBHOOK_NETWORKS")),
    )


def _networks(said: str) -> tuple[str, ...]:
    """Networks as the library writes them. Raises ValueError."""
    return tuple(str(ip_network(one.strip())) for one in said.split(",") if one.strip())


def _with_driver(url: str) -> str:
    """The usual spelling of a PostgreSQL address names no driver; ours does."""
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _refuse_insecure(value: Callable[[str], str]) -> None:
    rules = (
        ("SECRET_KEY", len(value("SECRET_KEY")) >= 32, "has fewer than 32 characters"),
        ("DATABASE_URL", _with_driver(value("DATABASE_URL")).startswith("postgresql"), "is not a PostgreSQL address"),
        ("BROKER_URL", value("BROKER_URL").startswith(("redis://", "rediss://")), "is not a Redis address"),
        ("SMTP_URL", bool(value("SMTP_URL")), "is missing: nobody would get mail"),
        ("BASE_URL", _is_safe_address(value("BASE_URL")), "is not an https address"),
    )
    for name, holds, reason in rules:
        if not holds:
            raise InsecureSetting(f"{PREFIX}{name} {reason}; production does not start with it.")


def _is_safe_address(url: str) -> bool:
    """https, or plain http on this very machine, where a trial of production settings runs."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost"))


def _embedded_key(home: Path) -> str:
    """The key of an embedded instance, made once; two processes that start together agree on one."""
    file = home / "secret_key"
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as out:
            out.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return file.read_text(encoding="ascii").strip()
