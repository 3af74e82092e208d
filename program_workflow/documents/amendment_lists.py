"""Reads a list of amendments in JSON: our own shape, that of the European Parliament's tables, the French Senate's."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any, Final

from program_workflow.documents.characters import check_characters
from program_workflow.documents.json_gate import read_json
from program_workflow.domain.clause import fields_from_json
from program_workflow.domain.errors import N_, FileRefused, Invalid, TooLarge
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.terms import ClauseKind, OperationKind

MOST_AMENDMENTS: Final = 5_000

_NO_LIST: Final = N_("{name} holds no list of amendments.")
_WRONG: Final = N_("In {name}, “{field}” of amendment {place} is missing or of a wrong form.")
_UNKNOWN: Final = N_("In {name}, amendment {place} has a field “{field}” that is not known.")
TOO_MANY: Final = N_("{name} holds more than {limit} amendments.")

_OWN: Final = frozenset(
    {
        *("number", "kind", "clause", "clause_id", "old", "text", "fields", "rationale", "delegation", "language"),
        *("parent", "parent_id", "after", "after_clause_id", "clause_kind"),
    }
)
#: How a text begins that changes its article and does not word it anew.
_ADDS: Final = re.compile(r"(?:Compléter|Insérer|Remplacer|Supprimer) ", re.IGNORECASE)
_SPACES: Final = re.compile(r"[ \t\r\f\v\u00a0]+")


def read_amendment_list(name: str, data: bytes) -> tuple[ListedAmendment, ...]:
    """The amendments of a .json file, in their order. Raises FileRefused, TooLarge."""
    said = read_json(name, data)
    if isinstance(said, Mapping):
        said = said.get("amendments")
    if not isinstance(said, list) or not said or not all(isinstance(one, Mapping) for one in said):
        raise FileRefused(_NO_LIST, name=name)
    if len(said) > MOST_AMENDMENTS:
        raise TooLarge(TOO_MANY, name=name, limit=MOST_AMENDMENTS)
    shape = next((read for key, read in _SHAPES if all(key in one for one in said)), None)
    if shape is None:
        raise FileRefused(_NO_LIST, name=name)
    found = tuple(shape(_Record(name, place, one)) for place, one in enumerate(said, 1))
    for place, listed in enumerate(found, 1):
        check_listed(listed, place)
    return found


def check_listed(one: ListedAmendment, place: int) -> None:
    """Raises FileRefused for characters that no text may have."""
    parts = (one.number, one.author, one.place, one.old, one.new, one.rationale, one.language, one.parent, one.after)
    check_characters("\n".join((*parts, *_strings(one.fields))), place=f"#{place}")


def _strings(said: Any) -> Iterable[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, Mapping):
        for inner in said.values():
            yield from _strings(inner)
    elif isinstance(said, list):
        for inner in said:
            yield from _strings(inner)


class _Record:
    """One entry of a list. place: from 1."""

    def __init__(self, name: str, place: int, said: Mapping[str, Any]) -> None:
        self.name, self.place, self.said = name, place, said

    def words(self, *fields: str) -> str:
        """The first of these fields that is there, as text; a list of texts is joined."""
        for field in fields:
            found = self.said.get(field)
            if found is None:
                continue
            if isinstance(found, list) and all(isinstance(one, str) for one in found):
                return ", ".join(found)
            if isinstance(found, str):
                return found.replace("\r\n", "\n").replace("\r", "\n").strip()
            if isinstance(found, int) and not isinstance(found, bool):
                return str(found)
            raise self.wrong(field)
        return ""

    def choice(self, field: str, among: type[OperationKind] | type[ClauseKind]) -> Any:
        found = self.said.get(field)
        if found is None:
            return None
        if found not in set(among):
            raise self.wrong(field)
        return among(found)

    def wrong(self, field: str) -> FileRefused:
        return FileRefused(_WRONG, name=self.name, field=field, place=self.place)


def _own(record: _Record) -> ListedAmendment:
    """{kind, clause, text, …} as ``docs/lists.md`` documents it."""
    for field in record.said:
        if field not in _OWN:
            raise FileRefused(_UNKNOWN, name=record.name, field=field[:60], place=record.place)
    kind = record.choice("kind", OperationKind)
    if kind is None:
        raise record.wrong("kind")
    fields = record.said.get("fields")
    try:
        fields_from_json(fields if fields is not None else {})
    except (Invalid, AttributeError, TypeError):
        raise record.wrong("fields") from None
    if kind in (OperationKind.MODIFY, OperationKind.INSERT) and not fields and not record.words("text"):
        raise record.wrong("text")
    return ListedAmendment(
        number=record.words("number"),
        author=record.words("delegation"),
        place=record.words("clause", "clause_id"),
        old=record.words("old"),
        new=record.words("text"),
        rationale=record.words("rationale"),
        language=record.words("language").lower(),
        kind=kind,
        fields=fields,
        clause_kind=record.choice("clause_kind", ClauseKind),
        parent=record.words("parent", "parent_id"),
        after=record.words("after", "after_clause_id"),
    )


def _european_parliament(record: _Record) -> ListedAmendment:
    """{num, members, location, old, new, justification, language}."""
    return ListedAmendment(
        number=record.words("num"),
        author=record.words("members"),
        place=record.words("location"),
        old=record.words("old"),
        new=record.words("new"),
        rationale=record.words("justification"),
        language=record.words("language").lower(),
    )


def _french_senate(record: _Record) -> ListedAmendment:
    """The columns of the Senate's open data, whose text says what is to be done."""
    division, line = record.words("Subdivision"), record.words("Alinéa")
    said = _text_of(record.words("Dispositif"))
    one = ListedAmendment(
        number=record.words("Numéro"),
        author=record.words("Auteur") or record.words("Au nom de"),
        place=division,
        new=said,
        rationale=_text_of(record.words("Objet")),
        language="fr",
        kind=OperationKind.MODIFY,
        is_order=True,
    )
    if division.startswith("art. add."):
        return replace(one, kind=OperationKind.INSERT, is_order=False)
    if line == "Amendement de suppression":
        return replace(one, kind=OperationKind.DELETE, new="")
    if line == "Rédaction complète":  # said of some that only add to the article, too
        return replace(one, is_order=_ADDS.match(said) is not None)
    return replace(one, place=f"{division} – alinéa {line}") if line and division else one


#: What every entry of a list of the shape has → how one is read.
_SHAPES: Final[tuple[tuple[str, Callable[[_Record], ListedAmendment]], ...]] = (
    ("kind", _own),
    ("location", _european_parliament),
    ("Dispositif", _french_senate),
)


class _Paragraphs(HTMLParser):
    """The words of a fragment of HTML, a line for each paragraph, cell and break."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "br", "tr", "li", "div", "h1", "h2", "h3"):
            self.said.append("\n")
        elif tag in ("td", "th"):
            self.said.append(" ")

    def handle_data(self, data: str) -> None:
        self.said.append(data.replace("\n", " "))


def _text_of(fragment: str) -> str:
    reader = _Paragraphs()
    reader.feed(fragment)
    reader.close()
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(reader.said).split("\n"))
    return "\n".join(line for line in lines if line)
