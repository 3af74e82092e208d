"""Parses the XML of a Word package, and names its elements."""

from typing import Final

from lxml import etree

from program_workflow.domain.errors import N_, FileRefused

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
RELATIONSHIP: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"

_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_STRICT_SPACES: Final = (
    (_STRICT, b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip
_OFF: Final = frozenset({"0", "false", "off", "none"})

Element = etree._Element


def parse_xml(content: bytes, *, name: str) -> Element:
    """The root of a part. Entities, network and very deep or large trees are off; raises FileRefused."""
    if _STRICT in content:
        for strict, usual in _STRICT_SPACES:
            content = content.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        root = None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise FileRefused(N_("{name} is damaged: a part of it is not well-formed."), name=name)
    return root


def value_of(parent: Element | None, tag: str, attribute: str = "val") -> str | None:
    """The attribute of a child element of the w: namespace."""
    if parent is None:
        return None
    child = parent.find(W + tag)
    return child.get(W + attribute) if child is not None else None


def number_of(parent: Element | None, tag: str, default: int | None = None) -> int | None:
    """As value_of, as a number; what is no number counts as absent."""
    return to_number(value_of(parent, tag), default)


def to_number(said: str | None, default: int | None = None) -> int | None:
    if said is None or len(said) > 9 or not said.lstrip("-").isascii() or not said.lstrip("-").isdigit():
        return default
    return int(said)


def is_on(parent: Element | None, tag: str) -> bool | None:
    """A switch such as w:b: None where it is not mentioned."""
    child = parent.find(W + tag) if parent is not None else None
    if child is None:
        return None
    return (child.get(W + "val") or "1").lower() not in _OFF


def tag_of(element: Element) -> str:
    """The name of an element, "" for what is none."""
    return element.tag if isinstance(element.tag, str) else ""
