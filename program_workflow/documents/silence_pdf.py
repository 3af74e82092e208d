"""The certificate of a silence procedure as a PDF: what it was on, who was served, who said what, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from program_workflow import i18n
from program_workflow.documents.pages import render_file
from program_workflow.documents.publication_pdf import FONTS, print_page


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A delegation: how it was served and what it answered, in words."""

    name: str
    served: str
    answer: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """Words in one language. facts: (name, value). late: messages after the instant, each in a sentence."""

    language: str
    heading: str
    program: str
    outcome: str
    facts: Sequence[tuple[str, str]]
    rows: Sequence[CertificateRow]
    late: Sequence[str]
    receipt: str
    marking: str = ""


def write_certificate(certificate: Certificate) -> bytes:
    """Raises NoPrinter where the system libraries are missing."""
    with i18n.speaking(certificate.language):
        return print_page(render_file("certificate.html", certificate=certificate, fonts=FONTS))
