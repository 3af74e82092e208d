"""Every page that a person can reach by links: whole, accessible, in one language, narrow, and its own alone."""

import os
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page

from program_workflow import resources
from tests.browser.sites import (
    ADMINISTRATOR,
    COORDINATOR,
    EXPERT,
    OBSERVER,
    REPRESENTATIVE,
    REVIEWER,
    Site,
    Visit,
    axe,
    negotiation,
    normal,
    sideways,
)

#: Pages of one kind are alike; two of each are looked at, one of each program of the sample where it has one.
OF_A_KIND = 2
#: Whose pages have most on them; what the others see of the same kind has less. EVERY_READER=1: two of each for all.
FULLEST = (COORDINATOR, REPRESENTATIVE)
#: Choices that change what is shown, not how the page is built.
_ALIKE = frozenset({"at", "from", "language", "page", "revision", "show", "sort", "status", "to", "version", "wording"})
NARROW, WIDE = 320, 1360
#: Latin words that stand in Russian pages: terms, codes, formats, names of programs.
_LATIN = re.compile(
    r"\b(ad referendum|Program Workflow|Markdown|Word|Ctrl|Shift|Enter|[\w.+-]+@[\w.-]+|UTC\S*|\w+/\w+)"
)
_ENGLISH = re.compile(r"[A-Za-z]{3,}\s+[A-Za-z]{2,}")
_CYRILLIC = re.compile(r"[А-яЁё]{2,}")


def kind_of(address: str) -> str:
    """Pages of one template and the same choices count as alike."""
    names = sorted({name for name, _ in parse_qsl(urlsplit(address).query)} - _ALIKE)
    return f"{normal(address)}?{','.join(names)}"


def links_of(page: Page, site: Site) -> list[str]:
    found = page.eval_on_selector_all("a[href]:not([download])", "all => all.map(one => one.href)")
    return [
        link.partition("#")[0]
        for link in found
        if link.startswith(site.address)
        and not urlsplit(link).path.startswith(("/language/", "/static/", "/api/"))
        and not urlsplit(link).path.endswith("/export")  # a file, not a page
    ]


def crawl(visit: Visit, page: Page, of_a_kind: int) -> Iterator[str]:
    """Goes to every kind of page that links lead to, a few of each; yields the address when it is open."""
    queue, seen, kinds = deque([f"{visit.site.address}/"]), set[str](), Counter[str]()
    while queue:
        address = queue.popleft()
        kind = kind_of(address)
        if address in seen or kinds[kind] >= (1 if kind[-1] != "?" else of_a_kind):
            continue
        seen.add(address)
        kinds[kind] += 1
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{answer.status} at {address}"
        yield address
        queue.extend(links_of(page, visit.site))


@cache
def translated_sentences() -> frozenset[str]:
    """English sentences of the product for which there are Russian ones; none while there is no catalogue."""
    file = resources.folder("translations") / "ru.po"
    if not file.is_file():
        return frozenset()
    with file.open("rb") as source:
        return frozenset(
            str(one.id) for one in read_po(source) if isinstance(one.id, str) and one.string and one.string != one.id
        )


@cache
def quoted() -> tuple[str, ...]:
    """Names of people and reasons they gave: they stand in every page in the language they were written in."""
    story = negotiation()
    names = {name for one in story["people"] for name in one["name"].values()}
    reasons = {step[key] for step in story["steps"] for key in ("reason", "rationale") if step.get(key)}
    return tuple(sorted(names | reasons, key=len, reverse=True))


def without_quotes(text: str) -> str:
    for one in quoted():
        text = text.replace(one, "")
    return text


def texts_of(page: Page) -> list[tuple[str, str, bool]]:
    """The text of the page in pieces: the language it is marked as, the words, whether the program's own."""
    found = page.evaluate(
        """() => {
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
            while (walker.nextNode()) {
                const parent = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
                const offered = parent.closest("option") && text.includes(" · ");  // a clause
                if (text && !offered && !parent.closest("script, style, code, kbd, .hash"))
                    found.push([parent.closest("[lang]").lang, text, Boolean(parent.closest(".legal, .serif"))]);
            }
            return found;
        }"""
    )
    return [(str(language), str(text), bool(is_legal)) for language, text, is_legal in found]


