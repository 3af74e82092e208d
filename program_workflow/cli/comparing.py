"""``redline``: two files compared, without a database."""

import sys
from collections import Counter
from collections.abc import Sequence
from errno import ENOENT
from pathlib import Path
from typing import TYPE_CHECKING

import click

from program_workflow.cli import redlines
from program_workflow.domain.terms import LANGUAGES
from program_workflow.domain.understood import walk

if TYPE_CHECKING:
    from program_workflow.domain.clause import ClauseDraft
    from program_workflow.domain.redline import Entry
    from program_workflow.domain.understood import Understood

FORMATS = ("text", "html", "docx", "json")


@click.command()
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="What to write.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else stdout.")
@click.option("--side-by-side", is_flag=True, help="Old and new beside each other instead of in one text.")
@click.option(
    "--ignore-typography",
    is_flag=True,
    help="Take dashes, quotes, spaces and ё/е as equal; what was so taken is counted, and listed in json.",
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Of both files; else guessed by their letters.")
def redline(
    old: Path,
    new: Path,
    form: str,
    output: Path | None,
    side_by_side: bool,
    ignore_typography: bool,
    language: str | None,
) -> None:
    """Compare two files (.docx .odt .txt .md) by whole words, clause by clause. Needs no database.

    In text, [-words-] are deleted and {+words+} inserted; in docx they are tracked changes of Word.

    Example: program-workflow redline old.docx new.docx --format html -o redline.html
    """
    from program_workflow.documents.bounded import read_bounded
    from program_workflow.domain.redline import compare_clauses

    before, after = (read_bounded(file.name, file.read_bytes(), language=language) for file in (old, new))
    for file, read in ((old, before), (new, after)):
        _tell_left_out(file.name, read)
    title = f"{old.name} → {new.name}"
    if form == "docx":
        redlined = tracked_redline(before, after, title=title, ignore_typography=ignore_typography)
        write_bytes(redlined, output)
        return
    mine, theirs = (entries(one.clauses, one.notes) for one in (before, after))
    rows = compare_clauses(mine, theirs, identities=False, ignore_typography=ignore_typography)
    write(
        redlines.rendered(
            rows,
            form,
            title=title,
            language=after.language,
            side_by_side=side_by_side,
            coloured=output is None and sys.stdout.isatty(),
        ),
        output,
    )


def _tell_left_out(name: str, read: "Understood") -> None:
    """Words that no redline shows are not passed over in silence."""
    from program_workflow.domain.understood import Left
    from program_workflow.domain.words import label

    wanted = (Left.TEXT_BOX, Left.HIDDEN_TEXT, Left.PICTURE, Left.HEADER_FOOTER, Left.TABLE_OF_CONTENTS, Left.UNKNOWN)
    counts = Counter(finding.reason for finding in read.left_out)
    said = "; ".join(f"{label(reason, 'en')} ({counts[reason]})" for reason in wanted if counts[reason])
    if said:
        click.echo(f"{name}: not compared: {said}.", err=True)


def tracked_redline(before: "Understood", after: "Understood", *, title: str, ignore_typography: bool = False) -> bytes:
    """The redline of two files as a Word document with tracked changes, which names no program."""
    from program_workflow.documents.word_writer import write_word
    from program_workflow.domain.pieces import redlined_pieces
    from program_workflow.domain.publication import unversioned
    from program_workflow.domain.redline import compare_clauses

    old, new = (entries(one.clauses, one.notes) for one in (before, after))
    rows = compare_clauses(old, new, identities=False, ignore_typography=ignore_typography)
    return write_word(unversioned(title, after.language, redlined_pieces(old, new, rows, identities=False)))


def entries(clauses: "Sequence[ClauseDraft]", notes: "Sequence[str]" = ()) -> "list[Entry]":
    """Clauses as read from a file, in reading order, as the comparison wants them; the notes of the text behind it."""
    from program_workflow.domain.clause import NO_FIELDS
    from program_workflow.domain.redline import Entry
    from program_workflow.domain.terms import ClauseKind

    names = {id(clause): str(place) for place, clause in enumerate(walk(tuple(clauses)))}
    found: list[Entry] = []

    def add(clause: "ClauseDraft", parent: str | None, depth: int) -> None:
        name = names[id(clause)]
        found.append(Entry(name, clause.number, clause.kind, clause.text, clause.fields, "", depth, parent))
        for child in clause.children:
            add(child, name, depth + 1)

    for clause in clauses:
        add(clause, None, 0)
    found += [Entry(f"note{at}", "", ClauseKind.NOTE, note, NO_FIELDS, "") for at, note in enumerate(notes)]
    return found


def write(text: str, output: Path | None, *, quiet: bool = False) -> None:
    """To a file, whole or not at all, or to standard output."""
    if output is None:
        click.echo(text, nl=False)
        return
    write_bytes(text.encode(), output, quiet=quiet)


def write_bytes(data: bytes, output: Path | None, *, quiet: bool = False) -> None:
    """The same of a file that is no text."""
    if output is None:
        click.echo(data, nl=False)
        return
    if not output.parent.is_dir():
        raise FileNotFoundError(ENOENT, "no folder", str(output.parent))
    aside = output.with_name(output.name + ".part")
    aside.write_bytes(data)
    aside.replace(output)
    if not quiet:
        click.echo(f"{output}: written.", err=True)
