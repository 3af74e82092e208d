"""The rolling text of a program: a version with every live alternative in brackets, and how much is in them."""

from dataclasses import dataclass

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.publication import Proposal, Publication
from program_workflow.domain.rolling import Tally, tally
from program_workflow.usecases.finding import filing_version, find_program
from program_workflow.usecases.publishing import publish
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class RollingText:
    publication: Publication
    tally: Tally

    @property
    def is_clean(self) -> bool:
        """Nothing stands in brackets, and nothing is left out of them."""
        return not self.tally.brackets and not self.publication.unplaced

    @property
    def unplaced(self) -> tuple[Proposal, ...]:
        """Live amendments that do not fit this text in this language and are not in its brackets."""
        return tuple((self.publication.proposals or {})[one] for one in self.publication.unplaced)


def rolling_text(w: Work, code: str, version: int | str | None = None, language: str | None = None) -> RollingText:
    """Of the newest circulated version, if no other is named. Raises NotFound for whoever may not read amendments."""
    permissions.need(w.actor, Permit.READ_AMENDMENTS)
    program = find_program(w, code)
    filing = filing_version(w, program.id)
    number = version or (filing.number if filing else "latest")
    made = publish(w, code, number, language=language, brackets=True)
    return RollingText(made, tally(made.pieces))