_looked_at: set[int] = set()


def new_faults_of_access(page: Page, scheme: str) -> list[str]:
    """What axe-core finds; a page of the same parts as one that was looked at in these colours is passed over."""
    parts = page.evaluate(
        """() => [...new Set([...document.querySelectorAll("body *")].map(one => [one.parentElement.localName,
            one.parentElement.className, one.localName, one.className, ...one.getAttributeNames()].join(" ")))].sort()
            .join("\\n")"""
    )
    key = hash((scheme, normal(page.url), parts))
    if key in _looked_at:
        return []
    _looked_at.add(key)
    return [f"axe {line}" for line in axe(page)]


def faults(page: Page, language: str, scheme: str = "light") -> list[str]:
    """What is wrong with the page in its content and shape."""
    wrong = []
    if page.locator("h1").count() != 1:
        wrong.append(f"{page.locator('h1').count()} headings of the first level")
    if page.locator("main").count() != 1:
        wrong.append("no main")
    if not page.title().split(" – ")[0].strip():
        wrong.append("no title")
    if page.locator("html").get_attribute("lang") != language:
        wrong.append("another language than the person's")
    if page.locator("[style]:not([data-htmx-powered])").count():
        wrong.append("style attributes")
    if page.locator(".btn.primary:visible").count() > 1:
        wrong.append(f"filled buttons: {page.locator('.btn.primary:visible').all_inner_texts()}")
    wrong += [f"in the wrong language: {text!r}" for text in _foreign(page, language)]
    wrong += new_faults_of_access(page, scheme)
    page.set_viewport_size({"width": NARROW, "height": 700})
    wrong += [f"sideways at {NARROW} px: {line}" for line in sideways(page)]
    page.set_viewport_size({"width": WIDE, "height": 900})
    return wrong


def _foreign(page: Page, language: str) -> list[str]:
    """English in Russian pages; in English ones, text of a program in Russian that is not marked as such."""
    pieces = [(text, is_legal) for marked, text, is_legal in texts_of(page) if marked == language]
    if language == "en":
        return [text for text, is_legal in pieces if is_legal and _CYRILLIC.search(text)]
    sentences = translated_sentences()
    if not sentences:
        return []
    left = [without_quotes(text).strip() for text, _ in pieces if text != "English"]  # a language calls itself
    return [text for text in left if text and (text in sentences or _ENGLISH.search(_LATIN.sub("", text)))]


#: Each in one language, which is each kind of page in both. EVERY_READER=1: all in both.
READERS = [
    (REPRESENTATIVE, "en"),
    (EXPERT, "ru"),
    (COORDINATOR, "ru"),
    (REVIEWER, "en"),
    (OBSERVER, "ru"),
    (ADMINISTRATOR, "en"),
]
EVERY_READER = os.environ.get("EVERY_READER") == "1"
if EVERY_READER:
    READERS = [(person, language) for person, _ in READERS for language in ("en", "ru")]


@pytest.mark.parametrize(("person", "language"), READERS)
def test_every_page_is_whole_accessible_and_in_the_language_of_its_reader(
    shared_site: Site, visit: Callable[..., Visit], person: str, language: str
) -> None:
    scheme = {"en": "light", "ru": "dark"}[language]  # contrast is looked at in both, each page once
    reader = visit(shared_site, person, language, bypass_csp=True, color_scheme=scheme)
    page = reader.page()
    wrong: dict[str, str] = {}  # what → where it was first seen
    for address in crawl(reader, page, OF_A_KIND if person in FULLEST or EVERY_READER else 1):
        for fault in faults(page, language, scheme):
            wrong.setdefault(fault, address)
    assert not wrong, "\n".join(f"{address}: {fault}" for fault, address in wrong.items())


def test_whoever_is_not_logged_in_sees_the_log_in_alone(
    shared_site: Site, visit: Callable[..., Visit], language: str
) -> None:
    stranger = visit(shared_site, None, language, bypass_csp=True)
    page = stranger.page()
    for address in ("/", "/programs", "/programs/CIS-2011", "/admin"):
        page.goto(address)
        assert urlsplit(page.url).path == "/login"
    assert not faults(page, language)
    page.goto("/nowhere")
    assert not faults(page, language)
