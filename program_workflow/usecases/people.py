"""Delegations and accounts. How people come in stands in ``entrance`` and is offered here as well."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, Final
from zoneinfo import available_timezones

from sqlalchemy import func, select

from program_workflow.domain import permissions
from program_workflow.domain.actor import Actor
from program_workflow.domain.errors import N_, Conflict, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import DELEGATION_ROLES, LANGUAGES, Role
from program_workflow.storage import DelegationRow, UserRow
from program_workflow.storage.base import new_id
from program_workflow.usecases.entrance import (
    authenticate,
    change_password,
    create_session,
    create_token,
    end_session,
    end_sessions_of,
    list_sessions,
    list_tokens,
    normal_email,
    read_session,
    read_token,
    revoke_token,
    revoke_tokens_of,
    store_password,
    touch_session,
)
from program_workflow.usecases.finding import view_of_delegation
from program_workflow.usecases.joining import note_new_member
from program_workflow.usecases.people_views import (
    UserView,
    find_delegation,
    find_user,
    find_user_by_email,
    view_of_user,
)
from program_workflow.usecases.preferring import replan
from program_workflow.usecases.views import SECRETARIAT, DelegationView
from program_workflow.usecases.work import Work, actor_of

__all__ = [
    "actor_for",
    "actor_for_email",
    "add_delegation",
    "add_user",
    "authenticate",
    "change_password",
    "create_session",
    "create_token",
    "end_session",
    "end_sessions_of",
    "list_delegations",
    "list_sessions",
    "list_tokens",
    "list_users",
    "read_session",
    "read_token",
    "read_user",
    "rename_delegation",
    "revoke_token",
    "set_password",
    "set_preferences",
    "touch_session",
    "update_user",
]

#: Who of a delegation may be its approver.
OWN_DRAFTS: Final = frozenset({Role.REPRESENTATIVE, Role.EXPERT})
THEMES: Final = ("auto", "light", "dark")
_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,10}[A-Z0-9]")
_EMAIL: Final = re.compile(r"[^@\s\x00-\x1f\x7f<>\"(),:;\\]+@[^@\s\x00-\x1f\x7f<>\"(),:;\\]+")


# --- Delegations --------------------------------------------------------------------------------


def add_delegation(w: Work, code: str, name_en: str, name_ru: str, is_observer: bool = False) -> DelegationView:
    """A member state or an observer organisation, last in the order of joining."""
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    code = code.strip().upper()
    if not _CODE.fullmatch(code) or code == SECRETARIAT.code:
        raise Invalid(N_("The code of a delegation has 2 to 12 Latin letters, as in KAZ."), pointer="/code")
    names = {"name_en": _line(name_en, "/name_en"), "name_ru": _line(name_ru, "/name_ru")}
    if find_delegation(w, code):
        raise Conflict(N_("There is already a delegation with the code {code}."), code=code)
    last = w.session.scalar(select(func.max(DelegationRow.position))) or 0
    row = DelegationRow(id=new_id(), code=code, is_observer=is_observer, position=last + 1, **names)
    w.session.add(row)
    w.session.flush()
    w.record("delegation", row.id, "create", body=_recorded(row))
    if not is_observer:
        note_new_member(w, row)
    return view_of_delegation(row)


def rename_delegation(
    w: Work,
    code: str,
    name_en: str | None = None,
    name_ru: str | None = None,
    *,
    seen: tuple[str, str] | None = None,
) -> DelegationView:
    """Corrects the names; the code stands in numbers of amendments and stays. None: as it is.

    seen: both names as the person saw them. Raises NotFound, StaleRevision, Invalid.
    """
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    known = find_delegation(w, code.strip().upper())
    if known is None:
        raise NotFound(N_("There is no delegation {code}."), code=code)
    row = w.lock(DelegationRow, known.id)
    before = {"name_en": row.name_en, "name_ru": row.name_ru}
    if seen is not None and seen != (row.name_en, row.name_ru):
        raise w.stale("delegation", row.id)
    after = {
        "name_en": row.name_en if name_en is None else _line(name_en, "/name_en"),
        "name_ru": row.name_ru if name_ru is None else _line(name_ru, "/name_ru"),
    }
    if after == before:
        raise Invalid(N_("These are the names it has."), pointer="/name_en")
    row.name_en, row.name_ru = after["name_en"], after["name_ru"]
    w.session.flush()
    w.record("delegation", row.id, "rename", body={**_recorded(row), "before": before})
    return view_of_delegation(row)


def _recorded(row: DelegationRow) -> dict[str, Any]:
    """What the record keeps of a delegation."""
    return {"code": row.code, "is_observer": row.is_observer, "name_en": row.name_en, "name_ru": row.name_ru}


def list_delegations(w: Work) -> tuple[DelegationView, ...]:
    """All delegations in the order of joining."""
    return tuple(
        view_of_delegation(row) for row in w.session.scalars(select(DelegationRow).order_by(DelegationRow.position))
    )


# --- Accounts -----------------------------------------------------------------------------------


def add_user(
    w: Work,
    email: str,
    name: str,
    role: str | Role,
    delegation_code: str | None = None,
    language: str = "en",
    timezone: str = "UTC",
    password: str | None = None,
) -> UserView:
    """A new account. Without a password nobody can log in with it yet. Raises Invalid, Conflict."""
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    email = _checked_email(email)
    role, delegation = _checked_capacity(w, role, delegation_code)
    _check_choice(language, LANGUAGES, N_("The language is en or ru."), "/language")
    _check_timezone(timezone)
    name = _line(name, "/name")
    if find_user_by_email(w, email):
        raise Conflict(N_("There is already an account with the e-mail {email}."), email=email)
    row = UserRow(
        id=new_id(),
        email=email,
        name=name,
        role=role,
        delegation_id=delegation.id if delegation else None,
        language=language,
        timezone=timezone,
        theme="auto",
        created_at=w.now,
    )
    row.delegation = delegation
    w.session.add(row)
    w.session.flush()
    w.record("user", row.id, "create", body=capacity_recorded(row))
    if password is not None:
        store_password(w, row, password)
    return view_of_user(row)


def update_user(
    w: Work,
    user_id: str,
    *,
    name: str,
    role: str | Role,
    delegation_code: str | None,
    is_active: bool,
    is_approver: bool | None = None,
    seen_revision: int | None = None,
) -> UserView:
    """Changes a person's name, capacity or access; a change of rights ends their sessions.

    is_approver: of the delegation, see ``approvals``; None: as it is, unless another capacity ends it.
    Raises Invalid, NotFound, StaleRevision.
    """
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    row = find_user(w, user_id)
    if seen_revision is not None and row.revision != seen_revision:
        raise w.stale("user", user_id)
    role, delegation = _checked_capacity(w, role, delegation_code)
    if row.role is Role.ADMINISTRATOR and row.is_active and not (is_active and role is Role.ADMINISTRATOR):
        _need_another_administrator(w, row)
    before = capacity_recorded(row)
    row.name = _line(name, "/name")
    wanted = row.is_approver if is_approver is None else is_approver
    if is_approver and role not in OWN_DRAFTS:
        raise Invalid(
            N_("Only a representative or an expert of a delegation can be its approver."), pointer="/is_approver"
        )
    moved = delegation is not row.delegation and is_approver is None
    row.role, row.delegation, row.is_active = role, delegation, is_active
    row.is_approver = wanted and role in OWN_DRAFTS and not moved
    w.session.flush()
    after = capacity_recorded(row)
    if after != before:
        end_sessions_of(w, row.id)
        if not is_active:
            revoke_tokens_of(w, row.id)
    w.record("user", row.id, "change", body={"before": before, "after": after})
    return view_of_user(row)


def set_password(w: Work, user_id: str, password: str) -> None:
    """A new password for another person, by an administrator; ends that person's sessions."""
    permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    store_password(w, find_user(w, user_id), password)


