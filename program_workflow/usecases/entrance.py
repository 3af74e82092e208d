"""How people come in: log-in with its limits, sessions and tokens. Only hashes of keys are kept."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final, cast

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import CursorResult, delete, select, update

from program_workflow.domain import passwords, permissions
from program_workflow.domain.actor import Actor
from program_workflow.domain.errors import N_, Invalid, NotAuthenticated, NotFound, TooManyRequests
from program_workflow.domain.permissions import Permit
from program_workflow.storage import LoginAttemptRow, SessionRow, TokenRow, UserRow
from program_workflow.usecases.people_views import (
    SessionView,
    SignedIn,
    TokenView,
    UserView,
    find_user_by_email,
    view_of_user,
)
from program_workflow.usecases.work import Work, actor_of

IDLE: Final = timedelta(hours=8)
ABSOLUTE: Final = timedelta(days=7)
TOUCH: Final = timedelta(minutes=1)
WINDOW: Final = timedelta(minutes=15)
PER_ACCOUNT: Final = 8
PER_ADDRESS: Final = 30
KNOWN_ADDRESS: Final = timedelta(days=30)
LONGEST_TOKEN: Final = 366
TOKEN_PREFIX: Final = "pw_"  # noqa: S105 - how a token begins, so that scanners find a lost one

#: Costs of the library's defaults (RFC 9106, low memory); tests replace it by a cheap one.
hasher = PasswordHasher()


def normal_email(email: str) -> str:
    """The form in which an address is kept and compared."""
    return email.strip().casefold()


def hash_password(password: str) -> str:
    return hasher.hash(passwords.normal(password))


@lru_cache(maxsize=4)
def _decoy(_hasher: PasswordHasher) -> str:
    """A hash that no password fits: the work for an unknown person is that for a known one."""
    return _hasher.hash(secrets.token_hex(16))


def verify_password(kept: str | None, password: str) -> bool:
    """Whether the password fits; the same work whether there is a hash or not."""
    try:
        hasher.verify(kept or _decoy(hasher), passwords.normal(password)[: passwords.LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def authenticate(w: Work, email: str, password: str, address: str) -> UserView | NotAuthenticated | TooManyRequests:
    """The person with this pair, or the refusal as a value.

    A refusal is returned, not raised, so that the failed attempt is kept when the transaction ends;
    the caller raises it afterwards. Failures are limited for each account and address within a
    quarter of an hour; an address from which the account was used lately has a limit of its own, so
    nobody can lock a person out from elsewhere.
    """
    user = find_user_by_email(w, normal_email(email))
    subjects = {_account_subject(w, user, normal_email(email), address): PER_ACCOUNT, f"address:{address}": PER_ADDRESS}
    wait = max(_seconds_to_wait(w, subject, limit) for subject, limit in subjects.items())
    if wait:
        minutes = -(-wait // 60)
        return TooManyRequests(N_("Too many attempts. Try again in {minutes} min."), retry_after=wait, minutes=minutes)
    fits = verify_password(user.password_hash if user else None, password)
    if user is None or not fits or not user.is_active:
        w.session.add_all(LoginAttemptRow(subject=subject, at=w.now) for subject in subjects)
        w.session.flush()
        return NotAuthenticated(N_("The e-mail or the password is wrong."))
    w.session.execute(delete(LoginAttemptRow).where(LoginAttemptRow.subject == next(iter(subjects))))
    if hasher.check_needs_rehash(user.password_hash or ""):
        user.password_hash = hash_password(password)
        w.session.flush()
    return view_of_user(user)


def _account_subject(w: Work, user: UserRow | None, email: str, address: str) -> str:
    account = f"account:{hashlib.sha256(email.encode()).hexdigest()[:32]}"
    known = (
        user is not None
        and w.session.scalars(
            select(SessionRow.id)
            .where(SessionRow.user_id == user.id, SessionRow.address == address)
            .where(SessionRow.created_at > w.now - KNOWN_ADDRESS)
            .limit(1)
        ).first()
    )
    return f"{account}@{address}" if known else account


def _seconds_to_wait(w: Work, subject: str, limit: int) -> int:
    """0 while there are fewer failures in the window than the limit."""
    times = w.session.scalars(
        select(LoginAttemptRow.at)
        .where(LoginAttemptRow.subject == subject, LoginAttemptRow.at > w.now - WINDOW)
        .order_by(LoginAttemptRow.at.desc())
        .limit(limit)
    ).all()
    if len(times) < limit:
        return 0
    return max(1, int((times[-1] + WINDOW - w.now).total_seconds()))


# --- Sessions -----------------------------------------------------------------------------------


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def create_session(w: Work, user_id: str, *, address: str = "", agent: str = "") -> str:
    """A new session; returns the key for the cookie, which is not kept."""
    key = secrets.token_urlsafe(32)
    w.session.add(
        SessionRow(
            id=_hash(key), user_id=user_id, created_at=w.now, seen_at=w.now, address=address[:64], agent=agent[:200]
        )
    )
    w.session.flush()
    return key


def read_session(w: Work, key: str) -> SignedIn | None:
    """Who the key belongs to, with the rights of this moment; None for one that ended."""
    found = w.session.execute(
        select(SessionRow, UserRow).join(UserRow, UserRow.id == SessionRow.user_id).where(SessionRow.id == _hash(key))
    ).first()
    if found is None:
        return None
    session, user = found
    if not user.is_active or not _lasts(session, w.now):
        return None
    return SignedIn(actor_of(user), view_of_user(user), session.id, w.now - session.seen_at >= TOUCH)


def _lasts(session: SessionRow, now: datetime) -> bool:
    return session.ended_at is None and now - session.seen_at < IDLE and now - session.created_at < ABSOLUTE


def touch_session(w: Work, session_id: str) -> None:
    """Notes that the session was used now."""
    w.session.execute(update(SessionRow).where(SessionRow.id == session_id).values(seen_at=w.now))


def end_session(w: Work, session_id: str) -> None:
    """Ends one of the actor's own sessions. Raises NotFound for another's."""
    session = w.session.get(SessionRow, session_id)
    if session is None or session.user_id != w.actor.user_id:
        raise NotFound
    session.ended_at = session.ended_at or w.now
    w.session.flush()


def end_sessions_of(w: Work, user_id: str, *, but: str | None = None) -> None:
    """Ends the sessions of a person. but: the one that stays."""
    statement = update(SessionRow).where(SessionRow.user_id == user_id, SessionRow.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SessionRow.id != but)
    w.session.execute(statement.values(ended_at=w.now))


def list_sessions(w: Work) -> tuple[SessionView, ...]:
    """The actor's own sessions that last, the latest used first."""
    rows = w.session.scalars(
        select(SessionRow)
        .where(SessionRow.user_id == w.actor.user_id, SessionRow.ended_at.is_(None))
        .order_by(SessionRow.seen_at.desc(), SessionRow.id)
    )
    return tuple(
        SessionView(row.id, row.created_at, row.seen_at, row.address, row.agent) for row in rows if _lasts(row, w.now)
    )


