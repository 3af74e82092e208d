"""Read models of people and of how they come in; and finding them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from program_workflow.domain.actor import Actor
from program_workflow.domain.errors import NotFound
from program_workflow.domain.terms import Role
from program_workflow.storage import DelegationRow, UserRow
from program_workflow.usecases.work import Work


@dataclass(frozen=True, slots=True)
class UserView:
    """A person's account. theme: auto, light or dark. delegation_code None: of the secretariat."""

    id: str
    email: str
    name: str
    role: Role
    delegation_code: str | None
    language: str
    timezone: str
    theme: str
    keys_on: bool
    marks_in_words: bool
    mail_on: bool
    has_password: bool
    is_active: bool
    is_approver: bool
    revision: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SessionView:
    """A log-in as its owner sees it. id: hash of the key in the cookie."""

    id: str
    created_at: datetime
    seen_at: datetime
    address: str
    agent: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """An API token as its owner sees it. hint: how it begins."""

    id: str
    hint: str
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who a session belongs to. needs_touch: its last use has to be noted."""

    actor: Actor
    user: UserView
    session_id: str
    needs_touch: bool


def view_of_user(row: UserRow) -> UserView:
    return UserView(
        id=row.id,
        email=row.email,
        name=row.name,
        role=row.role,
        delegation_code=row.delegation.code if row.delegation else None,
        language=row.language,
        timezone=row.timezone,
        theme=row.theme,
        keys_on=row.keys_on,
        marks_in_words=row.marks_in_words,
        mail_on=row.mail_on,
        has_password=row.password_hash is not None,
        is_active=row.is_active,
        is_approver=row.is_approver,
        revision=row.revision,
        created_at=row.created_at,
    )


def find_user(w: Work, user_id: str) -> UserRow:
    """The account, locked for this transaction. Raises NotFound."""
    statement = select(UserRow).where(UserRow.id == user_id).with_for_update(of=UserRow)
    found = w.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def find_user_by_email(w: Work, email: str) -> UserRow | None:
    """The account of an e-mail address in its normal form, locked for this transaction."""
    statement = select(UserRow).where(UserRow.email == email).with_for_update(of=UserRow)
    return w.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()


def find_delegation(w: Work, code: str) -> DelegationRow | None:
    return w.session.scalars(select(DelegationRow).where(DelegationRow.code == code)).one_or_none()