def set_preferences(
    w: Work,
    *,
    language: str | None = None,
    timezone: str | None = None,
    theme: str | None = None,
    keys_on: bool | None = None,
    marks_in_words: bool | None = None,
    mail_on: bool | None = None,
) -> UserView:
    """How the actor wants to read and be told; what is None stays."""
    if w.actor.user_id is None:
        raise NotFound
    row = find_user(w, w.actor.user_id)
    _check_choice(language, LANGUAGES, N_("The language is en or ru."), "/language")
    _check_choice(theme, THEMES, N_("The theme is auto, light or dark."), "/theme")
    _check_timezone(timezone)
    chosen: Mapping[str, Any] = {
        "language": language,
        "timezone": timezone,
        "theme": theme,
        "keys_on": keys_on,
        "marks_in_words": marks_in_words,
        "mail_on": mail_on,
    }
    for attribute, value in chosen.items():
        if value is not None:
            setattr(row, attribute, value)
    w.session.flush()
    if timezone is not None:
        replan(w, row)
    return view_of_user(row)


def list_users(w: Work) -> tuple[UserView, ...]:
    """All accounts: the secretariat first, then by delegation in the order of joining, then by name."""
    permissions.need(w.actor, Permit.READ_PEOPLE)
    rows = w.session.scalars(select(UserRow)).all()
    return tuple(
        view_of_user(row)
        for row in sorted(rows, key=lambda r: (r.delegation.position if r.delegation else 0, r.name.casefold(), r.id))
    )