# --- Tokens -------------------------------------------------------------------------------------


def create_token(w: Work, email: str, days: int = 30) -> str:
    """A new API token of a person, their own or, by an administrator, another's; shown this once."""
    user = find_user_by_email(w, normal_email(email))
    if w.actor.user_id is None or user is None or user.id != w.actor.user_id:
        permissions.need(w.actor, Permit.MANAGE_PEOPLE)
    if user is None or not user.is_active:
        raise Invalid(N_("There is no active account with the e-mail {email}."), pointer="/email", email=email)
    if not 1 <= days <= LONGEST_TOKEN:
        raise Invalid(N_("A token lasts from 1 to {days} days."), pointer="/days", days=LONGEST_TOKEN)
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    expires = w.now + timedelta(days=days)
    w.session.add(TokenRow(id=_hash(token), user_id=user.id, hint=token[:8], created_at=w.now, expires_at=expires))
    w.session.flush()
    w.record("user", user.id, "create_token", body={"expires_at": expires.isoformat()})
    return token


def read_token(w: Work, token: str) -> Actor | None:
    """Whose token it is, with the rights of this moment; None for one that does not hold."""
    found = w.session.execute(
        select(TokenRow, UserRow).join(UserRow, UserRow.id == TokenRow.user_id).where(TokenRow.id == _hash(token))
    ).first()
    if found is None:
        return None
    row, user = found
    if row.revoked_at is not None or row.expires_at <= w.now or not user.is_active:
        return None
    return actor_of(user)


def revoke_token(w: Work, token_id: str) -> None:
    """Revokes one of the actor's own tokens. Raises NotFound for another's."""
    token = w.session.get(TokenRow, token_id)
    if token is None or token.user_id != w.actor.user_id:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = w.now
        w.session.flush()
        w.record("user", token.user_id, "revoke_token")


def revoke_tokens_of(w: Work, user_id: str) -> None:
    w.session.execute(
        update(TokenRow).where(TokenRow.user_id == user_id, TokenRow.revoked_at.is_(None)).values(revoked_at=w.now)
    )


def list_tokens(w: Work) -> tuple[TokenView, ...]:
    """The actor's own tokens that hold, the newest first."""
    rows = w.session.scalars(
        select(TokenRow)
        .where(TokenRow.user_id == w.actor.user_id, TokenRow.revoked_at.is_(None), TokenRow.expires_at > w.now)
        .order_by(TokenRow.created_at.desc(), TokenRow.id)
    )
    return tuple(TokenView(row.id, row.hint, row.created_at, row.expires_at) for row in rows)


def change_password(w: Work, current: str, new: str, address: str) -> NotAuthenticated | TooManyRequests | None:
    """The actor's own password; all their sessions end, and the caller opens a new one.

    A wrong present password counts like a failed log-in and is returned, not raised, as there.
    Raises Invalid for a new password that will not do.
    """
    user = w.get(UserRow, w.actor.user_id)
    answer = authenticate(w, user.email, current, address)
    if isinstance(answer, TooManyRequests):
        return answer
    if isinstance(answer, NotAuthenticated):
        return NotAuthenticated(N_("The present password is wrong."))
    store_password(w, user, new)
    return None


def store_password(w: Work, user: UserRow, password: str) -> None:
    """Keeps the hash of a password that will do, and ends the person's sessions. Raises Invalid."""
    if reason := passwords.weakness(password, user.email):
        raise Invalid(reason, pointer="/password", shortest=passwords.SHORTEST, longest=passwords.LONGEST)
    user.password_hash = hash_password(password)
    end_sessions_of(w, user.id)
    w.session.flush()
    w.record("user", user.id, "set_password")


def forget_old_entrances(w: Work) -> int:
    """Deletes failed attempts older than a day and sessions that ended a month ago; returns how many rows."""
    old = (
        delete(LoginAttemptRow).where(LoginAttemptRow.at < w.now - timedelta(days=1)),
        delete(SessionRow).where(SessionRow.created_at < w.now - KNOWN_ADDRESS - ABSOLUTE),
    )
    return sum(cast("CursorResult[Any]", w.session.execute(statement)).rowcount for statement in old)
