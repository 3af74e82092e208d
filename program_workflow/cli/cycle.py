"""The whole work without a browser: from a Word draft to the next version, the sample, and the history of a real text.

``program-workflow demo --headless``. A real worker delivers the notifications meanwhile. Whatever is
not as it must be ends the run with exit status 1.
"""

import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from program_workflow import resources
from program_workflow.cli import redlines, replaying
from program_workflow.cli.adopted import write_adopted
from program_workflow.cli.comparing import write
from program_workflow.cli.demonstrating import PASSWORD, read_sample, tell_sample
from program_workflow.cli.importing import summary
from program_workflow.cli.instance import said_in_a_line
from program_workflow.cli.refusals import Refused
from program_workflow.domain.actor import CONSOLE, console_as
from program_workflow.domain.terms import AmendmentState, Channel, DeliveryState, Role
from program_workflow.settings import Settings

DRAFT: Final = "cis-2011-draft-ru.docx"
HISTORY: Final = "en-programme-versions/history.json"
CODE: Final = "DRAFT-2011"
#: Seconds in which the worker must have delivered everything.
PATIENCE: Final = 240.0

_AGREED: Final = ("ARM", "AZE", "BLR", "KAZ", "KGZ", "RUS")
#: What becomes of the ten amendments of the cycle.
EXPECTED: Final[Mapping[AmendmentState, int]] = {
    AmendmentState.INCORPORATED: 6,
    AmendmentState.REJECTED: 1,
    AmendmentState.DEFERRED: 1,
    AmendmentState.MOOT: 1,
    AmendmentState.WITHDRAWN: 1,
}


def run_cycle(settings: Settings, out: Path) -> int:
    """Runs everything, prints what happened and the files it wrote; 0 when all of it held."""
    started = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    sample = read_sample()
    with worker(settings):
        files = _hold_cycle(settings, sample, out)
        click.echo("\nThe sample")
        tell_sample(sample, settings)
        files += _write_redline(settings, out, "CIS-2011", 1, 2, "ru")
        files += write_adopted(settings, out)
        click.echo("\nThe history of a real text")
        files += _tell_history(settings, out)
        _wait_for_deliveries(settings)
    _verify_record(settings)
    click.echo("\nFiles")
    for file in files:
        click.echo(f"  {file}")
    click.echo(f"  {settings.home / 'mail'} (mails)")
    click.echo(f"\nAll of it held, in {time.monotonic() - started:.0f} s.")
    return 0


def example(name: str) -> Path:
    """A file of ``examples/``: inside an installed package, or beside it in a checkout."""
    for folder in (resources.PACKAGE / "examples", resources.PACKAGE.parent / "examples"):
        if (folder / name).is_file():
            return folder / name
    raise Refused(f"The example {name} is missing: install the package again.")


