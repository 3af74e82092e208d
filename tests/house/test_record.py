"""Every table is replayed from the record, or says why not; so does every column of one that is."""

import ast
import inspect
from importlib import import_module
from pkgutil import iter_modules

from program_workflow import storage, usecases
from program_workflow.storage import Base
from program_workflow.usecases.record_nouns import KEPT, NOT_REPLAYED, NOUNS
from program_workflow.web.record_words import SUBJECTS, act_words

TABLES = Base.metadata.tables


def test_every_table_is_replayed_or_says_why_not() -> None:
    assert storage
    assert set(TABLES) == set(KEPT) | set(NOT_REPLAYED)
    assert not set(KEPT) & set(NOT_REPLAYED)
    assert all(reason.strip() for reason in NOT_REPLAYED.values())


def test_what_is_left_out_of_a_table_is_one_of_its_columns_and_says_why() -> None:
    for name, kept in KEPT.items():
        columns = set(TABLES[name].columns.keys())
        assert {*kept.left_out, *kept.key} <= columns, name
        assert all(reason.strip() for reason in kept.left_out.values()), name


def test_the_name_of_a_subject_fits_where_it_is_written() -> None:
    """Only PostgreSQL would refuse it."""
    length = TABLES["events"].columns["subject_type"].type.length  # type: ignore[attr-defined] - a String
    assert [name for name in NOUNS if len(name) > length] == []


def test_every_act_that_the_record_keeps_has_words_of_its_own() -> None:
    """On pages in Russian its code would be the only English."""
    acts = {act for module in iter_modules(usecases.__path__) for act in recorded_in(module.name)}
    assert ("version", "edit_text") in acts
    assert sorted(subject for subject, _ in acts if subject not in SUBJECTS) == []
    assert sorted(act for act in acts if act_words(*act) == act[1].replace("_", " ")) == []


def recorded_in(name: str) -> set[tuple[str, str]]:
    """(subject, act) of the calls of ``Work.record`` in a module that name both."""
    module = import_module(f"{usecases.__name__}.{name}")
    found = set()
    for call in ast.walk(ast.parse(inspect.getsource(module))):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "record"):
            continue
        named = [vars(module).get(one.id) if isinstance(one, ast.Name) else one for one in call.args[:3:2]]
        words = [one.value if isinstance(one, ast.Constant) else one for one in named]
        if len(words) == 2 and all(isinstance(one, str) for one in words):
            found.add((str(words[0]), str(words[1])))
    return found
