"""What every template knows: the person, the language, the instant, words and filters; and rendering."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final, cast

from flask import Flask, Response, g, make_response, render_template, request
from jinja2.runtime import Undefined
from jinja2.utils import missing
from markupsafe import Markup, escape

from program_workflow import i18n, phrases
from program_workflow.domain import permissions
from program_workflow.domain.chips import template_words
from program_workflow.domain.marking import marking_of
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import LANGUAGES
from program_workflow.domain.words import label
from program_workflow.usecases import notifications, turn
from program_workflow.usecases.work import Work
from program_workflow.web import forms, session

LANGUAGE_COOKIE: Final = "language"
#: A page that belongs to no place of the masthead names none; whoever is not logged in has nothing to count.
_DEFAULTS: Final[Mapping[str, Any]] = {"section": "", "turn_count": 0, "unread_count": 0}


Counter = Callable[[Work], int]
#: Counts in the masthead: name in the templates → how it is counted for the person.
COUNTERS: Final[dict[str, Counter]] = {"turn_count": turn.turn_count, "unread_count": notifications.unread_count}


def counts(name: str) -> Callable[[Counter], Counter]:
    """Declares how a page counts what stands in the masthead: turn_count or unread_count."""

    def declare(counter: Counter) -> Counter:
        COUNTERS[name] = counter
        return counter

    return declare


class Unknown(Undefined):
    """A name that no page defines is a mistake and raises; a key left out of a mapping is simply not there."""

    def _must_be_left_out(self) -> None:
        if self._undefined_obj is missing or not isinstance(self._undefined_obj, Mapping | tuple | list):
            self._fail_with_undefined_error()

    def __bool__(self) -> bool:
        self._must_be_left_out()
        return False

    def __str__(self) -> str:
        self._must_be_left_out()
        return ""

    def __eq__(self, other: object) -> bool:
        self._must_be_left_out()
        return isinstance(other, Undefined)

    def __hash__(self) -> int:
        return id(type(self))

    def __iter__(self) -> Iterator[Any]:
        self._must_be_left_out()
        return iter(())

    def __len__(self) -> int:
        self._must_be_left_out()
        return 0


# --- The language -------------------------------------------------------------------------------


def choose_language() -> None:
    """The person's language, else the one chosen in this browser, else what the browser asks for."""
    person = session.me()
    chosen = person.language if person else request.cookies.get(LANGUAGE_COOKIE)
    if chosen not in LANGUAGES:
        chosen = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    i18n.set_language(chosen)


def timezone() -> str:
    person = session.me()
    return person.timezone if person else "UTC"


def translated(message: str, /, **params: Any) -> Markup:
    """A sentence for a page: its words and the values put into it are escaped, markup in a value stays.

    Placeholders: {name} or %(name)s.
    """
    return _filled(i18n.gettext(message), params)


def translated_count(one: str, many: str, n: int, /, **params: Any) -> Markup:
    """A sentence with a count, as {n} or %(num)s."""
    said = i18n.catalogue(i18n.language()).ngettext(one, many, n)
    return _filled(said, {"n": n, "num": n, **params})


def _filled(sentence: str, params: Mapping[str, Any]) -> Markup:
    safe = escape(sentence)
    if not params:
        return safe
    return safe % params if "%(" in sentence else safe.format(**params)


# --- Templates ----------------------------------------------------------------------------------


def add_to_templates(app: Flask) -> None:
    env = app.jinja_env
    env.undefined = Unknown
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(translated, translated_count, newstyle=False)  # type: ignore[attr-defined]  # of the extension
    env.globals.update(
        template_words(i18n.language),
        form_key=forms.form_key,
        new_key=forms.new_key,
        marking_of=marking_of,
        stands_in=phrases.stands_in,
    )
    env.filters.update(
        instant=lambda value: phrases.instant(value, timezone()),
        short=lambda value: phrases.short_instant(value, timezone()),
        day=lambda value: phrases.day(value, timezone()),
        calendar=phrases.calendar_day,
        until_when=phrases.until_when,
        relative=phrases.relative,
        label=lambda value: label(value, i18n.language()),
        say=lambda template, params=None: phrases.fill(template, params, timezone()),
        refusal=lambda error: phrases.say(error, timezone()),
    )
    app.context_processor(page_context)


def page_context() -> dict[str, Any]:
    """The names of every page; the counts are counted once a request."""
    actor = session.current_actor_or_none()
    said = i18n.language()
    return {
        **_DEFAULTS,
        **_counted(),
        "me": session.me(),
        "language": said,
        "other_language": "en" if said == "ru" else "ru",
        "now": session.now(),
        "mode": session.settings().env,
        "permits": frozenset(permit for permit in Permit if permissions.may(actor, permit)),
    }


def _counted() -> dict[str, int]:
    if session.signed_in() is None:
        return {}
    if "counted" not in g:
        with session.open_reading() as w:
            g.counted = {name: counter(w) for name, counter in COUNTERS.items()}
    return cast("dict[str, int]", g.counted)


def render(template: str, status: int = 200, **context: Any) -> Response:
    """A page, whole; htmx takes from it what it swaps."""
    return make_response(render_template(template, **context), status)


def instant(value: datetime) -> str:
    """An instant as the person reads it."""
    return phrases.instant(value, timezone())
