"""The product on the sample behind a real address, and pages that note everything that goes wrong in them."""

import json
import os
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from apiflask import APIFlask
from argon2 import PasswordHasher
from playwright.sync_api import BrowserContext, Page, Request, Response
from sqlalchemy import select
from werkzeug.serving import WSGIRequestHandler, make_server

from program_workflow import i18n, resources
from program_workflow.app import configuration, create_app
from program_workflow.domain.actor import SYSTEM, Actor
from program_workflow.domain.terms import AmendmentState, SilenceState, VersionState
from program_workflow.domain.words import label
from program_workflow.settings import Settings, read_settings
from program_workflow.storage import AmendmentRow, UserRow
from program_workflow.usecases import entrance, people
from program_workflow.usecases.people_views import find_user_by_email
from program_workflow.usecases.replaying import replay
from program_workflow.usecases.work import Work
from program_workflow.wiring import engine, open_reading, open_work
from tests.conftest import make_tables

PASSWORD: Final = "four unrelated words here"
LANGUAGES: Final = ("en", "ru")
SAMPLE: Final = "CIS-2011"
#: One person of the sample for each role, without @example.org.
REPRESENTATIVE: Final = "kaz.representative"
EXPERT: Final = "kaz.expert"
COORDINATOR: Final = "coordinator"
REVIEWER: Final = "legal.reviewer"
OBSERVER: Final = "exc.observer"
ADMINISTRATOR: Final = "administrator"
ROLES: Final = (REPRESENTATIVE, EXPERT, COORDINATOR, REVIEWER, OBSERVER, ADMINISTRATOR)

_AXE: Final = Path(__file__).parent / "vendor" / "axe.min.js"
_RULES: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


# --- The site -----------------------------------------------------------------------------------


@cache
def negotiation() -> dict[str, Any]:
    """The sample as it is shipped."""
    found: dict[str, Any] = json.loads((resources.folder("sample") / "cis-2011.json").read_text(encoding="utf-8"))
    return found


def tell_sample(home: Path) -> Settings:
    """The sample in a database of this folder, told up to this moment; all people log in with PASSWORD."""
    settings = read_settings({"PROGRAM_WORKFLOW_HOME": str(home)})
    make_tables(settings.database_url)

    def at_that_time(actor: Actor, at: datetime) -> AbstractContextManager[Work]:
        return open_work(actor, settings=settings, clock=lambda: at)

    with cheap_passwords():
        report = replay(negotiation(), at_that_time, now=datetime.now(UTC), password=PASSWORD)
    assert not report.refusals, report.refusals[0]
    engine(settings).dispose()
    return settings


@contextmanager
def cheap_passwords() -> Iterator[None]:
    genuine, entrance.hasher = entrance.hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield
    entrance.hasher = genuine


def copy_database(source: Path, target: Path) -> None:
    """Copies a SQLite file in use whole; a plain copy would miss what stands in its log."""
    target.parent.mkdir(parents=True)
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    old.close()
    new.close()


class _QuietHandler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"  # connections stay open, as with a real server

    def log(self, *said: Any) -> None:
        """A test that fails says what it saw; the access log is noise."""


#: Applications whose site has ended: the next one finds its templates compiled.
_resting: list[APIFlask] = []


@dataclass
class Site:
    """One running instance of the product."""

    settings: Settings
    address: str = ""

    @contextmanager
    def running(self) -> Iterator["Site"]:
        app = _resting.pop() if _resting else create_app(self.settings)
        app.config.update(configuration(self.settings))
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_QuietHandler)
        server.daemon_threads = True
        self.address = f"http://127.0.0.1:{server.port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield self
        server.shutdown()
        thread.join()
        server.server_close()
        engine(self.settings).dispose()
        _resting.append(app)

    def work(self, email: str | None = None) -> AbstractContextManager[Work]:
        """A transaction of the person, to prepare or to look behind the pages."""
        return open_work(self.actor(email) if email else SYSTEM, settings=self.settings)

    def actor(self, email: str) -> Actor:
        with open_reading(SYSTEM, settings=self.settings) as w:
            return people.actor_for_email(w, f"{email}@example.org")

    def speak(self, email: str, language: str) -> str:
        """Sets the language of a person; returns the person's identity."""
        with self.work() as w:
            user = find_user_by_email(w, f"{email}@example.org")
            assert user is not None, email
            w.get(UserRow, user.id).language = language
            return user.id

    def session_key(self, email: str, language: str) -> str:
        """Logs the person in, speaking that language, without the form."""
        user_id = self.speak(email, language)
        with self.work() as w:
            return entrance.create_session(w, user_id, address="127.0.0.1", agent="test")

    def amendment(self, number: str) -> str:
        """The identity of an amendment with that number."""
        with self.work() as w:
            return w.session.scalars(select(AmendmentRow.id).where(AmendmentRow.number == number)).one()


