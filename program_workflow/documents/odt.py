"""Reads OpenDocument text (.odt) by saying it in WordprocessingML, so that one reader serves both formats."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from program_workflow.documents.blocks import Reading
from program_workflow.documents.gate import unpack_open_document
from program_workflow.documents.identity import identity_of
from program_workflow.documents.odt_styles import STYLE, TEXT, read_odt_styles
from program_workflow.documents.odt_text import DC, OFFICE, XML, TextTranslator, said_in
from program_workflow.documents.odt_writer import Change
from program_workflow.documents.word import read_package
from program_workflow.documents.word_package import WordPackage
from program_workflow.documents.word_revisions import every_change, resolve
from program_workflow.documents.xml import Element, parse_xml
from program_workflow.domain.errors import N_, FileRefused

_MASTER_PAGE: Final = STYLE + "master-page"


def read_odt(name: str, data: bytes) -> Reading:
    """Everything an OpenDocument text says, tracked changes accepted. Raises FileRefused, TooLarge."""
    package = open_odt(name, data)
    for story in package.stories():
        resolve(story, every_change)
    return read_package(package)


def open_odt(name: str, data: bytes) -> WordPackage:
    """The document with its notes, comments and tracked changes. Raises FileRefused, TooLarge."""
    parts = unpack_open_document(data, name=name)
    content = _part(parts, "content.xml", name)
    text = content.find(f"{OFFICE}body/{OFFICE}text") if content is not None else None
    if text is None:
        raise FileRefused(N_("{name} is damaged: it has no text."), name=name)
    extra = _part(parts, "styles.xml", name)
    styles = read_odt_styles(content, extra)
    said = TextTranslator(styles, _regions(text))
    said.say_body(text)
    masters = extra.iter(_MASTER_PAGE) if extra is not None else ()
    around = [said.say_around(part) for master in masters for part in master]
    return WordPackage(
        name,
        said.body,
        None,
        styles.numbering,
        said.notes.get("footnote"),
        said.notes.get("endnote"),
        said.comments,
        around,
        identity=identity_of(parts),
    )


def _part(parts: Mapping[str, bytes], part: str, name: str) -> Element | None:
    return parse_xml(parts[part], name=name) if parts.get(part) else None


def _regions(text: Element) -> dict[str, tuple[Change, list[Element]]]:
    """Tracked changes by the names the text refers to, with what was taken out."""
    regions: dict[str, tuple[Change, list[Element]]] = {}
    for region in text.iterfind(f"{TEXT}tracked-changes/{TEXT}changed-region"):
        inserted = _change(region.find(TEXT + "insertion"), deletes=False)
        deletion = region.find(TEXT + "deletion")
        deleted = _change(deletion, deletes=True)
        content = [child for child in deletion if child.tag != OFFICE + "change-info"] if deletion is not None else []
        change = replace(deleted, within=inserted) if deleted else inserted
        if change is not None:
            regions[region.get(TEXT + "id") or region.get(XML + "id") or ""] = (change, content)
    return regions


def _change(element: Element | None, *, deletes: bool) -> Change | None:
    if element is None:
        return None
    info = element.find(OFFICE + "change-info")
    if info is None:
        return Change(deletes, "", "")
    return Change(deletes, said_in(info, DC + "creator"), said_in(info, DC + "date"))
