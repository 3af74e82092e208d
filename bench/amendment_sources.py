"""Real lists of amendments, each with the program that its amendments are put forward on."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.quoted_texts import quoted_text
from program_workflow.documents.amendment_lists import read_amendment_list
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.listed import ListedAmendment
from program_workflow.domain.terms import ClauseKind, OperationKind

#: Who tells which amendments of a list are identical.
BY_LIST, BY_WORDS = "its list of discussion", "the very same words at one place"


@dataclass(frozen=True, slots=True)
class Source:
    """A program and the lists of amendments to it. outcomes: of amendments, by their number in the list.

    alike: by `bare` number, of which group of identical amendments each is; None where it is of none, and those of
    which nothing is told are not in it. alike_by: who tells so.
    """

    code: str
    title: str
    languages: Sequence[str]
    clauses: tuple[ClauseDraft, ...]
    lists: Mapping[str, bytes]
    outcomes: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[str, str | None] = field(default_factory=dict)
    alike_by: str = BY_WORDS


def sources(folder: Path) -> Iterator[Source]:
    """The lists that a folder holds, in the layout of their sources."""
    parliament = sorted(folder.glob("ep-gdpr-amendments/*.json"))
    if parliament:
        yield _parliament(parliament)
    for place, file in enumerate(sorted(folder.glob("fr-senat-amendments/*text*.json")), 1):
        found = re.search(r"session_.*text_(\d+)", file.stem)
        discussed = file.parent / f"liste_discussion_{found[1]}.json" if found else None
        yield _senate(file, f"SENAT-{place}", discussed if discussed and discussed.exists() else None)
    if (folder / "fr-article-amendments/cases.json").exists():
        yield _articles(folder / "fr-article-amendments/cases.json")


def _parliament(files: Sequence[Path]) -> Source:
    lists = {file.name: file.read_bytes() for file in files}
    listed = [one for name, data in lists.items() for one in read_amendment_list(name, data)]
    spoken = dict.fromkeys(["en", *(one.language for one in listed if one.language)])
    clauses = quoted_text(listed, list(spoken))
    return Source("GDPR", "General Data Protection Regulation", list(spoken), clauses, lists, alike=_by_words(listed))


def _senate(file: Path, code: str, discussed: Path | None = None) -> Source:
    """The source holds no text of the bill: an article is the place that amendments name, without words."""
    data = file.read_bytes()
    listed = read_amendment_list(file.name, data)
    articles = {found[0] for one in listed if (found := re.search(r"Article \d+(er)?(\s(bis|ter|quater))?", one.place))}
    headings = [ClauseDraft(ClauseKind.HEADING, "", one) for one in sorted(articles, key=_by_number)]
    titles = sorted({one.place for one in listed if one.place.startswith("TITRE")})
    headings += [ClauseDraft(ClauseKind.HEADING, "", one) for one in titles]
    title = [ClauseDraft(ClauseKind.TITLE, "Intitulé du texte")]
    outcomes = {str(one["Numéro"]): str(one["Sort"]) for one in json.loads(data)}
    clauses, lists = tuple(title + headings), {file.name: data}
    if discussed is None:
        return Source(code, file.stem, ["fr"], clauses, lists, outcomes, _by_words(listed))
    return Source(code, file.stem, ["fr"], clauses, lists, outcomes, _alike(discussed), BY_LIST)


def _alike(file: Path) -> dict[str, str | None]:
    """Which amendments the list of discussion calls identical."""
    parts = json.loads(file.read_bytes())["Subdivisions"]
    return {bare(one["num"]): one.get("idIdentique") or None for part in parts for one in part["Amendements"]}


def _by_words(listed: Sequence[ListedAmendment]) -> dict[str, str | None]:
    """Which amendments of a list that tells of none have, space apart, the very same words at one place."""
    return {
        bare(one.number): "\n".join(" ".join(said.split()) for said in (one.kind or "", one.place, one.old, one.new))
        for one in listed
        if one.old or one.new or one.kind is OperationKind.DELETE
    }


def bare(number: str) -> str:
    """A number without what says how often it was corrected: 7 rect. ter."""
    return number.split()[0]


def _by_number(article: str) -> tuple[int, str]:
    return int(re.findall(r"\d+", article)[0]), article


def _articles(file: Path) -> Source:
    """Articles as they stood; where one amendment alone was adopted, what it made of its article is known."""
    clauses, listed = [], []
    for place, case in enumerate(json.loads(file.read_bytes()), 1):
        clauses.append(ClauseDraft(ClauseKind.POINT, case["before"].strip(), str(place)))
        alone = len(case["amendments"]) == 1 and case["after"].strip() not in ("", case["before"].strip())
        for one in case["amendments"]:
            proposed = (
                {"kind": "modify", "clause": str(place), "text": case["after"].strip()}
                if alone
                else {"kind": "insert", "parent": str(place), "clause_kind": "note", "text": one["text"].strip()}
            )
            bill = f"{case['legislature']}-{case['bill']}"[:60]
            number = f"{place}/{one['id']}"
            listed.append({**proposed, "number": number, "delegation": bill, "language": "fr"})
    outcomes = {one["number"]: "Adopté" for one in listed}
    data = json.dumps(listed, ensure_ascii=False).encode()
    return Source("ARTICLES", "Articles of French bills", ["fr"], tuple(clauses), {"articles.json": data}, outcomes)


def first_of(source: Source, most: int) -> Source:
    """The source with the first amendments of each of its lists, for a short run."""
    lists = {}
    for name, data in source.lists.items():
        said = json.loads(data)
        kept = said[:most] if isinstance(said, list) else {**said, "amendments": said["amendments"][:most]}
        lists[name] = json.dumps(kept, ensure_ascii=False).encode()
    numbers = {one.number for name, data in lists.items() for one in read_amendment_list(name, data)}
    return replace(
        source,
        lists=lists,
        outcomes={number: said for number, said in source.outcomes.items() if number in numbers},
        alike={number: group for number, group in source.alike.items() if number in {bare(one) for one in numbers}},
    )
