"""What a list or a table of proposals brings to a version."""

from program_workflow.documents.bounded import read_listed_bounded
from program_workflow.domain.landing import Landing
from program_workflow.domain.landing_list import land_list
from program_workflow.domain.text import Text


def listed_proposals(name: str, data: bytes, base: Text, language: str) -> Landing | None:
    """The amendments that a .json, .docx or .odt file lists, on a version; None where the file lists none.

    language: of those that do not tell theirs. Raises FileRefused, TooLarge.
    """
    listed = read_listed_bounded(name, data)
    return None if listed is None else land_list(base, language, listed)
