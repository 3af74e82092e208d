"""By what an edited copy is known again: properties that our writers put into a file, and other programs keep."""

from collections.abc import Iterator, Mapping
from typing import Final

from program_workflow.documents.xml import Element, parse_xml, to_number
from program_workflow.domain.errors import FileRefused
from program_workflow.domain.revised import Identity

#: Names of the properties.
PROPERTIES: Final = "ProgramWorkflow."
_OPEN_DOCUMENT: Final = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_WORD: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/custom-properties}"


def identity_of(parts: Mapping[str, bytes]) -> Identity | None:
    """The version a package of Word or OpenDocument text was made from; None where it does not say."""
    said = dict(_properties(parts))
    version = to_number(said.get("Version"))
    if not said.get("Program") or version is None:
        return None
    return Identity(said["Program"], version, said.get("Language", ""), said.get("TextHash", ""))


def _properties(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for element in _elements(parts, "docProps/custom.xml", _WORD + "property"):
        yield from _ours(element.get("name"), "".join(str(text) for text in element.itertext()))
    for element in _elements(parts, "meta.xml", _OPEN_DOCUMENT + "user-defined"):
        yield from _ours(element.get(_OPEN_DOCUMENT + "name"), "".join(str(text) for text in element.itertext()))


def _elements(parts: Mapping[str, bytes], part: str, tag: str) -> list[Element]:
    """What is no text of the document does not stop it from being read."""
    if not parts.get(part):
        return []
    try:
        return list(parse_xml(parts[part], name=part).iter(tag))
    except FileRefused:
        return []


def _ours(name: str | None, value: str) -> Iterator[tuple[str, str]]:
    if name is not None and name.startswith(PROPERTIES):
        yield name.removeprefix(PROPERTIES), value.strip()
