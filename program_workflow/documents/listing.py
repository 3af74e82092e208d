"""Reads a file as a list of amendments: JSON, or a document that sets them in columns."""

from program_workflow.documents.amendment_lists import read_amendment_list
from program_workflow.documents.amendment_tables import read_amendment_tables
from program_workflow.documents.gate import check_size
from program_workflow.documents.reading import may_track_changes, reader_of
from program_workflow.domain.errors import N_, FileRefused
from program_workflow.domain.listed import ListedAmendment


def read_listed(name: str, data: bytes) -> tuple[ListedAmendment, ...] | None:
    """The amendments that a .json, .docx or .odt file lists; None where it holds none. Raises FileRefused, TooLarge."""
    check_size(data, name=name)
    if not data.strip():
        raise FileRefused(N_("{name} is empty."), name=name)
    if is_amendment_list(name):
        return read_amendment_list(name, data)
    if not may_track_changes(name, data):
        return None
    return read_amendment_tables(name, reader_of(name, data)(name, data).blocks)


def is_amendment_list(name: str) -> bool:
    return name.lower().endswith(".json")
