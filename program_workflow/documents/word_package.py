"""The parts of a Word document that its reader needs, parsed: text, styles, lists, notes, comments."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from program_workflow.documents.gate import unpack
from program_workflow.documents.identity import identity_of
from program_workflow.documents.xml import RELATIONSHIP, Element, W, parse_xml
from program_workflow.domain.errors import N_, FileRefused
from program_workflow.domain.revised import Identity

_MAIN_RELATION: Final = "/officeDocument"
_FOREIGN: Final = ("/oleObject", "/package", "/aFChunk", "/control", "/vbaProject", "/activeXControlBinary")
_NO_TEXT: Final = N_("{name} is damaged: it has no text.")


@dataclass(slots=True)
class WordPackage:
    """A document as WordprocessingML, whichever format it came from.

    links: target of external links by relationship id. foreign: what the package refers to and
    does not hold as text. around: headers and footers.
    """

    name: str
    body: Element
    styles: Element | None = None
    numbering: Element | None = None
    footnotes: Element | None = None
    endnotes: Element | None = None
    comments: Element | None = None
    around: list[Element] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    chunks: dict[str, str] = field(default_factory=dict)
    foreign: list[str] = field(default_factory=list)
    identity: Identity | None = None

    def stories(self) -> list[Element]:
        """Everything in which changes may be tracked, the text first."""
        others = (self.footnotes, self.endnotes, self.comments, *self.around)
        return [self.body, *(root for root in others if root is not None)]


def open_word(name: str, data: bytes) -> WordPackage:
    """The parsed parts of a .docx. Raises FileRefused, TooLarge."""
    return _Opener(name, unpack(data, name=name)).open()


@dataclass(slots=True)
class _Opener:
    name: str
    parts: Mapping[str, bytes]
    relations: dict[str, tuple[str, str, bool]] = field(default_factory=dict)  # id: type, target, external

    def open(self) -> WordPackage:
        main = self._main_part()
        self.relations = self._relations_of(main)
        body = self._parse(main).find(W + "body")
        if body is None:
            raise FileRefused(_NO_TEXT, name=self.name)
        return WordPackage(
            self.name,
            body,
            self._related("/styles"),
            self._related("/numbering"),
            self._related("/footnotes"),
            self._related("/endnotes"),
            self._related("/comments"),
            list(self._around()),
            {key: target for key, (_, target, external) in self.relations.items() if external},
            {key: target for key, (_, target, _) in self.relations.items()},
            list(self._foreign()),
            identity_of(self.parts),
        )

    def _parse(self, part: str) -> Element:
        return parse_xml(self.parts[part], name=self.name)

    def _main_part(self) -> str:
        for kind, target, external in self._relations_of("").values():
            if kind.endswith(_MAIN_RELATION) and not external and self.parts.get(target):
                return target
        raise FileRefused(_NO_TEXT, name=self.name)

    def _relations_of(self, part: str) -> dict[str, tuple[str, str, bool]]:
        folder, file = posixpath.split(part)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        found: dict[str, tuple[str, str, bool]] = {}
        for element in self._parse(path).iter(RELATIONSHIP) if self.parts.get(path) else ():
            external = element.get("TargetMode") == "External"
            target = element.get("Target") or ""
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[element.get("Id") or ""] = (element.get("Type") or "", target, external)
        return found

    def _related(self, kind: str) -> Element | None:
        for type_, target, external in self.relations.values():
            if type_.endswith(kind) and not external and self.parts.get(target):
                return self._parse(target)
        return None

    def _around(self) -> Iterator[Element]:
        seen: set[str] = set()
        for kind, target, external in self.relations.values():
            wanted = kind.endswith(("/header", "/footer")) and not external and target not in seen
            if wanted and self.parts.get(target):
                seen.add(target)
                yield self._parse(target)

    def _foreign(self) -> Iterator[str]:
        """What any part refers to and the document does not hold as text: templates, objects, pictures elsewhere."""
        for path in self.parts:
            folder, file = posixpath.split(path)
            if not file.endswith(".rels"):
                continue
            of_part = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            for kind, target, external in self._relations_of(of_part).values():
                embedded = kind.endswith(_FOREIGN) and not external
                if embedded or (external and not kind.endswith("/hyperlink")):
                    yield target
