"""Files that come with the package: templates, catalogues, static files, the sample."""

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@cache
def template_folder() -> Path:
    """The templates: inside an installed package, or beside it in a checkout.

    Raises RuntimeError at start when the base layout is in neither place.
    """
    for folder in (PACKAGE / "templates", PACKAGE.parent / "templates"):
        if (folder / "layouts" / "base.html").is_file():
            return folder
    raise RuntimeError("The page templates are missing: install the package again.")


def folder(name: str) -> Path:
    """A folder of the package: static, translations, migrations, sample."""
    return PACKAGE / name
