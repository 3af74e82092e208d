"""Writes WordprocessingML as OpenDocument text is walked through: runs, paragraphs, what is tracked in them."""

from dataclasses import dataclass, field, replace

from lxml import etree

from program_workflow.documents.odt_styles import PLAIN, Look
from program_workflow.documents.xml import Element, W


@dataclass(frozen=True, slots=True)
class Change:
    """A tracked change as the file records it. within: the insertion that a deletion takes out again."""

    deletes: bool
    author: str
    date: str
    within: "Change | None" = None

    def attributes(self) -> dict[str, str]:
        return {W + "author": self.author, W + "date": self.date}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a paragraph stands. list_id, level: of its automatic number; outline: level of a heading, from 1."""

    look: Look = PLAIN
    list_id: int | None = None
    level: int = 0
    outline: int | None = None
    style: str = ""


@dataclass(slots=True)
class Writer:
    """target: what the next paragraph is put into. open: insertions that go on. deleting: the deletion written out."""

    target: Element
    paragraph: Element | None = None
    open: dict[str, Change] = field(default_factory=dict)
    deleting: Change | None = None

    def begin(self, manner: Manner) -> None:
        self.paragraph = etree.SubElement(self.target, W + "p")
        properties = etree.SubElement(self.paragraph, W + "pPr")
        if manner.style:
            etree.SubElement(properties, W + "pStyle", {W + "val": manner.style})
        if manner.list_id is not None:
            numbering = etree.SubElement(properties, W + "numPr")
            etree.SubElement(numbering, W + "ilvl", {W + "val": str(manner.level)})
            etree.SubElement(numbering, W + "numId", {W + "val": str(manner.list_id)})
        if manner.look.align:
            etree.SubElement(properties, W + "jc", {W + "val": manner.look.align})
        if manner.outline is not None:
            etree.SubElement(properties, W + "outlineLvl", {W + "val": str(manner.outline - 1)})

    def drop_empty(self) -> None:
        """Takes back the paragraph that was begun, if nothing was said in it yet."""
        if self.paragraph is not None and len(self.paragraph) == 1:
            self.target.remove(self.paragraph)
            self.paragraph = None

    def end(self, *, joined: Change | None = None) -> None:
        """Closes the paragraph. joined: the deletion that took its closing mark."""
        if self.paragraph is None:
            return
        marks = [(W + "ins", change) for change in self._insertions()]
        if joined is not None:
            marks += [(W + "ins", joined.within)] if joined.within else []
            marks.append((W + "del", joined))
        properties = self.paragraph.find(W + "pPr")
        if marks and properties is not None:
            run = etree.SubElement(properties, W + "rPr")
            for tag, change in marks:
                etree.SubElement(run, tag, change.attributes())
        self.paragraph = None

    def say(self, text: str, look: Look, *, hidden: bool = False) -> None:
        """Words of a run; line breaks and tabs as signs of their own."""
        if not text:
            return
        run = self.run(replace(look, hidden=hidden or look.hidden))
        element = etree.SubElement(run, W + ("delText" if self.deleting else "t"))
        element.text = text

    def sign(self, tag: str, look: Look) -> None:
        etree.SubElement(self.run(look), tag)

    def put(self, element: Element) -> None:
        """An element of its own in a run."""
        self.run(PLAIN).append(element)

    def mark(self, tag: str, attributes: dict[str, str]) -> None:
        """A mark between runs, in the paragraph."""
        if self.paragraph is not None:
            etree.SubElement(self.paragraph, tag, attributes)

    def run(self, look: Look) -> Element:
        if self.paragraph is None:
            self.begin(Manner())
        parent = self.paragraph
        if parent is None:  # begun just above
            raise AssertionError
        for change in self._insertions():
            parent = etree.SubElement(parent, W + "ins", change.attributes())
        if self.deleting is not None:
            parent = etree.SubElement(parent, W + "del", self.deleting.attributes())
        run = etree.SubElement(parent, W + "r")
        properties = etree.SubElement(run, W + "rPr")
        for tag, on in (("b", look.bold), ("vanish", look.hidden)):
            if on is not None:
                etree.SubElement(properties, W + tag, {W + "val": "1" if on else "0"})
        if look.raised:
            etree.SubElement(properties, W + "vertAlign", {W + "val": look.raised})
        return run

    def track_row(self, properties: Element) -> None:
        """A row that came or went with everything around it."""
        for change in self._insertions():
            etree.SubElement(properties, W + "ins", change.attributes())
        if self.deleting is not None:
            etree.SubElement(properties, W + "del", self.deleting.attributes())

    def _insertions(self) -> list[Change]:
        if self.deleting is not None:
            return [self.deleting.within] if self.deleting.within else []
        return list(self.open.values())[-1:]
