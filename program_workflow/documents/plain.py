"""Reads plain text: its encoding, its paragraphs, lines broken at the margin joined again."""

import re
from statistics import quantiles
from typing import Final

from program_workflow.documents.blocks import Paragraph, Reading
from program_workflow.documents.labels import Label, split_label
from program_workflow.domain.errors import N_, FileRefused
from program_workflow.domain.understood import Left

_UNDECODABLE: Final = N_("{name} is not text in UTF-8, UTF-16 or Windows-1251. Save it as UTF-8 and try again.")
_WIDEST_MARGIN: Final = 120  # longer lines are whole paragraphs
_BREAKS: Final = re.compile(r"\r\n?|\x0c|\x0b|\x85|\u2028")
_RULE: Final = re.compile(r"[\s_=*\-–—]{3,}")


def read_plain(name: str, data: bytes) -> Reading:
    """Paragraphs of a text file. Raises FileRefused for what is no text."""
    lines = decode_text(name, data).split("\n")
    reading = Reading()
    margin = _margin(lines)
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if paragraph and not _runs_on(paragraph, line, margin):
            _add(reading, paragraph)
            paragraph = []
        if line.strip():
            paragraph.append(line)
    return reading


def decode_text(name: str, data: bytes) -> str:
    """Text from UTF-8, UTF-16 or a Windows code page, with "\\n" at line ends."""
    text = _decode(name, data)
    return _BREAKS.sub("\n", text)


def _decode(name: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strictly(name, data, "utf-16")
    if data.count(0) > len(data) // 10:
        even, odd = data[::2].count(0), data[1::2].count(0)
        return _strictly(name, data, "utf-16-le" if odd > even else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        latin = sum(65 <= byte <= 90 or 97 <= byte <= 122 for byte in data)
        high = sum(byte >= 192 for byte in data)
        return _strictly(name, data, "cp1252" if latin > 4 * high else "cp1251")


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused(_UNDECODABLE, name=name) from None
    letters = sum(sign.isalnum() or sign.isspace() for sign in text)
    if letters < 0.6 * len(text):
        raise FileRefused(_UNDECODABLE, name=name)
    return text


def _margin(lines: list[str]) -> int:
    """The width at which lines were broken, 0 if they were not."""
    widths = [len(line.rstrip()) for line in lines if line.strip()]
    if len(widths) < 4:
        return 0
    width = int(quantiles(widths, n=20)[-1])
    return width if 40 <= width <= _WIDEST_MARGIN and max(widths) <= _WIDEST_MARGIN + 20 else 0


def _runs_on(paragraph: list[str], line: str, margin: int) -> bool:
    """Whether a line continues the paragraph: its first word had no room in the line before."""
    last = paragraph[-1].rstrip()
    if not line.strip() or not margin:
        return False
    if _is_centred(paragraph[0], margin) and _is_centred(line, margin):
        return True
    if _opens(line, last):
        return False
    indent, first = _indent(line), _indent(paragraph[0])
    if indent > _indent(paragraph[-1]) + 1 and (indent >= first or len(paragraph) > 1):
        return False
    return len(last) + 1 + len(line.split()[0]) > margin - 12


def _opens(line: str, before: str) -> bool:
    """Whether a line begins with a number of its own, after the end of a sentence."""
    label = split_label(line.strip(), russian=True)
    if label is None or label.weak:
        return False
    return label.rank is not None or before.endswith((".", ";", ":")) or (_is_dash(label) and before.endswith(","))


def _is_dash(label: Label) -> bool:
    return label.form.startswith("dash")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _is_centred(line: str, margin: int) -> bool:
    left, width = _indent(line), len(line.strip())
    return left >= 8 and abs(left - (margin - left - width)) <= 6


def _add(reading: Reading, lines: list[str]) -> None:
    """One paragraph; spaces that only filled up lines to the margin are reduced to one."""
    if len(lines) == 1:
        text = lines[0].strip()
    else:
        text = " ".join(re.sub(r"(?<=\S)[ \t]{2,}", " ", line.strip()) for line in lines)
    if _RULE.fullmatch(text):
        reading.remark(Left.MARKUP, text)
        return
    centred = len(lines[0]) - len(lines[0].lstrip()) >= 12 and len(text) < 300
    reading.blocks.append(Paragraph(text, emphasised=centred))
