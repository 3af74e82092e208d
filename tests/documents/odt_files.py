"""OpenDocument texts of our own making."""

from collections.abc import Sequence
from typing import Final

from tests.documents.word_files import zipped

_SPACES: Final = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
TEXT: Final = "application/vnd.oasis.opendocument.text"


def p(*content: str) -> str:
    return f"<text:p>{''.join(content)}</text:p>"


def region(key: str, kind: str, *content: str, author: str = "Representative of Armenia") -> str:
    """kind: insertion or deletion, then with what was taken out."""
    said = f"<dc:creator>{author}</dc:creator><dc:date>2026-11-01T10:00:00</dc:date>"
    inner = f"<office:change-info>{said}</office:change-info>{''.join(content)}"
    return f'<text:changed-region text:id="{key}"><text:{kind}>{inner}</text:{kind}></text:changed-region>'


def item(text: str) -> str:
    return f"<text:list-item>{p(text)}</text:list-item>"


def list_level(level: int, more: str = "") -> str:
    counted = f'text:level="{level}" style:num-format="1" style:num-suffix="."'
    return f"<text:list-level-style-number {counted}{more}/>"


def table(heading: Sequence[tuple[str, str]], first: Sequence[tuple[str, str]]) -> str:
    """Cells and their attributes of a heading and a row; under the row one whose first cell is covered."""
    rows = "".join(
        f"<table:table-row>{''.join(_cell(text, more) for text, more in row)}</table:table-row>"
        for row in (heading, first)
    )
    covered = f"<table:table-row><table:covered-table-cell/>{_cell('reports', '')}</table:table-row>"
    return f"<table:table>{rows}{covered}</table:table>"


def _cell(text: str, more: str) -> str:
    return f"<table:table-cell{more}>{p(text)}</table:table-cell>"


def taken(key: str) -> str:
    return f'<text:change text:change-id="{key}"/>'


def put(key: str, content: str) -> str:
    return f'<text:change-start text:change-id="{key}"/>{content}<text:change-end text:change-id="{key}"/>'


def odt_parts(*blocks: str, regions: str = "", styles: str = "", kind: str = TEXT) -> dict[str, str | bytes]:
    tracked = f"<text:tracked-changes>{regions}</text:tracked-changes>" if regions else ""
    return {
        "mimetype": kind,
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": (
            f"<office:document-content {_SPACES}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{tracked}{''.join(blocks)}</office:text></office:body></office:document-content>"
        ),
    }


def odt_file(*blocks: str, regions: str = "", styles: str = "", kind: str = TEXT) -> bytes:
    return zipped(odt_parts(*blocks, regions=regions, styles=styles, kind=kind))
