"""A version as a tagged PDF, printed from its page by WeasyPrint with the fonts that come with the product."""

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from program_workflow import resources
from program_workflow.documents.publication_html import page_of
from program_workflow.domain.errors import N_, WorkflowError
from program_workflow.domain.publication import Publication

#: Under this address, and no other, the page finds anything.
FONTS: Final = "fonts:"
#: Letter → the quotation mark that looks like it.
_LETTERS: Final = {0x02BB: 0x2018, 0x02BC: 0x2019}


#: How the library says that it begins a page, to whoever listens to its log.
_PAGE: Final = re.compile(r"Page (\d+)$")


class NoPrinter(WorkflowError):
    """The libraries that lay out a PDF are not on this machine."""


def write_pdf(publication: Publication) -> bytes:
    """Raises NoPrinter where the system libraries are missing. Of one version the same bytes come out."""
    return print_page(page_of(publication, fonts=FONTS))


def print_page(page: str) -> bytes:
    """A page that needs nothing but fonts under `FONTS`. Raises NoPrinter. Of one page the same bytes come out."""
    weasyprint = _library()
    written: bytes = weasyprint.HTML(string=page, url_fetcher=_fetcher(weasyprint), base_url=None).write_pdf(
        pdf_tags=True,
        pdf_identifier=hashlib.sha256(page.encode()).digest()[:16],
    )
    return written


@contextmanager
def telling_pages(tell: Callable[[int], None]) -> Iterator[None]:
    """Inside, each page that begins to be laid out is told by its number, from 1."""

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found = _PAGE.search(record.getMessage())
            if found is not None:
                tell(int(found[1]))

    log, listener = logging.getLogger("weasyprint.progress"), Listener()
    before = log.level
    log.addHandler(listener)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.removeHandler(listener)
        log.setLevel(before)


def _library() -> Any:
    """WeasyPrint, loaded when it is needed: it takes a second, and C libraries that are not everywhere."""
    try:
        import weasyprint
        import weasyprint.urls
    except OSError as missing:
        raise NoPrinter(
            N_(
                "A PDF cannot be made on this machine: a system library is missing. On Debian, "
                "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 brings it. "
                "The other formats work without it."
            )
        ) from missing
    return weasyprint


def _fetcher(weasyprint: Any) -> Any:
    """Gives the fonts of the product; a page asks for nothing else, whatever stands in its text.

    A font that is not there fails the whole: in another one the letters of some languages would be missing.
    """

    class Fonts(weasyprint.urls.URLFetcher):  # type: ignore[misc]  # the library is known only here
        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - as the library calls it
            name = url.removeprefix(f"{FONTS}/")
            file = resources.folder("static") / "vendor" / "fonts" / name
            if not url.startswith(f"{FONTS}/") or "/" in name or not file.is_file():
                raise ValueError(f"nothing is fetched from {url}")
            return weasyprint.urls.URLFetcherResponse(url, _font(file), {"Content-Type": "font/ttf"})

    return Fonts(fail_on_errors=True)


@cache
def _font(file: Path) -> bytes:
    """The font unpacked, once a process, with the letters of Uzbek as letters.

    Plex draws U+02BB and U+02BC as wide marks above the letter before, so that oʻ falls apart; here
    they look like the quotation marks of the same shape, in glyphs of their own, so that a copy of
    the text still has the letters.
    """
    from fontTools.ttLib import TTFont

    font = TTFont(file, recalcTimestamp=False)
    for letter, mark in _LETTERS.items():
        name, like = f"letter{letter:04X}", font.getBestCmap()[mark]
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"].glyphs[name] = deepcopy(font["glyf"][like])
        font["glyf"].setGlyphOrder(font.getGlyphOrder())
        font["hmtx"][name] = font["hmtx"][like]
        for table in font["cmap"].tables:
            if letter in table.cmap:
                table.cmap[letter] = name
    font.flavor = None
    unpacked = BytesIO()
    font.save(unpacked)
    return unpacked.getvalue()
