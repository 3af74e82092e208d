"""Letters that the fonts of the product draw badly are drawn by fonts of two letters."""

from collections.abc import Callable
from pathlib import Path

import pytest

from docs.make_letters import STATIC, letters_of
from tests.browser.sites import REVIEWER, Site, Visit

#: The width of a letter in ems, by class and style.
_WIDTHS = """async () => {
    await document.fonts.ready;
    const found = {};
    for (const [name, style] of [["legal", "normal"], ["legal", "italic"], ["", "normal"]]) {
        for (const weight of [400, 600]) {
            for (const letter of ["\\u02bb", "\\u02bc"]) {
                const one = document.createElement("span");
                one.className = name;
                one.style.cssText = `position: absolute; font-style: ${style}; font-weight: ${weight}`;
                one.textContent = letter;
                document.body.append(one);
                const font = getComputedStyle(one);
                await document.fonts.load(`${style} ${weight} 16px ${font.fontFamily}`, letter);
                const width = one.getBoundingClientRect().width / parseFloat(font.fontSize);
                found[`${name} ${style} ${weight} ${letter}`] = width;
            }
        }
    }
    return found;
}"""


def test_the_letters_of_uzbek_stand_beside_the_letter_before(shared_site: Site, visit: Callable[..., Visit]) -> None:
    page = visit(shared_site, REVIEWER).page()
    page.goto("/programs/CIS-2011/versions/1")
    widths = page.evaluate(_WIDTHS)
    assert {name: width for name, width in widths.items() if not 0.2 < width < 0.35} == {}


@pytest.mark.parametrize("file", sorted((STATIC / "vendor/fonts").glob("*.woff2")), ids=lambda file: file.stem)
def test_the_fonts_of_letters_are_as_they_are_made(file: Path) -> None:
    assert (STATIC / "letters" / file.name.replace("IBMPlex", "Letters")).read_bytes() == letters_of(file)
