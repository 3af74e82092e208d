"""Reads a file as clauses: chooses the format, makes the tree, accounts for everything else."""

from collections.abc import Callable, Iterator
from typing import Final

from program_workflow.documents.accounting import account
from program_workflow.documents.blocks import Paragraph, Reading, Table
from program_workflow.documents.gate import check_size
from program_workflow.documents.outline import Outline, build_outline
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.errors import N_, FileRefused
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import read_period
from program_workflow.domain.understood import Understood, walk

NO_TEXT: Final = N_("{name} contains no text.")
_MOST_CLAUSES: Final = 20_000
_WORD: Final = ("docx", "dotx", "doc")


def read(name: str, data: bytes, *, language: str | None = None) -> Understood:
    """What a .docx, .odt, .txt or .md file says, as clauses, with an account of everything left out.

    name: file name, for its extension and the messages. language: of the text, guessed by its
    letters if None. Raises FileRefused, TooLarge.
    """
    check_size(data, name=name)
    if not data.strip():
        raise FileRefused(N_("{name} is empty."), name=name)
    return understand(name, reader_of(name, data)(name, data), language)[0]


def understand(name: str, reading: Reading, language: str | None) -> tuple[Understood, Outline]:
    """The clauses of what was read; the nodes of the outline stand in the same order. Raises FileRefused."""
    if not reading.blocks:
        raise FileRefused(NO_TEXT, name=name)
    if len(reading.blocks) > _MOST_CLAUSES:
        raise FileRefused(N_("{name} has more than {limit} paragraphs."), name=name, limit=_MOST_CLAUSES)
    language = language or guess_language(reading)
    outline = build_outline(reading, russian=language == "ru")
    clauses = tuple(node.frozen() for node in outline.roots)
    left_out, doubts = account(reading, outline, language)
    title = outline.title
    period, notes = _period(title, clauses), tuple(filter(None, reading.notes))
    understood = Understood(clauses, language, title, period, len(outline.tables), left_out, doubts, notes)
    return understood, outline


def reader_of(name: str, data: bytes) -> Callable[[str, bytes], Reading]:
    """The reader for a file by its extension, unless its first bytes say otherwise.

    Imported when needed: a reader in a process of its own starts the faster.
    """
    extension = _extension(name)
    if is_open_document(name, data):
        from program_workflow.documents.odt import read_odt

        return read_odt
    refuse_macros(name)
    if extension in _WORD or data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from program_workflow.documents.word import read_word

        return read_word
    if extension in ("md", "markdown"):
        from program_workflow.documents.markdown import read_markdown

        return read_markdown
    if extension in ("txt", "text"):
        from program_workflow.documents.plain import read_plain

        return read_plain
    raise FileRefused(N_("{name} is of a kind that is not read. Send a .docx, .odt, .txt or .md file."), name=name)


def refuse_macros(name: str) -> None:
    """Raises FileRefused for a file that says by its name that it may hold macros."""
    if _extension(name) in ("docm", "dotm"):
        raise FileRefused(
            N_("{name} may contain macros. Save it as a document without macros (.docx) and try again."), name=name
        )


def may_track_changes(name: str, data: bytes) -> bool:
    """Whether the file is of a format that can hold tracked changes; the others are read as they stand."""
    extension = _extension(name)
    return is_open_document(name, data) or extension in _WORD or data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0"))


def is_open_document(name: str, data: bytes) -> bool:
    return _extension(name) == "odt" or b"mimetypeapplication/vnd.oasis.opendocument" in data[:100]


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower()


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
