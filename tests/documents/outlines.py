"""A reading as lines that a test can compare at a glance."""

from program_workflow.documents import read
from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.understood import Understood


def outline(read_file: Understood) -> list[str]:
    """ "  point 2.1(a): text" – indented by depth."""
    lines: list[str] = []

    def add(clauses: tuple[ClauseDraft, ...], depth: int) -> None:
        for clause in clauses:
            number = f" {clause.number}" if clause.number else ""
            lines.append(f"{'  ' * depth}{clause.kind}{number}: {clause.text}")
            add(clause.children, depth + 1)

    add(read_file.clauses, 0)
    return lines


def outline_of(data: bytes, name: str = "draft.docx") -> list[str]:
    return outline(read(name, data))


def reasons(findings: tuple[object, ...]) -> list[str]:
    return [str(finding.reason) for finding in findings]  # type: ignore[attr-defined]
