"""Takes the pictures of ``docs/images/`` from a running demonstration.

``make demo`` in one terminal, ``.venv/bin/python docs/take_pictures.py`` in another; look at every picture
before it is committed. Needs Chromium (Debian: chromium) and the development tools.
"""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from program_workflow.cli.demonstrating import PASSWORD

FOLDER = Path(__file__).resolve().parent / "images"
ADDRESS = "http://127.0.0.1:8000"
#: Larger files make a clone slow; fewer pixels are then the remedy.
LARGEST = 250_000  # bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """who: a person of the sample, without the domain. clause: the number of the one it is about. typed: (old, new)."""

    name: str
    who: str
    path: str
    clause: str = ""
    height: int = 860
    typed: tuple[str, str] = ("", "")


#: People whose language is that of the picture.
PICTURES = {
    "en": (
        Picture("queue", "deputy.coordinator", "/programs/CIS-2011/amendments"),
        Picture("clause", "ukr.representative", "/programs/CIS-2011/clauses/{clause}", "3.4"),
        Picture("compare", "mda.representative", "/programs/CIS-2011/compare?from=1&to=2"),
        Picture(
            "propose",
            "mda.representative",
            "/programs/CIS-2011/amendments/new?clause={clause}",
            "2.8",
            typed=("before each exercise", "not later than a month before each exercise"),
        ),
    ),
    "ru": (
        Picture("queue", "coordinator", "/programs/CIS-2011/amendments"),
        Picture("clause", "uzb.representative", "/programs/CIS-2011/clauses/{clause}", "2.7"),
        Picture("compare", "kaz.representative", "/programs/CIS-2011/compare?from=1&to=2"),
        Picture(
            "propose",
            "uzb.representative",
            "/programs/CIS-2011/amendments/new?clause={clause}",
            "2.8",
            typed=("перед каждым учением", "не позднее чем за месяц до каждого учения"),
        ),
    ),
}


@contextmanager
def logged_in(browser: Browser, address: str, who: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 860}, color_scheme="light")
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("#email", f"{who}@example.org")
    page.fill("#password", PASSWORD)
    page.click("main form [type=submit]")
    page.wait_for_url(f"{address}/")
    yield page
    context.close()


def take(page: Page, address: str, picture: Picture, language: str) -> Path:
    """Opens the page, types what is to be typed, and writes what is seen."""
    page.set_viewport_size({"width": 1280, "height": picture.height})
    clause = ""
    if picture.clause:
        page.goto(f"{address}/programs/CIS-2011?words={picture.clause}")
        link = page.locator("a[href*='/clauses/']").filter(has_text=picture.clause).first
        clause = (link.get_attribute("href") or "").partition("?")[0].rpartition("/")[2]
    page.goto(address + picture.path.format(clause=clause))
    page.wait_for_load_state("networkidle")
    old, new = picture.typed
    if old:
        text = page.locator("#text-0").input_value()
        if old not in text:
            raise SystemExit(f"{picture.name}: “{old}” does not stand in clause {picture.clause}.")
        page.fill("#text-0", text.replace(old, new))
        page.locator("#redline ins").first.wait_for()
    file = FOLDER / f"{picture.name}-{language}.png"
    page.screenshot(path=file)
    return file


def main(address: str = ADDRESS) -> int:
    """Takes all pictures; 1 if one of them is too large."""
    FOLDER.mkdir(exist_ok=True)
    too_large = 0
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language, pictures in PICTURES.items():
            for picture in pictures:
                with logged_in(browser, address, picture.who) as page:
                    file = take(page, address, picture, language)
                size = file.stat().st_size
                sys.stdout.write(f"{file.name}: {size // 1000} kB\n")
                too_large |= size > LARGEST
    return int(too_large)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
