"""A redline of clauses as text, as JSON and as a page of its own."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final

from program_workflow.domain.terms import Change
from program_workflow.domain.words import label

if TYPE_CHECKING:
    from program_workflow.domain.redline import ClauseRedline, FieldChange, Folded, Run

_MARKS: Final = {"=": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")}
_COLOURS: Final = {"=": ("", ""), "-": ("\x1b[31;9m", "\x1b[0m"), "+": ("\x1b[34;4m", "\x1b[0m")}
_ELEMENTS: Final = {"-": ("<del>", "</del>"), "+": ("<ins>", "</ins>")}
_FIELDS: Final = {
    "en": {"label": "Label", "executing_bodies": "Executing bodies", "timeframe": "Timeframe", "funding": "Funding"},
    "ru": {
        "label": "Наименование строки",
        "executing_bodies": "Исполнители",
        "timeframe": "Срок исполнения",
        "funding": "Источник финансирования",
    },
}
_CLAUSES: Final = {"en": "Clauses", "ru": "Пункты"}
_RENUMBERED: Final = {"en": "renumbered", "ru": "с новым номером"}
_FOLDED: Final = {"en": "Differences of typography not shown", "ru": "Не показаны различия в знаках и пробелах"}
_UNSEEN: Final = {"en": "A change you cannot see", "ru": "Невидимое изменение"}
_NOTHING: Final = {"en": "nothing", "ru": "ничего"}
_WIDTH: Final = 58  # characters of a column of the text beside each other


def rendered(
    rows: "Sequence[ClauseRedline]",
    form: str,
    *,
    title: str,
    language: str,
    side_by_side: bool = False,
    coloured: bool = False,
) -> str:
    """form: text, html or json. language: of the texts; labels follow it. coloured: for a terminal."""
    if form == "json":
        return as_json(rows)
    if form == "html":
        return as_html(rows, title=title, language=language, side_by_side=side_by_side)
    return as_text(rows, language=language, side_by_side=side_by_side, coloured=coloured)


# --- JSON ---------------------------------------------------------------------------------------


def as_json(rows: "Sequence[ClauseRedline]") -> str:
    """The runs of every clause, unchanged ones too; = and - joined give the old text, = and + the new.

    folded: differences of typography that the runs do not show, [position in the new text, was, now].
    unseen: changes that look the same on both sides, with the names of the characters.
    """
    body = {"clauses": [_row_json(row) for row in rows], "summary": _summary(rows)}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _row_json(row: "ClauseRedline") -> dict[str, Any]:
    return {
        "change": row.change.value,
        "kind": row.kind.value,
        "depth": row.depth,
        "number_old": row.number_old,
        "number_new": row.number_new,
        "from_place": row.from_place,
        "runs": [list(run) for run in row.runs],
        "folded": _folded_json(row.folded),
        "unseen": _unseen_json(row.runs),
        "fields": [
            {
                "name": field.name,
                "heading": _column(field),
                "change": field.kind.value,
                "runs": [list(r) for r in field.runs],
                "folded": _folded_json(field.folded),
                "unseen": _unseen_json(field.runs),
            }
            for field in row.fields
        ],
    }


def _folded_json(folded: "Iterable[Folded]") -> list[list[Any]]:
    return [[one.position, one.was, one.now] for one in folded]


def _unseen_json(runs: "Sequence[Run]") -> list[list[Any]]:
    from program_workflow.domain.redline import unseen_in

    return [list(unseen) for unseen in unseen_in([runs])]


def _column(field: "FieldChange") -> str | None:
    """The heading of a further column of a table."""
    value = field.new or field.old
    return str(value[0]) if field.name == "other" and isinstance(value, tuple) else None


def _summary(rows: "Iterable[ClauseRedline]") -> dict[str, int]:
    from program_workflow.domain.redline import summarise

    return summarise(rows)


# --- Text ---------------------------------------------------------------------------------------


def as_text(
    rows: "Sequence[ClauseRedline]", *, language: str, side_by_side: bool = False, coloured: bool = False
) -> str:
    """What changed, clause by clause; unchanged clauses are counted, not printed."""
    marks = _COLOURS if coloured else _MARKS
    lines: list[str] = []
    for row in rows:
        if not _says_something(row):
            continue
        lines += [f"{_head(row)}"]
        lines += _columns(row) if side_by_side else [f"    {line}" for line in _marked(row.runs, marks).splitlines()]
        for field in row.fields:
            if field.kind is not Change.EQUAL:
                lines.append(f"    {field_name(field, language)}: {_marked(field.runs, marks)}")
        lines += [f"    ! {said}" for said in _unseen(row, "en")]
        lines.append("")
    return "\n".join([*lines, _counted(rows), ""])


def _says_something(row: "ClauseRedline") -> bool:
    return row.change is not Change.EQUAL or row.number_old != row.number_new


def _head(row: "ClauseRedline") -> str:
    number = row.number_new or row.number_old or ""
    called = "".join(text for field in row.fields if field.name == "label" for op, text in field.runs if op != "-")
    parts = [
        f"{number} {label(row.kind, 'en')}{f' “{called}”' if called else ''}".strip(),
        "renumbered" if row.change is Change.EQUAL else label(row.change, "en"),
    ]
    if row.number_old and row.number_new and row.number_old != row.number_new:
        parts.append(f"was {row.number_old}")
    if row.change is Change.MOVED and row.from_place and row.from_place != row.number_old:
        parts.append(f"from {row.from_place}")
    return " · ".join(parts)


def _marked(runs: "Iterable[Run]", marks: dict[str, tuple[str, str]]) -> str:
    return "".join(f"{marks[op][0]}{text}{marks[op][1]}" for op, text in runs)


def _columns(row: "ClauseRedline") -> list[str]:
    """The old words left, the new words right; changed ones keep their marks."""
    sides = [
        textwrap.wrap(_marked([run for run in row.runs if run[0] in kept], _MARKS), _WIDTH) for kept in ("=-", "=+")
    ]
    return [f"    {left:<{_WIDTH}} │ {right}".rstrip() for left, right in zip_longest(*sides, fillvalue="")]


def field_name(field: "FieldChange", language: str) -> str:
    return _column(field) or _FIELDS[language if language in _FIELDS else "en"][field.name]


def _unseen(row: "ClauseRedline", language: str) -> list[str]:
    """The changes that look the same on both sides, equal ones said once."""
    from program_workflow.domain.redline import unseen_in

    found = Counter(unseen[1:] for unseen in unseen_in([row.runs, *(field.runs for field in row.fields)]))
    nothing = _NOTHING[language]
    return [
        f"{_UNSEEN[language]}: {was or nothing} → {now or nothing}{f' ({times} ×)' if times > 1 else ''}"
        for (was, now), times in found.items()
    ]


def _counted(rows: "Sequence[ClauseRedline]", language: str = "en") -> str:
    counts = _summary(rows)
    renumbered = counts.pop("renumbered")
    said = [f"{count} {label(Change(name), language)}" for name, count in counts.items()]
    said.append(f"{renumbered} {_RENUMBERED[language]}")
    folded = sum(len(row.all_folded) for row in rows)
    aside = f" {_FOLDED[language]}: {folded}." if folded else ""
    return f"{_CLAUSES[language]}: {', '.join(said)}.{aside}"


# --- A page -------------------------------------------------------------------------------------

_STYLE: Final = """
body { font: 17px/1.5 Georgia, "Times New Roman", serif; color: #16202b; background: #fff; }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
body.side { max-width: 80rem; }
h1 { font-size: 1.25rem; }
p, div { white-space: pre-wrap; overflow-wrap: anywhere; }
.clause { display: grid; grid-template-columns: 5.5rem 1fr; gap: 0 .75rem; padding: .2rem 0; break-inside: avoid-page; }
.side .clause { grid-template-columns: 5.5rem 1fr 1fr; }
.number { color: #4a5764; font-size: .9rem; padding-top: .1rem; }
.number s { color: #a3300f; }
.heading, .title { font-weight: bold; }
.what { font: 12px/1.4 system-ui, sans-serif; color: #4a5764; }
ins { color: #0a3d8f; background: #d6e4fb; text-decoration: underline; }
del { color: #a3300f; background: #fdeae1; text-decoration: line-through; }
.label { color: #4a5764; font-size: .9rem; font-weight: bold; }
.moved { border-left: 3px solid #0b6b4a; padding-left: .5rem; }
dl { margin: .1rem 0; font-size: .9rem; }
dt { color: #4a5764; float: left; margin-right: .4rem; }
dd { margin: 0; }
footer { margin-top: 2rem; border-top: 1px solid #cfd6dd; font: 13px system-ui, sans-serif; color: #4a5764; }
@media print { body { margin: 0; max-width: none; } ins, del { background: none; } }
"""


def as_html(rows: "Sequence[ClauseRedline]", *, title: str, language: str, side_by_side: bool = False) -> str:
    """A page that needs nothing else: style inside, no script, fit to print."""
    sides = ("=-", "=+") if side_by_side else ("=-+",)
    body = "\n".join(_clause_html(row, sides, language) for row in rows)
    kind = "side" if side_by_side else "inline"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f'<body class="{kind}">\n<h1>{escape(title)}</h1>\n{body}\n'
        f"<footer>{escape(_counted(rows, language))}</footer>\n</body>\n</html>\n"
    )


def _clause_html(row: "ClauseRedline", sides: Sequence[str], language: str) -> str:
    place = " moved" if row.change is Change.MOVED else ""
    opening = f'<div class="{row.kind.value}{place}">'
    unseen = "".join(f'<p class="what">⚠ {escape(said)}</p>' for said in _unseen(row, language))
    cells = "".join(
        f"{opening}{_label_html(row.fields, side)}{_runs_html(row.runs, side)}"
        f"{_fields_html(row.fields, side, language)}{unseen if '+' in side else ''}</div>"
        if _is_there(row, side)
        else "<div>—</div>"
        for side in sides
    )
    what = "" if row.change is Change.EQUAL else f'<div class="what">{label(row.change, language)}</div>'
    return f'<section class="clause"><div class="number">{_number_html(row)}{what}</div>{cells}</section>'


def _is_there(row: "ClauseRedline", side: str) -> bool:
    """Whether the clause stands on this side at all."""
    return ("-" in side and row.change is not Change.INSERTED) or ("+" in side and row.change is not Change.DELETED)


def _number_html(row: "ClauseRedline") -> str:
    old, new = row.number_old or "", row.number_new or ""
    if row.number_new is None or old == new or row.number_old is None:
        return escape(new or old)
    return f"{escape(new)} <s>{escape(old)}</s>" if old else escape(new)


def _runs_html(runs: "Iterable[Run]", side: str) -> str:
    marked = ((_ELEMENTS.get(op, ("", "")), text) for op, text in runs if op in side)
    return "".join(f"{opening}{escape(text)}{closing}" for (opening, closing), text in marked)


def _label_html(fields: "Sequence[FieldChange]", side: str) -> str:
    """What a row of the passport is called stands above its text."""
    called = "".join(_runs_html(field.runs, side) for field in fields if field.name == "label")
    return f'<div class="label">{called}</div>' if called else ""


def _fields_html(fields: "Sequence[FieldChange]", side: str, language: str) -> str:
    fields = [field for field in fields if field.name != "label"]
    if not fields:
        return ""
    rows = "".join(
        f"<dt>{escape(field_name(field, language))}:</dt><dd>{_runs_html(field.runs, side) or '—'}</dd>"
        for field in fields
    )
    return f"<dl>{rows}</dl>"
