"""The content of a clause: text and typed fields in one language, addressed by its hash."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.terms import ClauseKind
from program_workflow.domain.timeframe import Timeframe, read_timeframe

_DAY: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Fields:
    """The typed fields of a clause beside its text.

    executing_bodies, timeframe, funding: of a measure. label: the left column of a row of the
    passport. other: (heading, text) of further table columns, kept as they stand.
    """

    executing_bodies: tuple[str, ...] = ()
    timeframe: Timeframe | None = None
    funding: str | None = None
    label: str | None = None
    other: tuple[tuple[str, str], ...] = ()

    def to_json(self, kind: ClauseKind) -> dict[str, Any]:
        """The fields as the API and the database carry them; a measure always shows its three."""
        body: dict[str, Any] = {}
        if kind is ClauseKind.MEASURE or self.executing_bodies or self.timeframe or self.funding is not None:
            body["executing_bodies"] = list(self.executing_bodies)
            body["timeframe"] = self.timeframe.to_json() if self.timeframe else None
            body["funding"] = self.funding
        if self.label is not None:
            body["label"] = self.label
        if self.other:
            body["other"] = [{"heading": heading, "text": text} for heading, text in self.other]
        return body


NO_FIELDS: Final = Fields()


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """A clause as read from a document or a request, before it has an identity.

    number: as printed ("2.2", "2.1(б)", "Статья 5"), "" where there is none. text: without it,
    in the first language; texts: the same clause in further languages, by language code.
    """

    kind: ClauseKind
    text: str
    number: str = ""
    fields: Fields = NO_FIELDS
    children: tuple["ClauseDraft", ...] = ()
    texts: Mapping[str, tuple[str, Fields]] = field(default_factory=dict)


def revision_hash(language: str, text: str, fields: Fields) -> str:
    """SHA-256 (hex) of a clause revision: the exact code points of text and fields.

    Each part is preceded by its length in bytes, so that no two contents share a form; nothing is
    normalised. The number and the place of the clause are not part of it.
    """
    digest = hashlib.sha256(b"program-workflow clause revision 1\0")
    for part in _parts(language, text, fields):
        raw = part.encode("utf-8", "surrogatepass")
        digest.update(len(raw).to_bytes(8, "big"))
        digest.update(raw)
    return digest.hexdigest()


def _parts(language: str, text: str, fields: Fields) -> list[str]:
    parts = [language, text]
    parts += [f"body:{body}" for body in fields.executing_bodies]
    if fields.timeframe:
        parts += [f"timeframe:{fields.timeframe.text}", f"from:{fields.timeframe.start}", f"to:{fields.timeframe.end}"]
    if fields.funding is not None:
        parts.append(f"funding:{fields.funding}")
    if fields.label is not None:
        parts.append(f"label:{fields.label}")
    parts += [f"other:{len(heading)}:{heading}:{text}" for heading, text in fields.other]
    return parts


def fields_from_json(body: Mapping[str, Any]) -> Fields:
    """Fields as the API and the database carry them; a plain string is accepted as timeframe.

    Raises Invalid with a pointer to the field for a wrong form or an unknown name.
    """
    known = {"executing_bodies", "timeframe", "funding", "label", "other"}
    for name in body:
        if name not in known:
            raise Invalid(N_("There is no field called {name}."), pointer=f"/fields/{name}", name=name)
    bodies = body.get("executing_bodies")
    bodies = [] if bodies is None else bodies
    if not isinstance(bodies, list | tuple) or not all(isinstance(one, str) for one in bodies):
        raise Invalid(N_("Executing bodies are a list of names."), pointer="/fields/executing_bodies")
    return Fields(
        executing_bodies=tuple(one.strip() for one in bodies if one.strip()),
        timeframe=_timeframe(body.get("timeframe")),
        funding=_words(body, "funding"),
        label=_words(body, "label"),
        other=_other(body.get("other")),
    )


def kept_fields(body: Mapping[str, Any]) -> Fields:
    """Fields as ``Fields.to_json`` gave them to the database: exactly those, nothing read into them anew."""
    period = body.get("timeframe")
    return Fields(
        executing_bodies=tuple(body.get("executing_bodies") or ()),
        timeframe=Timeframe(period["text"], period["from"], period["to"]) if period else None,
        funding=body.get("funding"),
        label=body.get("label"),
        other=tuple((one["heading"], one["text"]) for one in body.get("other") or ()),
    )


def _timeframe(said: Any) -> Timeframe | None:
    if said is None or said == "":
        return None
    found = _timeframe_read(said)
    if found is not None and found.is_reversed:
        raise Invalid(N_("The timeframe ends before it begins."), pointer="/fields/timeframe")
    return found


def _timeframe_read(said: Any) -> Timeframe | None:
    if isinstance(said, str):
        return read_timeframe(said)
    if not isinstance(said, Mapping) or not isinstance(said.get("text"), str):
        raise Invalid(N_("A timeframe is a text, or a text with its first and last day."), pointer="/fields/timeframe")
    if "from" not in said and "to" not in said:
        return read_timeframe(said["text"])
    start, end = said.get("from"), said.get("to")
    for day in (start, end):
        if day is not None and not (isinstance(day, str) and _is_day(day)):
            raise Invalid(N_("A day is written 2011, 2011-03 or 2011-03-01."), pointer="/fields/timeframe")
    return Timeframe(said["text"], start, end)


def _is_day(day: str) -> bool:
    if not _DAY.fullmatch(day):
        return False
    try:
        date.fromisoformat(day + "-01-01"[len(day) - 4 :])
    except ValueError:
        return False
    return True


def _words(body: Mapping[str, Any], name: str) -> str | None:
    said = body.get(name)
    if said is not None and not isinstance(said, str):
        raise Invalid(N_("This field is a text."), pointer=f"/fields/{name}")
    return said or None


def _other(said: Any) -> tuple[tuple[str, str], ...]:
    try:
        columns = tuple((one["heading"], one["text"]) for one in said or ())
        if all(isinstance(words, str) for column in columns for words in column):
            return columns
        raise TypeError
    except (TypeError, KeyError):
        raise Invalid(N_("Further columns are a list of headings and texts."), pointer="/fields/other") from None
