"""Carries tracked changes out on the tree of a Word document: accepted, rejected, or those of one author alone.

What remains has no tracked change in it, so that one reader serves the original, the final and any
other text. Where words went or came, an empty mark says so.
"""

from collections.abc import Callable, Iterable
from typing import Final

from program_workflow.documents.xml import MC, Element, W, tag_of

_OURS: Final = "{urn:program-workflow:word}"
#: Marks left behind; the words stand in the attribute "text".
CAME, WENT = _OURS + "came", _OURS + "went"
#: Numbers of the paragraphs, as they stood in the file, that a paragraph has its words from.
SOURCES: Final = _OURS + "sources"
_LONGEST_SOURCES: Final = 2_000

INSERTING: Final = frozenset({W + "ins", W + "moveTo"})
DELETING: Final = frozenset({W + "del", W + "moveFrom"})
_CELLS: Final = (W + "cellIns", W + "cellDel", W + "cellMerge")
#: Elements whose w:ins and w:del say something of the parent and hold no words.
MARK_HOLDERS: Final = frozenset({W + "rPr", W + "trPr", W + "numPr", W + "tcPr", W + "pPr"})
FORMATS: Final = tuple(
    W + tag for tag in ("rPrChange", "pPrChange", "tcPrChange", "trPrChange", "tblPrChange", "tblPrExChange",
                        "tblGridChange", "sectPrChange", "numberingChange")
)  # fmt: skip
#: Children of properties that an earlier state of them does not name.
_STAYS: Final = frozenset(
    W + tag for tag in ("rPr", "sectPr", "ins", "del", "moveFrom", "moveTo", *("cellIns", "cellDel", "cellMerge"))
)
_SHOWN: Final = {W + "delText": W + "t", W + "delInstrText": W + "instrText"}
_WORDS: Final = (W + "t", W + "delText", W + "tab", W + "br", W + "cr", W + "p", W + "noBreakHyphen", W + "softHyphen")
_BETWEEN: Final = ("bookmark", "perm", "comment", "move", "customXml")

Accepts = Callable[[str], bool]


def every_change(author: str) -> bool:  # noqa: ARG001 - whoever made it
    return True


def no_change(author: str) -> bool:  # noqa: ARG001 - whoever made it
    return False


def author_of(element: Element) -> str:
    return " ".join((element.get(W + "author") or "").split())


def number_paragraphs(roots: Iterable[Element]) -> None:
    """Gives every paragraph its number, so that it is known again once changes are carried out."""
    number = 0
    for root in roots:
        for paragraph in root.iter(W + "p"):
            paragraph.set(SOURCES, str(number))
            number += 1


def sources_of(paragraph: Element) -> tuple[int, ...]:
    return tuple(int(number) for number in (paragraph.get(SOURCES) or "").split())


def resolve(root: Element, accepts: Accepts) -> None:
    """Carries out the changes of the authors that are accepted, and undoes those of the others."""
    _restore_formats(root, accepts)
    _resolve_rows_and_cells(root, accepts)
    merging = [paragraph for paragraph in root.iter(W + "p") if not _mark_stands(paragraph, accepts)]
    for paragraph in [one for one in merging if _only_inserted(one, accepts)]:
        for child in [child for child in paragraph if child.tag != W + "pPr"]:
            paragraph.remove(child)
    _resolve_words(root, accepts)
    for paragraph in reversed(merging):
        _merge_into_next(paragraph)


# --- words -------------------------------------------------------------------------------------------------------


def _resolve_words(root: Element, accepts: Accepts) -> None:
    found = [element for element in root.iter(*INSERTING, *DELETING) if element.getparent() is not None]
    for element in reversed(found):  # those within others first
        parent = element.getparent()
        if parent is None or parent.tag in MARK_HOLDERS or len(element) == 0:
            continue
        if (element.tag in INSERTING) == accepts(author_of(element)):
            _unwrap(element)
        else:
            _take_out(element)


def _unwrap(element: Element) -> None:
    if element.tag in INSERTING:
        _leave(element, CAME)
    else:
        for shown in element.iter(*_SHOWN):
            shown.tag = _SHOWN[shown.tag]
    for child in list(element):
        element.addprevious(child)
    _remove(element)


def _take_out(element: Element) -> None:
    if element.tag in DELETING:
        _leave(element, WENT)
    _remove(element)


def _leave(element: Element, mark: str) -> None:
    if element.getparent() is not None:
        element.addprevious(element.makeelement(mark, {"text": words_of(element)}))


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


# --- paragraph marks ---------------------------------------------------------------------------------------------


def marks_of(paragraph: Element) -> list[Element]:
    """Tracked changes of the paragraph's closing mark."""
    run = paragraph.find(f"{W}pPr/{W}rPr")
    return [] if run is None else [mark for mark in run if mark.tag in INSERTING or mark.tag in DELETING]


def _mark_stands(paragraph: Element, accepts: Accepts) -> bool:
    return all((mark.tag in INSERTING) == accepts(author_of(mark)) for mark in marks_of(paragraph))