# --- Pages --------------------------------------------------------------------------------------


def take(page: Page) -> None:
    """Takes the step of a page of consequences, with a reason where one can be given."""
    reason = page.locator(".consequences textarea[name=reason]")
    if reason.count():
        reason.fill("Decided at the meeting.")
    page.locator(".consequences form[method=post] button[type=submit]").click()


def open_program(page: Page, code: str = SAMPLE) -> None:
    """From any page to a program, by the links a person would take."""
    page.locator("header nav:not(.who) [data-goto=p]:visible").click()
    page.locator("main").get_by_role("link", name=re.compile(re.escape(code))).first.click()


@dataclass
class Visit:
    """A browser of one person: pages that note every error, and every request that leaves the site."""

    site: Site
    context: BrowserContext
    language: str
    has_script: bool
    problems: list[str] = field(default_factory=list)

    def page(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: self._hear(said.type, said.text, page.url))
        page.on("pageerror", lambda error: self.problems.append(f"script error on {page.url}: {error}"))
        page.on("request", self._leave)
        page.on("response", self._answer)
        return page

    def say(self, message: str, **params: Any) -> str:
        """A sentence of the product in the person's language."""
        said = i18n.catalogue(self.language).gettext(message)
        return said.format(**params) if params else said

    def say_label(self, state: str) -> re.Pattern[str]:
        """The word of a state in the person's language, as its chip shows it."""
        for one in (AmendmentState, VersionState, SilenceState):
            if state in set(one):
                return re.compile(rf"^\s*{re.escape(label(one(state), self.language))}\s*$", re.IGNORECASE)
        raise ValueError(state)

    def _hear(self, kind: str, text: str, where: str) -> None:
        # A refusal (404, 409, 422) is an answer; the console calls each a failure. Others are heard of as answers.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.problems.append(f"console on {where}: {text}")

    def _leave(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and f"{parts.scheme}://{parts.netloc}" != self.site.address:
            self.problems.append(f"a request left the site: {request.url}")

    def _answer(self, response: Response) -> None:
        is_page = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status >= (500 if is_page else 400):
            self.problems.append(f"{response.status} from {response.url}")


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong on the page, a line each; the context has to bypass the CSP."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(all => all.violations
            .map(one => one.id + ": " + one.help + " @ " + one.nodes.slice(0, 3)
                .map(node => node.target.join(" ") + " " + node.html.slice(0, 120)
                    + " " + (node.any[0] ? node.any[0].message : "")).join(" | ")))""",
        list(_RULES),
    )
    return [str(line) for line in found]


def sideways(page: Page) -> list[str]:
    """What is wider than the window, when the page scrolls sideways; boxes of their own may."""
    found = page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= wide) return [];
            const inBox = element => {
                for (let at = element.parentElement; at; at = at.parentElement)
                    if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(at).overflowX)) return true;
                return false;
            };
            return [...document.querySelectorAll("body *")]
                .filter(one => one.getBoundingClientRect().right > wide + 0.5 && !inBox(one))
                .slice(0, 5).map(one => one.outerHTML.slice(0, 140));
        }"""
    )
    return [str(line) for line in found]


def look(page: Page, name: str) -> None:
    """Nothing scrolls sideways, on a narrow screen either. With SHOTS=folder in the environment: its pictures."""
    for width in (1360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert sideways(page) == [], (name, width)
        if os.environ.get("SHOTS"):
            page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1360, "height": 900})


def normal(address: str) -> str:
    """An address as the kind of page it is: identities and numbers that vary are left out."""
    parts = urlsplit(address)
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}", "*", parts.path)
    return re.sub(
        r"/(programs|versions|amendments|clauses|people|delegations)/(?!new|steps|import)[^/]+", r"/\1/*", path
    )
