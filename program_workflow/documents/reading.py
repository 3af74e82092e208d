"""Reads a file as clauses: chooses the format, makes the tree, accounts for everything else."""

from collections.abc import Callable, Iterator
from typing import Final

from program_workflow.documents.accounting import account
from program_workflow.documents.blocks import Paragraph, Reading, Table
from program_workflow.documents.gate import check_size
from program_workflow.documents.outline import build_outline
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.errors import N_, FileRefused
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import read_period
from program_workflow.domain.understood import Understood, walk

_MOST_CLAUSES: Final = 20_000


def read(name: str, data: bytes, *, language: str | None = None) -> Understood:
    """What a .docx, .txt or .md file says, as clauses, with an account of everything left out.

    name: file name, for its extension and the messages. language: of the text, guessed by its
    letters if None. Raises FileRefused, TooLarge.
    """
    check_size(data, name=name)
    if not data.strip():
        raise FileRefused(N_("{name} is empty."), name=name)
    reading = _reader(name, data)(name, data)
    if not reading.blocks:
        raise FileRefused(N_("{name} contains no text."), name=name)
    if len(reading.blocks) > _MOST_CLAUSES:
        raise FileRefused(N_("{name} has more than {limit} paragraphs."), name=name, limit=_MOST_CLAUSES)
    language = language or guess_language(reading)
    outline = build_outline(reading, russian=language == "ru")
    clauses = tuple(node.frozen() for node in outline.roots)
    left_out, doubts = account(reading, outline, language)
    title = outline.title
    return Understood(clauses, language, title, _period(title, clauses), len(outline.tables), left_out, doubts)


def _reader(name: str, data: bytes) -> Callable[[str, bytes], Reading]:
    """The reader for a file by its extension, unless its first bytes say otherwise.

    Imported when needed: a reader in a process of its own starts the faster.
    """
    extension = name.rpartition(".")[2].lower()
    if extension == "odt" or b"mimetypeapplication/vnd.oasis.opendocument" in data[:100]:
        raise FileRefused(N_("{name}: OpenDocument text is not read yet. Save it as .docx and try again."), name=name)
    if extension in ("docm", "dotm"):
        raise FileRefused(
            N_("{name} may contain macros. Save it as a document without macros (.docx) and try again."), name=name
        )
    if extension in ("docx", "dotx", "doc") or data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from program_workflow.documents.word import read_word

        return read_word
    if extension in ("md", "markdown"):
        from program_workflow.documents.markdown import read_markdown

        return read_markdown
    if extension in ("txt", "text"):
        from program_workflow.documents.plain import read_plain

        return read_plain
    raise FileRefused(N_("{name} is of a kind that is not read. Send a .docx, .txt or .md file."), name=name)


def guess_language(reading: Reading) -> str:
    """ "ru" where Cyrillic letters prevail, else "en"."""
    cyrillic = latin = 0
    for text in _texts(reading):
        cyrillic += sum("\u0400" <= sign <= "\u04ff" for sign in text)
        latin += sum(sign.isascii() and sign.isalpha() for sign in text)
    return "ru" if cyrillic > latin else "en"


def _texts(reading: Reading) -> Iterator[str]:
    for block in reading.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                yield from (cell.text for cell in row)


def _period(title: str, clauses: tuple[ClauseDraft, ...]) -> str:
    """From the title, else from the passport, else from the first clauses."""
    found = read_period(title)
    if found:
        return found
    flat = walk(clauses)
    near = [clause for clause in flat if clause.kind in (ClauseKind.TITLE, ClauseKind.PASSPORT_ROW)] + flat[:30]
    return next((period for clause in near if (period := read_period(clause.text))), "")
