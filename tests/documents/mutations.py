"""Changes files at random: the tree of an XML part, put back into a right package, or single bytes."""

import io
import random
import zipfile
from collections.abc import Callable
from copy import deepcopy
from typing import Final

from lxml import etree

BYTES_OF_ALL: Final = 0.2  # part of the files that are changed byte by byte
_VALUES: Final = ("", "-1", "0", "1", "99999999999999", "x", "²", "٣", "a" * 300, "true", "restart", "cont", "%1%2%9")
_TEXTS: Final = ("\u202e", "1.", "а)", "(i)", "Статья", "1.1.1.1.1.1", "—", "2¹²³", "\ud7ff", " ", "x" * 5_000)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """The file with one or several changes; the same each time for the same state of chance."""
    if chance.random() < BYTES_OF_ALL:
        return change_bytes(data, chance)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for _ in range(chance.choice((1, 1, 2))):
        named = [name for name in parts if name.endswith((".xml", ".rels"))]
        weights = [4 if name in ("word/document.xml", "content.xml") else 1 for name in named]
        name = chance.choices(named, weights)[0]
        parts[name] = change_tree(parts[name], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def change_bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        at = chance.randrange(len(changed))
        match chance.randrange(3):
            case 0:
                changed[at] = chance.randrange(256)
            case 1:
                del changed[at : at + chance.choice((1, 10, 200))]
            case _:
                changed[at:at] = chance.randbytes(chance.choice((1, 4, 20)))
        changed = changed or bytearray(b"x")
    return bytes(changed)


def change_tree(content: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(content, etree.XMLParser(collect_ids=False, recover=True))
    if root is None:  # changed beyond reading before
        return content
    for _ in range(chance.choice((1, 3, 10, 40))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        one, other = chance.choice(elements), chance.choice(elements)
        chance.choice(_CHANGES)(one, other, chance)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _remove(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    parent = one.getparent()
    if parent is not None:
        parent.remove(one)


def _repeat(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    if one.getparent() is not None and len(list(one.iter())) < 500:
        one.addnext(deepcopy(one))


def _carry(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    """Puts an element into another: tracked changes in places where none are expected."""
    if one.getparent() is None or one in other.iterancestors() or one is other:
        return
    other.insert(chance.randrange(len(other) + 1), one)


def _wrap(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    parent = one.getparent()
    if parent is not None:
        wrapper = one.makeelement(other.tag, dict(other.attrib))
        parent.replace(one, wrapper)
        wrapper.append(one)


def _unwrap(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    parent = one.getparent()
    if parent is not None:
        for child in list(one):
            one.addprevious(child)
        parent.remove(one)


def _rename(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    one.tag = other.tag


def _value(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    names = list(one.attrib) or list(other.attrib)
    if names:
        one.set(chance.choice(names), chance.choice(_VALUES))


def _words(one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    one.text = (one.text or "") + chance.choice(_TEXTS)


_CHANGES: Final[tuple[Callable[[etree._Element, etree._Element, random.Random], None], ...]] = (
    _remove,
    _repeat,
    _carry,
    _carry,
    _wrap,
    _unwrap,
    _rename,
    _value,
    _words,
)
