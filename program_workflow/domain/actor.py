"""Who acts, in which capacity."""

from dataclasses import dataclass

from program_workflow.domain.terms import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at the moment of the act; rights are read anew for each request.

    role None: the system itself (the scheduler, a consequence of another act). is_approver: the delegation
    has named the person to accept wordings before they are submitted.
    """

    user_id: str | None
    name: str
    role: Role | None
    delegation_id: str | None = None
    delegation_code: str | None = None
    language: str = "en"
    timezone: str = "UTC"
    is_approver: bool = False

    @property
    def is_coordinator(self) -> bool:
        return self.role is Role.COORDINATOR

    @property
    def drafts(self) -> bool:
        """Whether the person drafts amendments at all."""
        return self.role in (Role.REPRESENTATIVE, Role.EXPERT, Role.COORDINATOR)

    @property
    def capacity(self) -> str:
        """As the record prints it: "representative KAZ", "coordinator", "system"."""
        words = [self.role.value if self.role else "system"]
        if self.delegation_code:
            words.append(self.delegation_code)
        return " ".join(words)


SYSTEM = Actor(user_id=None, name="system", role=None)


def console_as(role: Role, delegation_id: str | None = None, delegation_code: str | None = None) -> Actor:
    """Whoever runs the command line on the machine itself, in the capacity the command needs."""
    return Actor(
        user_id=None, name="command line", role=role, delegation_id=delegation_id, delegation_code=delegation_code
    )


CONSOLE = console_as(Role.ADMINISTRATOR)