def _only_inserted(paragraph: Element, accepts: Accepts) -> bool:
    """Whether a paragraph, not accepted, came whole: what others wrote into it has no place without it."""
    refused = any(mark.tag in INSERTING and not accepts(author_of(mark)) for mark in marks_of(paragraph))
    if not refused:
        return False
    return all(child.tag in INSERTING or not _has_words(child) for child in paragraph)


def _has_words(element: Element) -> bool:
    return next(element.iter(W + "r"), None) is not None


def _merge_into_next(paragraph: Element) -> None:
    """The words run on into the next paragraph of the same place; without one, an empty paragraph goes."""
    following = _next_paragraph(paragraph)
    content = [child for child in paragraph if child.tag != W + "pPr"]
    speaks = any(_has_words(child) for child in content)
    if following is None:
        if not speaks and _may_go(paragraph):
            for child in content:
                paragraph.addprevious(child)
            _remove(paragraph)
        return
    first = next(iter(following), None)  # find() would look at every child, and a long merger has many
    for child in reversed(content):
        if first is not None and first.tag == W + "pPr":
            first.addnext(child)
        else:
            following.insert(0, child)
    if speaks:
        sources = f"{paragraph.get(SOURCES) or ''} {following.get(SOURCES) or ''}"
        following.set(SOURCES, sources if len(sources) < _LONGEST_SOURCES else following.get(SOURCES) or "")
    _remove(paragraph)


def _next_paragraph(paragraph: Element) -> Element | None:
    for sibling in paragraph.itersiblings():
        tag = tag_of(sibling)
        if tag == W + "p":
            return sibling
        if not tag.rpartition("}")[2].startswith(_BETWEEN) and not tag.startswith(_OURS):
            return None
    return None


def _may_go(paragraph: Element) -> bool:
    """A cell keeps its last paragraph."""
    parent = paragraph.getparent()
    if parent is None or parent.tag != W + "tc":
        return parent is not None
    return len(parent.findall(W + "p")) > 1


# --- rows, cells, formats ----------------------------------------------------------------------------------------


def _resolve_rows_and_cells(root: Element, accepts: Accepts) -> None:
    for row_properties in list(root.iter(W + "trPr")):
        row = row_properties.getparent()
        changes = [child for child in row_properties if child.tag in INSERTING or child.tag in DELETING]
        if row is not None and row.tag == W + "tr" and changes:
            _keep_or_drop(row, changes, accepts)
            for change in changes:
                _remove(change)
    for element in list(root.iter(*_CELLS)):
        properties = element.getparent()
        cell = properties.getparent() if properties is not None else None
        if properties is None or cell is None or cell.tag != W + "tc":
            continue
        if element.tag == W + "cellMerge":
            _merge_cell(properties, element, accepted=accepts(author_of(element)))
        else:
            _keep_or_drop(cell, [element], accepts)
        _remove(element)


def _keep_or_drop(element: Element, changes: list[Element], accepts: Accepts) -> None:
    came = [change for change in changes if change.tag in INSERTING or change.tag == W + "cellIns"]
    went = [change for change in changes if change not in came]
    if any(accepts(author_of(change)) for change in went):
        _leave(element, WENT)
        _remove(element)
    elif any(not accepts(author_of(change)) for change in came):
        _remove(element)
    elif came:
        _leave(element, CAME)


def _merge_cell(properties: Element, change: Element, *, accepted: bool) -> None:
    """The vertical merge as it is after or was before; Word writes "cont" and "rest"."""
    said = change.get(W + ("vMerge" if accepted else "vMergeOrig"))
    for merge in properties.findall(W + "vMerge"):
        properties.remove(merge)
    if said:
        value = "restart" if said.startswith("rest") else "continue"
        properties.append(properties.makeelement(W + "vMerge", {W + "val": value}))


def _restore_formats(root: Element, accepts: Accepts) -> None:
    """Properties as they are, or as they were; a number taken on is a property."""
    for element in list(root.iter(*FORMATS)):
        holder = element.getparent()
        if holder is None:
            continue
        _remove(element)
        before = next(iter(element), None)
        if accepts(author_of(element)) or before is None or before.tag != holder.tag:
            continue
        for child in [child for child in holder if child.tag not in _STAYS]:
            holder.remove(child)
        for at, child in enumerate([child for child in before if child.tag not in _STAYS]):
            holder.insert(at, child)
    for numbering in list(root.iter(W + "numPr")):
        taken = numbering.find(W + "ins")
        if taken is not None and not accepts(author_of(taken)):
            _remove(numbering)


# --- words of an element -----------------------------------------------------------------------------------------


def words_of(element: Element) -> str:
    """All words under an element, shown or deleted, for a list or an excerpt; cells and paragraphs apart by a space."""
    pieces: list[str] = []
    for part in element.iter(*_WORDS):
        if in_fallback(part, element):
            continue
        if part.tag in (W + "t", W + "delText"):
            pieces.append(part.text or "")
        elif part.tag != W + "softHyphen":
            pieces.append("\u2011" if part.tag == W + "noBreakHyphen" else " ")
    return "".join(pieces)


def in_fallback(element: Element, top: Element | None = None) -> bool:
    """Whether an element stands in what only old programs show; top: where to stop looking."""
    for parent in element.iterancestors():
        if parent is top:
            return False
        if tag_of(parent) == MC + "Fallback":
            return True
    return False
