"""Sentences in the person's language, the same way for pages, mails and the command line.

The catalogue (``translations/<language>.po``) is read once a process; the language of the moment
is a context variable, set for each request, mail or command.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import NullTranslations
from io import BytesIO
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from program_workflow import resources

_language: ContextVar[str] = ContextVar("language", default="en")


def language() -> str:
    """The language of the moment, "en" or "ru"."""
    return _language.get()


def set_language(code: str) -> None:
    _language.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Everything inside is said in this language."""
    before = _language.set(code)
    try:
        yield
    finally:
        _language.reset(before)


@cache
def catalogue(code: str) -> NullTranslations:
    """The messages of a language; English is what stands in the code."""
    file = resources.folder("translations") / f"{code}.po"
    if not file.is_file():
        return NullTranslations()
    with file.open("rb") as source:
        messages = read_po(source, locale=code, domain="messages")
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(fp=compiled)


def gettext(message: str, /, **params: Any) -> str:
    """A sentence in the language of the moment; named placeholders in braces or %(percent)s form stay."""
    said = catalogue(language()).gettext(message)
    return said.format(**params) if params else said


def ngettext(one: str, many: str, n: int, /, **params: Any) -> str:
    """A sentence with a count, in the plural form the language asks for."""
    return catalogue(language()).ngettext(one, many, n).format(n=n, **params)
