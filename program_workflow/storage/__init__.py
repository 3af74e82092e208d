"""Rows, constraints and indexes; one module a noun. No rule lives here."""

from program_workflow.storage.amendment import AmendmentRow, OperationRow, WordingRow
from program_workflow.storage.base import Base
from program_workflow.storage.claim import ClaimRow
from program_workflow.storage.event import ChainHead, EventRow
from program_workflow.storage.job import JobRow
from program_workflow.storage.notification import AttemptRow, HeartbeatRow, NotificationRow, OutboxRow
from program_workflow.storage.opening import OpeningRow
from program_workflow.storage.person import DelegationRow, LoginAttemptRow, SessionRow, TokenRow, UserRow
from program_workflow.storage.position import PositionRow
from program_workflow.storage.preference import FollowRow, PreferenceRow
from program_workflow.storage.program import ParticipantRow, ProgramRow
from program_workflow.storage.request import IdempotencyRow, UploadRow
from program_workflow.storage.silence import SilenceItemRow, SilenceMessageRow, SilenceRow
from program_workflow.storage.version import (
    ClauseRevisionRow,
    ClauseRow,
    NodeRow,
    NodeTextRow,
    VersionRow,
    WindowRow,
)
from program_workflow.storage.webhook import WebhookRow

__all__ = [
    "AmendmentRow",
    "AttemptRow",
    "Base",
    "ChainHead",
    "ClaimRow",
    "ClauseRevisionRow",
    "ClauseRow",
    "DelegationRow",
    "EventRow",
    "FollowRow",
    "HeartbeatRow",
    "IdempotencyRow",
    "JobRow",
    "LoginAttemptRow",
    "NodeRow",
    "NodeTextRow",
    "NotificationRow",
    "OpeningRow",
    "OperationRow",
    "OutboxRow",
    "ParticipantRow",
    "PositionRow",
    "PreferenceRow",
    "ProgramRow",
    "SessionRow",
    "SilenceItemRow",
    "SilenceMessageRow",
    "SilenceRow",
    "TokenRow",
    "UploadRow",
    "UserRow",
    "VersionRow",
    "WebhookRow",
    "WindowRow",
    "WordingRow",
]
