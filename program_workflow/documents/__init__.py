"""Documents: bytes of files on one side, clauses on the other."""

from program_workflow.documents.reading import read

__all__ = ["read"]