@contextmanager
def worker(settings: Settings) -> Iterator[None]:
    """A real worker process beside us; its log is HOME/worker.log."""
    from program_workflow.cli import supervisor

    with (settings.home / "worker.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own worker
            supervisor.worker_command(), env=supervisor.environment_for(settings), stdout=log, stderr=log
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


# --- The cycle ----------------------------------------------------------------------------------


def _hold_cycle(settings: Settings, sample: Mapping[str, Any], out: Path) -> list[Path]:
    """Import, ten amendments, review, decisions, the next version and its redline."""
    from program_workflow.usecases.replaying import Story, add_people, summary_of, take_step

    click.echo("The cycle")
    story = Story(sample, replaying.works(settings), datetime.now(UTC), PASSWORD)
    steps = _steps()
    with said_in_a_line(), replaying.progress_bar("From draft to next version", always=True) as progress:
        add_people(story, story.now)
        lines = _import_draft(story)
        for place, step in enumerate(steps):
            take_step(story, step)
            progress(place + 1, len(steps), step["act"])
        with story.open_work(console_as(Role.COORDINATOR), story.now) as w:
            states, versions = summary_of(w, [CODE])
    for line in lines:
        click.echo(f"  {line}")
    said = ", ".join(f"{state} {count}" for state, count in states.items())
    click.echo(f"  Amendments {sum(states.values())}: {said}.")
    click.echo(f"  Versions: {', '.join(f'{number} {state}' for number, state in versions[CODE])}.")
    if dict(states) != dict(EXPECTED):
        raise Refused(f"The cycle ended with other amendments than it should: {said}.")
    return _write_redline(settings, out, CODE, 1, 2, "ru")


def _import_draft(story: Any) -> list[str]:
    """The Word draft as a program; its clauses go by their numbers in the steps. Returns what was understood."""
    from program_workflow.documents.bounded import read_bounded
    from program_workflow.usecases import importing
    from program_workflow.usecases.finding import find_program, find_version
    from program_workflow.usecases.texts import load_text

    file = example(DRAFT)
    data = file.read_bytes()
    understood = read_bounded(file.name, data)
    with story.open_work(console_as(Role.COORDINATOR), story.now) as w:
        importing.create_from_file(w, file.name, data, understood, code=CODE)
        text = load_text(w, find_version(w, find_program(w, CODE), 1).id)
    story.clauses[CODE] = {node.number: node.id for node in text.nodes if node.number}
    return summary(understood)


def _steps() -> list[Mapping[str, Any]]:
    """The round: proposals of the ten delegations, review, decisions, closing, the next version."""
    coordinator = "coordinator@example.org"
    steps: list[dict[str, Any]] = [
        {"act": "circulate", "by": coordinator, "version": 1, "closes_at": "+P10D"},
        *(_proposal(code, operation) for code, operation in _PROPOSALS.items()),
        *({"act": "submit", "by": _representative(code), "amendment": code} for code in _PROPOSALS),
        {"act": "return", "by": coordinator, "amendment": "TJK", "reason": "Уточните обоснование.", "until": "+P5D"},
        {"act": "submit", "by": _representative("TJK"), "amendment": "TJK"},
        *({"act": "review", "by": coordinator, "amendment": code} for code in _PROPOSALS),
        *_positions(),
        {"act": "withdraw", "by": _representative("UZB"), "amendment": "UZB", "reason": "Учтено в пункте 6.1."},
        *({"act": "agree", "by": coordinator, "amendment": code, "reason": "Согласовано."} for code in _AGREED),
        {"act": "reject", "by": coordinator, "amendment": "MDA", "reason": "Принято предложение Казахстана."},
        {
            "act": "defer",
            "by": coordinator,
            "amendment": "TJK",
            "reason": "Нужен расчет.",
            "until": "III Совещание руководителей компетентных органов",
        },
        {"act": "close", "by": coordinator, "version": 1, "reason": "Все предложения рассмотрены."},
        {"act": "next_version", "by": coordinator, "version": 1},
    ]
    return [{"program": CODE, "at": "+PT0S", **step} for step in steps]


def _positions() -> Iterator[dict[str, Any]]:
    """By consensus: everybody agrees to what is agreed; one delegation objects to what is rejected."""
    for amendment in _AGREED:
        for code in _PROPOSALS:
            if code != amendment:
                yield {"act": "position", "by": _representative(code), "amendment": amendment, "kind": "agrees"}
    reason = "Предпочтительна редакция Казахстана."
    yield {"act": "position", "by": _representative("KAZ"), "amendment": "MDA", "kind": "objects", "reason": reason}


def _representative(code: str) -> str:
    return f"{code.lower()}.representative@example.org"


def _proposal(code: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "act": "propose",
        "by": _representative(code),
        "key": code,
        "base_version": 1,
        "language": "ru",
        "rationale": "Предложение делегации к первой редакции.",
        "operations": [operation],
    }


#: One of each delegation: fields, words, insertions, a deletion and what it makes moot, a move, a collision.
_PROPOSALS: Final[Mapping[str, Mapping[str, Any]]] = {
    "ARM": {"kind": "modify", "clause": "2.5", "fields": {"timeframe": "2012 год"}},
    "AZE": {"kind": "modify", "clause": "6.2", "replace": [["до 1 марта", "до 1 апреля"]]},
    "BLR": {
        "kind": "insert",
        "clause": "3.4",
        "clause_kind": "measure",
        "text": "Размещать ежегодный обзор на информационном портале АТЦ СНГ.",
        "fields": {"executing_bodies": ["АТЦ СНГ"], "timeframe": "2012–2013 годы"},
    },
    "KAZ": {"kind": "modify", "clause": "2.7", "replace": [["один раз в год", "не реже одного раза в год"]]},
    "KGZ": {"kind": "delete", "clause": "4.7"},
    "MDA": {"kind": "modify", "clause": "2.7", "replace": [["один раз в год", "дважды в год"]]},
    "RUS": {"kind": "move", "clause": "3.5", "after": "3.1"},
    "TJK": {"kind": "modify", "clause": "4.3", "fields": {"timeframe": "ежегодно, до 1 мая"}},
    "UKR": {"kind": "modify", "clause": "4.7", "fields": {"timeframe": "2012 год"}},
    "UZB": {
        "kind": "insert",
        "clause": "6.4",
        "clause_kind": "point",
        "text": "АТЦ СНГ ежегодно информирует государства об участии в мероприятиях Программы.",
    },
}


# --- What is written and held -------------------------------------------------------------------


def _write_redline(settings: Settings, out: Path, code: str, old: int, new: int, language: str) -> list[Path]:
    """The redline of two versions as page, data and text; it must rebuild both sides."""
    from program_workflow import wiring
    from program_workflow.usecases.comparing import compare_versions

    with wiring.open_reading(console_as(Role.COORDINATOR), settings=settings) as w:
        found = compare_versions(w, code, old, new, language=language)
    files = []
    for form, ending in (("html", "html"), ("json", "json"), ("text", "txt")):
        file = out / f"redline-{code}-{old}-{new}.{ending}"
        title = f"{code}: {old} → {new}"
        write(redlines.rendered(found.clauses, form, title=title, language=language), file, quiet=True)
        files.append(file)
    counted = ", ".join(f"{count} {change}" for change, count in found.summary.items() if count)
    click.echo(f"  Redline of {code}, version {old} to {new}: {counted}.")
    return files


def _tell_history(settings: Settings, out: Path) -> list[Path]:
    file = example(HISTORY)
    with said_in_a_line(), replaying.progress_bar("Telling the history", always=True) as progress:
        found = replaying.told(replaying.read_json(file), settings, folder=file.parent, progress=progress)
    for line in found.lines:
        click.echo(f"  {line}")
    if found.failures:
        raise Refused(f"The history does not hold: {found.failures[0]}")
    return [one for span in found.spans for one in _write_redline(settings, out, *span, "en")]


def _wait_for_deliveries(settings: Settings) -> None:
    """Until the worker has delivered everything; woken again and again, because nobody sweeps here."""
    from program_workflow import wiring
    from program_workflow.outgoing import queue
    from program_workflow.usecases.delivery_log import count_deliveries

    click.echo("\nNotifications")
    end = time.monotonic() + PATIENCE
    with replaying.progress_bar("Delivering", always=True) as progress:
        while True:
            with wiring.open_reading(CONSOLE, settings=settings) as w:
                counted = count_deliveries(w)
            sent = {channel: counted.get((channel, DeliveryState.SENT), 0) for channel in Channel}
            total = sum(counted.values())
            progress(sum(sent.values()), total, "in the product and by mail")
            if sum(sent.values()) == total:
                break
            if time.monotonic() > end:
                raise Refused(f"{total - sum(sent.values())} notifications were not delivered in {PATIENCE:.0f} s.")
            queue.wake_workers(settings)
            time.sleep(0.5)
    mails = sum(1 for _ in (settings.home / "mail").glob("*.eml"))
    click.echo(f"  Delivered: {sent[Channel.APP]} in the product, {sent[Channel.MAIL]} by mail ({mails} files).")
    if mails != sent[Channel.MAIL]:
        raise Refused(f"{sent[Channel.MAIL]} mails were sent and {mails} files are there.")


def _verify_record(settings: Settings) -> None:
    from program_workflow import wiring
    from program_workflow.domain.actor import SYSTEM
    from program_workflow.usecases import recording

    with wiring.open_reading(SYSTEM, settings=settings) as w:
        verdict = recording.verify(w)
    if verdict.broken:
        raise Refused(f"The record does not hold: {verdict.broken[0]}")
    click.echo(f"\nThe record holds: {verdict.events} events.")