def read_user(w: Work, user_id: str) -> UserView:
    """An account: one's own, and any for administrators and coordinators. Raises NotFound."""
    if user_id != w.actor.user_id:
        permissions.need(w.actor, Permit.READ_PEOPLE)
    return view_of_user(w.get(UserRow, user_id))


def actor_for(w: Work, user_id: str) -> Actor:
    """The actor a person is now. Raises NotFound for one without access."""
    row = w.get(UserRow, user_id)
    if not row.is_active:
        raise NotFound
    return actor_of(row)


def actor_for_email(w: Work, email: str) -> Actor:
    """The actor behind an e-mail address. Raises NotFound for one without access."""
    row = find_user_by_email(w, normal_email(email))
    if row is None or not row.is_active:
        raise NotFound
    return actor_of(row)


# --- What is accepted ---------------------------------------------------------------------------


def _checked_capacity(w: Work, role: str | Role, delegation_code: str | None) -> tuple[Role, DelegationRow | None]:
    if role not in set(Role):
        raise Invalid(N_("There is no role {role}."), pointer="/role", role=str(role))
    role = Role(role)
    if role not in DELEGATION_ROLES:
        if delegation_code:
            raise Invalid(
                N_("This role belongs to the secretariat, not to a delegation: {role}."),
                pointer="/delegation",
                role=role,
            )
        return role, None
    if not delegation_code:
        raise Invalid(N_("This role belongs to a delegation; name it: {role}."), pointer="/delegation", role=role)
    delegation = find_delegation(w, delegation_code.strip().upper())
    if delegation is None:
        raise Invalid(N_("There is no delegation {code}."), pointer="/delegation", code=delegation_code)
    if delegation.is_observer and role is not Role.OBSERVER:
        raise Invalid(
            N_("{code} is an observer organisation; its people are observers."), pointer="/role", code=delegation.code
        )
    return role, delegation


def capacity_recorded(row: UserRow) -> dict[str, Any]:
    """What the record keeps of an account: no name, no address, so that both can be erased."""
    return {
        "role": row.role.value,
        "delegation": row.delegation.code if row.delegation else None,
        "is_active": bool(row.is_active),
        "is_approver": bool(row.is_approver),
    }


def _need_another_administrator(w: Work, row: UserRow) -> None:
    others = select(UserRow.id).where(
        UserRow.role == Role.ADMINISTRATOR, UserRow.is_active.is_(True), UserRow.id != row.id
    )
    if w.session.scalars(others.limit(1)).first() is None:
        raise Invalid(N_("This is the last administrator; name another one first."), pointer="/role")


def _checked_email(email: str) -> str:
    email = normal_email(email)
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        raise Invalid(N_("This is not an e-mail address."), pointer="/email")
    return email


def _line(text: str, pointer: str) -> str:
    """One line of text, as typed but for the spaces around it."""
    text = text.strip()
    if not text or len(text) > 200:
        raise Invalid(N_("This takes from 1 to 200 characters."), pointer=pointer)
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in text):
        raise Invalid(N_("There is a character in it that cannot be seen."), pointer=pointer)
    return text


def _check_choice(value: str | None, choices: tuple[str, ...], sentence: str, pointer: str) -> None:
    if value is not None and value not in choices:
        raise Invalid(sentence, pointer=pointer)


@cache
def _timezones() -> frozenset[str]:
    return frozenset(available_timezones())


def _check_timezone(value: str | None) -> None:
    if value is not None and value not in _timezones():
        raise Invalid(N_("There is no time zone {name}."), pointer="/timezone", name=value)
