"""Rows, constraints and indexes; one module a noun. No rule lives here."""

from program_workflow.storage.advice import AdviceRequestRow, AdviceRow
from program_workflow.storage.alignment import AlignmentRow
from program_workflow.storage.amendment import AmendmentRow, OperationRow, WordingRow
from program_workflow.storage.base import Base
from program_workflow.storage.claim import ClaimRow
from program_workflow.storage.consultation import ApprovalRow, CommentRow, ProposedPositionRow
from program_workflow.storage.corrigendum import CorrectionRow, CorrigendumObjectionRow, CorrigendumRow
from program_workflow.storage.event import ChainHead, EventRow
from program_workflow.storage.job import JobRow
from program_workflow.storage.joining import JoiningItemRow, JoiningRow
from program_workflow.storage.meeting import (
    AgendaItemRow,
    MeetingEntryRow,
    MeetingParticipantRow,
    MeetingRow,
    PaperRevisionRow,
    PaperRow,
    ReadingRow,
)
from program_workflow.storage.notification import AttemptRow, HeartbeatRow, NotificationRow, OutboxRow
from program_workflow.storage.opening import OpeningRow
from program_workflow.storage.package import PackageClauseRow, PackageRow
from program_workflow.storage.person import DelegationRow, LoginAttemptRow, SessionRow, TokenRow, UserRow
from program_workflow.storage.position import PositionRow
from program_workflow.storage.preference import FollowRow, PreferenceRow
from program_workflow.storage.program import ParticipantRow, ProgramRow
from program_workflow.storage.received import ContestRow, ScanRow
from program_workflow.storage.remark import RemarkRow
from program_workflow.storage.reopening import ReopeningRow
from program_workflow.storage.request import IdempotencyRow, UploadRow
from program_workflow.storage.signature import SignatureRow
from program_workflow.storage.silence import SilenceItemRow, SilenceMessageRow, SilenceRow
from program_workflow.storage.sponsor import CounterTextRow, MergerRow, SponsorRow
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
    "AdviceRequestRow",
    "AdviceRow",
    "AgendaItemRow",
    "AlignmentRow",
    "AmendmentRow",
    "ApprovalRow",
    "AttemptRow",
    "Base",
    "ChainHead",
    "ClaimRow",
    "ClauseRevisionRow",
    "ClauseRow",
    "CommentRow",
    "ContestRow",
    "CorrectionRow",
    "CorrigendumObjectionRow",
    "CorrigendumRow",
    "CounterTextRow",
    "DelegationRow",
    "EventRow",
    "FollowRow",
    "HeartbeatRow",
    "IdempotencyRow",
    "JobRow",
    "JoiningItemRow",
    "JoiningRow",
    "LoginAttemptRow",
    "MeetingEntryRow",
    "MeetingParticipantRow",
    "MeetingRow",
    "MergerRow",
    "NodeRow",
    "NodeTextRow",
    "NotificationRow",
    "OpeningRow",
    "OperationRow",
    "OutboxRow",
    "PackageClauseRow",
    "PackageRow",
    "PaperRevisionRow",
    "PaperRow",
    "ParticipantRow",
    "PositionRow",
    "PreferenceRow",
    "ProgramRow",
    "ProposedPositionRow",
    "ReadingRow",
    "RemarkRow",
    "ReopeningRow",
    "ScanRow",
    "SessionRow",
    "SignatureRow",
    "SilenceItemRow",
    "SilenceMessageRow",
    "SilenceRow",
    "SponsorRow",
    "TokenRow",
    "UploadRow",
    "UserRow",
    "VersionRow",
    "WebhookRow",
    "WindowRow",
    "WordingRow",
]
