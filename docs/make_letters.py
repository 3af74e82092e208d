"""Makes the fonts of two letters of Uzbek in `program_workflow/static/letters/`: ʻ and ʼ, as in oʻ and gʻ.

IBM Plex draws them as wide marks above the letter before, so that the word falls apart. Here they look like
the quotation marks of the same shape. A changed font may not bear the name Plex (OFL 1.1).

python docs/make_letters.py
"""

from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

STATIC = Path(__file__).resolve().parent.parent / "program_workflow" / "static"
#: Letter → the quotation mark that looks like it.
LETTERS = {0x02BB: 0x2018, 0x02BC: 0x2019}


def letters_of(file: Path) -> bytes:
    """The same bytes each time."""
    font = TTFont(file, recalcTimestamp=False)
    options = Options(flavor="woff2", layout_features=[], name_IDs=[], notdef_outline=True, recalc_timestamp=False)
    subset = Subsetter(options)
    subset.populate(unicodes=LETTERS.values())
    subset.subset(font)
    marks = font.getBestCmap()
    for table in font["cmap"].tables:
        table.cmap = {letter: marks[mark] for letter, mark in LETTERS.items()}
    name = file.stem.replace("IBMPlex", "Letters")
    family, _, style = name.partition("-")
    notice = "Two letters after IBM Plex, Copyright © 2017 IBM Corp. SIL Open Font License 1.1."
    for number, said in ((0, notice), (1, family), (2, style), (4, name), (6, name)):
        font["name"].setName(said, number, 3, 1, 0x409)
    font.flavor = "woff2"
    made = BytesIO()
    font.save(made)
    return made.getvalue()


if __name__ == "__main__":
    (STATIC / "letters").mkdir(exist_ok=True)
    for plex in sorted((STATIC / "vendor" / "fonts").glob("*.woff2")):
        (STATIC / "letters" / plex.name.replace("IBMPlex", "Letters")).write_bytes(letters_of(plex))
