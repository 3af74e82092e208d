"""The text of a version between its rows and the domain's value."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import delete, insert, select

from program_workflow.domain.clause import ClauseDraft, kept_fields
from program_workflow.domain.numbering import Numbered, Place, infer_styles, place_of
from program_workflow.domain.terms import ClauseKind, NumberStyle
from program_workflow.domain.text import Content, Node, Text, content
from program_workflow.domain.understood import walk
from program_workflow.storage import ClauseRevisionRow, ClauseRow, NodeRow, NodeTextRow, VersionRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.work import Work


def load_text(w: Work, version_id: str) -> Text:
    """The text of a version, in two queries whatever its length."""
    contents: dict[str, dict[str, Content]] = defaultdict(dict)
    texts = (
        select(NodeTextRow.clause_id, NodeTextRow.language, ClauseRevisionRow.hash)
        .add_columns(ClauseRevisionRow.text, ClauseRevisionRow.fields)
        .join(ClauseRevisionRow, ClauseRevisionRow.hash == NodeTextRow.revision_hash)
        .where(NodeTextRow.version_id == version_id)
    )
    for clause_id, language, revision, text, fields in w.session.execute(texts):
        contents[clause_id][language] = Content(text, kept_fields(fields), revision)
    nodes = (
        select(NodeRow.clause_id, NodeRow.parent_id, NodeRow.kind, NodeRow.style, NodeRow.number)
        .where(NodeRow.version_id == version_id)
        .order_by(NodeRow.position)
    )
    return Text(
        tuple(
            Node(clause_id, parent, kind, style, number, contents[clause_id])
            for clause_id, parent, kind, style, number in w.session.execute(nodes)
        )
    )


def load_clause(w: Work, clause_id: str, version_ids: Sequence[str]) -> dict[str, Node]:
    """One clause as it stands in each of these versions that has it, by version, in two queries."""
    contents: dict[str, dict[str, Content]] = defaultdict(dict)
    texts = (
        select(NodeTextRow.version_id, NodeTextRow.language, ClauseRevisionRow.hash)
        .add_columns(ClauseRevisionRow.text, ClauseRevisionRow.fields)
        .join(ClauseRevisionRow, ClauseRevisionRow.hash == NodeTextRow.revision_hash)
        .where(NodeTextRow.clause_id == clause_id, NodeTextRow.version_id.in_(version_ids))
    )
    for version_id, language, revision, text, fields in w.session.execute(texts):
        contents[version_id][language] = Content(text, kept_fields(fields), revision)
    nodes = select(NodeRow.version_id, NodeRow.parent_id, NodeRow.kind, NodeRow.style, NodeRow.number).where(
        NodeRow.clause_id == clause_id, NodeRow.version_id.in_(version_ids)
    )
    return {
        version_id: Node(clause_id, parent, kind, style, number, contents[version_id])
        for version_id, parent, kind, style, number in w.session.execute(nodes)
    }


def store_text(w: Work, version: VersionRow, text: Text) -> None:
    """Makes the text that of a working version; revisions that exist are shared."""
    store_revisions(w, ((lang, node.kind, one) for node in text.nodes for lang, one in node.contents.items()))
    _store_identities(w, version.program_id, [node.id for node in text.nodes])
    w.session.execute(delete(NodeTextRow).where(NodeTextRow.version_id == version.id))
    w.session.execute(delete(NodeRow).where(NodeRow.version_id == version.id))
    if text.nodes:
        w.session.execute(insert(NodeRow), [_node_row(version.id, i, node) for i, node in enumerate(text.nodes)])
        w.session.execute(
            insert(NodeTextRow),
            [
                {"version_id": version.id, "clause_id": node.id, "language": lang, "revision_hash": one.hash}
                for node in text.nodes
                for lang, one in node.contents.items()
            ],
        )
    version.text_hash = text.hash()


def _node_row(version_id: str, position: int, node: Node) -> dict[str, object]:
    return {
        "version_id": version_id,
        "clause_id": node.id,
        "position": position,
        "parent_id": node.parent,
        "kind": node.kind,
        "style": node.style,
        "number": node.number,
    }


def store_revisions(w: Work, contents: Iterable[tuple[str, ClauseKind, Content]]) -> None:
    """Adds the clause revisions that do not exist yet."""
    wanted = {one.hash: (language, kind, one) for language, kind, one in contents}
    for chunk in _chunks(list(wanted)):
        found = w.session.scalars(select(ClauseRevisionRow.hash).where(ClauseRevisionRow.hash.in_(chunk)))
        for known in found:
            del wanted[known]
    rows = [
        {"hash": one.hash, "language": language, "text": one.text, "fields": one.fields.to_json(kind)}
        for language, kind, one in wanted.values()
    ]
    if rows:
        w.session.execute(insert(ClauseRevisionRow), rows)


def _store_identities(w: Work, program_id: str, ids: list[str]) -> None:
    known: set[str] = set()
    for chunk in _chunks(ids):
        known |= set(w.session.scalars(select(ClauseRow.id).where(ClauseRow.id.in_(chunk))))
    rows = [{"id": one, "program_id": program_id} for one in ids if one not in known]
    if rows:
        w.session.execute(insert(ClauseRow), rows)


def _chunks(values: list[str], size: int = 500) -> Iterable[list[str]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def text_of_drafts(clauses: tuple[ClauseDraft, ...], language: str) -> Text:
    """Clauses as read, with identities and with the style from which each number follows."""
    ids = {id(clause): new_id() for clause in walk(clauses)}
    parents: dict[int, str] = {}
    for clause in walk(clauses):
        for child in clause.children:
            parents[id(child)] = ids[id(clause)]
    flat = walk(clauses)
    styled = infer_styles(
        [Numbered(ids[id(c)], parents.get(id(c)), style=NumberStyle.NONE, number=c.number) for c in flat]
    )
    return Text(
        tuple(
            Node(place.id, place.parent, draft.kind, place.style, place.number, _contents(draft, language))
            for draft, place in zip(flat, styled, strict=True)
        )
    )


def _contents(draft: ClauseDraft, language: str) -> dict[str, Content]:
    found = {language: content(language, draft.text, draft.fields)}
    for other, (text, fields) in draft.texts.items():
        found[other] = content(other, text, fields)
    return found


def circulated_numbers(w: Work, program_id: str, upto: int) -> tuple[dict[str, str], set[Place]]:
    """Numbers under which clauses were circulated in versions up to a number.

    Returns (clause → its latest number, every number ever used, see ``numbering.place_of``).
    """
    rows = w.session.execute(
        select(NodeRow.clause_id, NodeRow.number, NodeRow.parent_id, NodeRow.style)
        .join(VersionRow, VersionRow.id == NodeRow.version_id)
        .where(VersionRow.program_id == program_id, VersionRow.opened_at.is_not(None), VersionRow.number <= upto)
        .order_by(VersionRow.number)
    )
    latest: dict[str, str] = {}
    used: set[Place] = set()
    for clause_id, number, parent, style in rows:
        if number:
            latest[clause_id] = number
            used.add(place_of(parent, style, number))
    return latest, used
