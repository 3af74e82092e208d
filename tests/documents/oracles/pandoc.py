"""Pandoc as an oracle: its own reader of tracked changes, as plain words."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any


def missing_pandoc() -> str:
    """Why pandoc cannot be asked, "" if it can."""
    return "" if shutil.which("pandoc") else "pandoc is not installed (Debian: pandoc)"


def ask_pandoc(file: Path, side: str, *, formulas: bool = True) -> dict[str, list[str]]:
    """Paragraphs of the body in order, and of the notes. side: "accept" or "reject". formulas: with them, as TeX."""
    kind = file.suffix.removeprefix(".")
    done = subprocess.run(
        ["pandoc", f"--track-changes={side}", "-f", kind, "-t", "json", str(file)], capture_output=True, check=True
    )
    reader = _Words(formulas)
    reader.blocks(json.loads(done.stdout)["blocks"])
    return {"body": reader.body, "notes": reader.notes}


class _Words:
    """Gathers the paragraphs of pandoc's tree."""

    def __init__(self, formulas: bool) -> None:
        self.formulas = formulas
        self.body: list[str] = []
        self.notes: list[str] = []

    def blocks(self, found: Any) -> None:
        for block in found:
            kind, content = block["t"], block.get("c")
            if kind in ("Para", "Plain"):
                self.body.append(self.inlines(content))
            elif kind == "Header":
                self.body.append(self.inlines(content[2]))
            elif kind == "CodeBlock":
                self.body.append(content[1])
            elif kind == "LineBlock":
                self.body += [self.inlines(line) for line in content]
            elif kind == "Table":
                self._table(content)
            elif kind in ("BulletList", "DefinitionList"):
                for item in content:
                    self.blocks(item)
            elif kind in ("OrderedList", "Div"):
                for item in content[1] if kind == "OrderedList" else [content[1]]:
                    self.blocks(item)
            elif kind == "BlockQuote":
                self.blocks(content)

    def _table(self, content: Any) -> None:
        _, caption, _, head, bodies, foot = content
        self.blocks(caption[1])
        rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
        for row in rows:
            for cell in row[1]:
                self.blocks(cell[4])

    def inlines(self, found: Any) -> str:
        return "".join(self._inline(inline) for inline in found)

    def _inline(self, inline: Any) -> str:
        kind, content = inline["t"], inline.get("c")
        match kind:
            case "Str":
                return str(content)
            case "Space" | "SoftBreak" | "LineBreak":
                return " "
            case "Math" if not self.formulas:
                return ""
            case "Code" | "Math" | "RawInline":
                return str(content[1])
            case "Note":
                outer, self.body = self.body, []
                self.blocks(content)
                self.notes += self.body
                self.body = outer
                return ""
            case "Quoted" | "Span" | "Link":
                return self.inlines(content[1])
            case "Cite":
                return self.inlines(content[1])
            case "Image":
                return ""
            case _:
                return self.inlines(content)
