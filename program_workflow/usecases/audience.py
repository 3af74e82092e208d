"""Who is told of an event: the people of its groups, and those who follow what it is about and may know of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select

from program_workflow.domain import permissions
from program_workflow.domain.permissions import Permit
from program_workflow.domain.preferences import Preferences
from program_workflow.domain.recipients import GROUP_ROLES, OF_POSITIONS, Group, Rule, concern_of, may_be_followed
from program_workflow.domain.terms import AmendmentState, Event, Followed, Way
from program_workflow.storage import AmendmentRow, FollowRow, OperationRow, UserRow
from program_workflow.usecases.work import Work, actor_of

#: What an event is about, as far as it can be followed: kind and identity.
Subject = tuple[Followed, str]
_URGENCY = (Way.AT_ONCE, Way.DIGEST, Way.PRODUCT)


@dataclass(frozen=True, slots=True)
class Told:
    """A person who is told, as a member of the first group they are in. follows: and follows what it is about."""

    user: UserRow
    group: Group
    follows: bool

    def way(self, event: Event, rule: Rule, preferences: Preferences) -> Way:
        """What the person chose for what the event is to them; of two, the one that is sooner."""
        concerns = {concern_of(event, self.group, rule)}
        if self.follows:
            concerns.add(concern_of(event, Group.FOLLOWERS, rule))
        return min((preferences.way_of(one) for one in concerns), key=_URGENCY.index)


@dataclass(frozen=True, slots=True)
class Circle:
    """From whom the groups of an event are taken. members: delegations that take part, by identity.

    delegation_id: the one whose matter it is. sponsors: delegations told as co-sponsors. reviewer_id: of the
    reviewers only this one. of_version: an event of a version with a delegation concerns that delegation
    alone. of_meeting: of the observers only those that take part.
    """

    members: set[str]
    delegation_id: str | None = None
    sponsors: frozenset[str] = frozenset()
    reviewer_id: str | None = None
    of_version: bool = False
    of_meeting: bool = False


def audience(
    w: Work,
    event: Event,
    rule: Rule,
    circle: Circle,
    *,
    amendment: AmendmentRow | None,
    about: Sequence[Subject],
    is_open: bool,
) -> list[Told]:
    """Everybody who is told, each once, whoever acts.

    rule: without those who may not know of the subject. is_open: all delegations may know of it, so that
    followers do.
    """
    following = _followers(w, event, amendment, about) if is_open and may_be_followed(event) else {}
    found: dict[str, Told] = {}
    active = w.session.scalars(select(UserRow).where(UserRow.is_active).order_by(UserRow.id)).unique().all()
    for group in (one for one in Group if one in rule.told):
        for user in active:
            if _is_of(group, user, circle):
                found.setdefault(user.id, Told(user, group, user.id in following))
    for user in following.values():
        found.setdefault(user.id, Told(user, Group.FOLLOWERS, follows=True))
    return list(found.values())


def may_hear(user: UserRow, event: Event, amendment: AmendmentRow | None) -> bool:
    """Whether a follower may know of it, by the rights of this moment."""
    actor = actor_of(user)
    if event in OF_POSITIONS and not permissions.may(actor, Permit.READ_POSITIONS):
        return False
    if amendment is None:
        return permissions.may(actor, Permit.READ_AMENDMENTS)
    return permissions.sees_amendment(
        actor,
        amendment.state,
        amendment.delegation_id,
        has_number=amendment.number is not None,
        late_requested=amendment.late_requested_at is not None,
    )


def _followers(w: Work, event: Event, amendment: AmendmentRow | None, about: Iterable[Subject]) -> dict[str, UserRow]:
    subjects = {*about, *(_subjects_of(w, amendment) if amendment else ())}
    if not subjects or (amendment is not None and amendment.state is AmendmentState.DRAFT):
        return {}
    asked = (
        select(UserRow)
        .join(FollowRow, FollowRow.user_id == UserRow.id)
        .where(UserRow.is_active, UserRow.role.in_(GROUP_ROLES[Group.FOLLOWERS]))
        .where(or_(*(and_(FollowRow.subject == kind, FollowRow.subject_id == one) for kind, one in sorted(subjects))))
        .order_by(UserRow.id)
    )
    return {user.id: user for user in w.session.scalars(asked).unique() if may_hear(user, event, amendment)}


def _subjects_of(w: Work, amendment: AmendmentRow) -> set[Subject]:
    """The amendment, its delegation, and the clauses it touches."""
    operations = w.session.execute(
        select(OperationRow.anchor_id, OperationRow.clause_id).where(
            OperationRow.amendment_id == amendment.id, OperationRow.wording == amendment.wording
        )
    ).all()
    clauses = {one for row in operations for one in row if one}
    found = {(Followed.AMENDMENT, amendment.id), *((Followed.CLAUSE, one) for one in clauses)}
    if amendment.delegation_id:
        found.add((Followed.DELEGATION, amendment.delegation_id))
    return found


def _is_of(group: Group, user: UserRow, circle: Circle) -> bool:
    """Whether an active person is of a group."""
    is_of_roles = user.role in GROUP_ROLES[group]
    is_of_one = is_of_roles and circle.delegation_id is not None and user.delegation_id == circle.delegation_id
    is_of_members = is_of_roles and user.delegation_id in circle.members
    match group:
        case Group.AUTHORS if circle.delegation_id is None:
            return user.role in GROUP_ROLES[Group.COORDINATORS]
        case Group.APPROVERS:
            return is_of_one and user.is_approver
        case Group.SPONSORS:
            return is_of_roles and user.delegation_id in circle.sponsors
        case Group.AUTHORS | Group.DELEGATION | Group.SENDER:
            return is_of_one
        case Group.DELEGATIONS if circle.of_version and circle.delegation_id is not None:
            return is_of_members and is_of_one
        case Group.DELEGATIONS:
            return is_of_members
        case Group.OBSERVERS if circle.of_meeting:
            return is_of_members
        case Group.REVIEWERS if circle.reviewer_id is not None:
            return is_of_roles and user.id == circle.reviewer_id
        case _:
            return is_of_roles
