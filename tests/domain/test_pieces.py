"""Pieces of a publication: both sides of a redline come out of them exactly."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from program_workflow.domain.amendment import Operation
from program_workflow.domain.clause import NO_FIELDS, Fields
from program_workflow.domain.pieces import clean_pieces, redlined_pieces
from program_workflow.domain.proposed import Proposed, amended_pieces
from program_workflow.domain.publication import Piece, Proposal
from program_workflow.domain.redline import Entry, compare_clauses
from program_workflow.domain.rolling import rolling_pieces
from program_workflow.domain.terms import ClauseKind, OperationKind
from program_workflow.domain.timeframe import Timeframe

WORDS = st.sampled_from(["the", "parties", "meet", "once", "twice", "a", "year", "обмен", "данными", "(all)"])
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)
FIELDS = st.one_of(
    st.just(NO_FIELDS),
    st.builds(
        Fields,
        executing_bodies=st.lists(WORDS, max_size=3, unique=True).map(tuple),
        timeframe=st.one_of(st.none(), st.just(Timeframe("2011", None, None))),
        funding=st.one_of(st.none(), TEXTS.filter(bool)),
    ),
)

Read = tuple[str, str, str, tuple[tuple[str, str], ...]]


def entry(name: str, text: str = "", parent: str | None = None, depth: int = 0, fields: Fields = NO_FIELDS) -> Entry:
    kind = ClauseKind.MEASURE if fields is not NO_FIELDS else ClauseKind.POINT
    return Entry(name, name.upper(), kind, text, fields, f"{text}{fields}", depth, parent)


@st.composite
def trees(draw: st.DrawFn) -> list[Entry]:
    """Up to eight clauses out of ten, in any order, each under some earlier one or at the top."""
    found: list[Entry] = []
    for name in draw(st.lists(st.sampled_from("abcdefghij"), unique=True, max_size=8)):
        parents = [one for one in found if one.depth < 3]
        under = draw(st.one_of(st.none(), st.sampled_from(parents))) if parents else None
        made = entry(name, draw(TEXTS), under.id if under else None, under.depth + 1 if under else 0, draw(FIELDS))
        at = len(found)
        if under:
            at = next(
                (i for i in range(found.index(under) + 1, len(found)) if found[i].depth <= under.depth), len(found)
            )
        found.insert(at, made)
    return found


def side(pieces: Iterable[Piece], dropped: str) -> list[Read]:
    """What stands when the marks ``dropped`` are taken out."""
    return [
        (
            piece.clause_id,
            piece.number if "-" in dropped else piece.number_old,
            "".join(span.text for span in piece.spans if span.op not in dropped),
            tuple(
                (one.name, said)
                for one in piece.fields
                if (said := "".join(span.text for span in one.spans if span.op not in dropped))
            ),
        )
        for piece in pieces
        if not piece.whole or piece.whole not in dropped
    ]


def clean(entries: Iterable[Entry]) -> list[Read]:
    return side(clean_pieces(entries), "-<")


@given(trees(), trees())
def test_a_redline_holds_both_texts_in_their_order(old: list[Entry], new: list[Entry]) -> None:
    pieces = redlined_pieces(old, new, compare_clauses(old, new))
    assert side(pieces, "-<") == clean(new)
    assert side(pieces, "+>") == clean(old)


@given(trees(), trees())
def test_a_redline_without_identities_holds_both_texts_too(old: list[Entry], new: list[Entry]) -> None:
    rows = compare_clauses(old, new, identities=False)
    pieces = redlined_pieces(old, new, rows, identities=False)
    assert [one[1:] for one in side(pieces, "-<")] == [one[1:] for one in clean(new)]
    assert [one[2:] for one in side(pieces, "+>")] == [one[2:] for one in clean(old)]


@given(trees(), trees())
def test_every_move_has_two_ends_of_the_same_clauses(old: list[Entry], new: list[Entry]) -> None:
    pieces = redlined_pieces(old, new, compare_clauses(old, new))
    ends: dict[str, dict[str, list[str]]] = {}
    for piece in pieces:
        if piece.whole in ("<", ">"):
            ends.setdefault(piece.move, {"<": [], ">": []})[piece.whole].append(piece.clause_id)
    assert all(one["<"] == one[">"] for one in ends.values())


# --- Amendments -------------------------------------------------------------------------------------

BASE = [entry("s", "Section"), entry("t", "joint operations once a year", "s", 1), entry("u", "Reports", "s", 1)]


def modify(amendment: str, delegation: str, text: str, clause: str = "t") -> Proposed:
    return Proposed(amendment, delegation, Operation(OperationKind.MODIFY, clause, text))


def shown(pieces: Iterable[Piece]) -> list[tuple[str, str]]:
    marks = {"=": "{}", "-": "[-{}-]", "+": "[+{}+]", "<": "[<{}<]", ">": "[>{}>]"}
    return [
        (
            piece.whole + piece.clause_id,
            "".join(marks[s.op].format(s.text) + ",".join(s.by) for s in piece.spans),
        )
        for piece in pieces
    ]


TWICE = modify("k1", "KAZ", "joint operations twice a year")
SELDOM = modify("b1", "BLR", "joint operations at least once a year")
STRUCK = modify("r1", "RUS", "joint operations a year")


def test_each_of_two_colliding_proposals_stands_in_its_own_run() -> None:
    words = dict(shown(amended_pieces(BASE, [TWICE, SELDOM, STRUCK])))["t"]
    assert "[-once-]KAZ,RUS[+twice+]KAZ" in words
    assert "[+at least +]BLR" in words


def test_an_insertion_stands_after_its_clause_and_all_that_is_under_it() -> None:
    new = Proposed("k2", "KAZ", Operation(OperationKind.INSERT, "n", "New", after="s"))
    under = Proposed("k2", "KAZ", Operation(OperationKind.INSERT, "m", "Under it", parent="n"))
    second = Proposed("b2", "BLR", Operation(OperationKind.INSERT, "o", "Other", after="s"))
    pieces = amended_pieces(BASE, [new, under, second])
    assert shown(pieces)[3:] == [("+n", "[+New+]KAZ"), ("+m", "[+Under it+]KAZ"), ("+o", "[+Other+]BLR")]
    assert [piece.depth for piece in pieces] == [0, 1, 1, 0, 1, 0]


def test_a_deletion_takes_what_is_under_it_and_a_move_is_shown_at_both_ends() -> None:
    gone = Proposed("k3", "KAZ", Operation(OperationKind.DELETE, "s"))
    assert [piece.whole for piece in amended_pieces(BASE, [gone])] == ["-", "-", "-"]
    moved = Proposed("b3", "BLR", Operation(OperationKind.MOVE, "t", parent="s", after="u"))
    pieces = amended_pieces(BASE, [moved, TWICE])
    assert shown(pieces) == [
        ("s", "Section"),
        ("<t", "[<joint operations <]BLR[-once-]KAZ[< a year<]BLR"),
        ("u", "Reports"),
        (">t", "[>joint operations >]BLR[+twice+]KAZ[> a year>]BLR"),
    ]
    assert pieces[1].move == pieces[3].move != ""


def test_bodies_are_marked_as_wholes_when_several_change_them() -> None:
    base = [entry("m", "Measure", fields=Fields(executing_bodies=("Ministry of A", "Ministry of B")))]
    wordings = {"k": ("Ministry of A", "Ministry of C"), "b": ("Ministry of A",)}
    proposed = [
        Proposed(tag, tag.upper(), Operation(OperationKind.MODIFY, "m", "Measure", Fields(executing_bodies=bodies)))
        for tag, bodies in wordings.items()
    ]
    (bodies,) = amended_pieces(base, proposed)[0].fields
    marked = [(span.op, span.text, span.by) for span in bodies.spans if span.op != "="]
    assert ("+", "Ministry of C", ("K",)) in marked
    assert ("-", "Ministry of B", ("K", "B")) in marked


@given(st.lists(st.tuples(st.sampled_from(["modify", "insert", "delete", "move"]), WORDS, TEXTS), max_size=6), trees())
def test_the_text_as_it_stands_comes_out_of_whatever_is_proposed(
    asked: list[tuple[str, str, str]], base: list[Entry]
) -> None:
    proposed = list(_operations(asked, base))
    pieces = amended_pieces(base, proposed)
    assert side(pieces, "+>") == clean(base)
    proposals = {one.amendment: Proposal(one.amendment, None, one.delegation, "", None) for one in proposed}
    rolling = rolling_pieces(pieces, proposals, "en")
    assert not any(piece.whole for piece in rolling)
    kept = {piece.clause_id: "".join(s.text for s in piece.spans if not s.by) for piece in rolling}
    assert all(kept[one.id] == one.text for one in base if not any(p.operation.kind == "move" for p in proposed))


def _operations(asked: list[tuple[str, str, str]], base: list[Entry]) -> Iterable[Proposed]:
    for place, (kind, word, text) in enumerate(asked):
        if not base:
            return
        chosen = base[len(word + text) % len(base)]
        if kind == "insert":
            operation = Operation(OperationKind.INSERT, f"new{place}", text, parent=chosen.parent, after=chosen.id)
        elif kind == "move":
            operation = Operation(OperationKind.MOVE, chosen.id, after=None, parent=None)
        else:
            operation = Operation(OperationKind(kind), chosen.id, text if kind == "modify" else "", chosen.fields)
        yield Proposed(f"a{place}", "ABC"[place % 3] * 3, operation)


def test_alternatives_stand_in_nested_brackets_with_their_delegations() -> None:
    narrow = modify("a1", "ARM", "joint operations a year")
    wide = modify("k1", "KAZ", "joint")
    proposals = {
        one: Proposal(one, None, code, "", None) for one, code in [("a1", "ARM"), ("k1", "KAZ"), ("b1", "BLR")]
    }
    pieces = rolling_pieces(amended_pieces(BASE, [wide, narrow, SELDOM]), proposals, "en")
    said = "".join(span.text for span in pieces[1].spans)
    assert said.count("[") == said.count("]")
    assert "(KAZ: delete)" in said
    assert "[at least] (BLR) " in said
    assert "".join(span.text for span in pieces[1].spans if not span.by) == BASE[1].text
