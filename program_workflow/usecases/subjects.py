"""What the events of the record are about, by the names these things have now."""

from collections.abc import Iterable

from sqlalchemy import select

from program_workflow.i18n import language
from program_workflow.storage import (
    AdviceRequestRow,
    AdviceRow,
    AlignmentRow,
    AmendmentRow,
    ContestRow,
    CorrigendumRow,
    DelegationRow,
    EventRow,
    JoiningRow,
    MeetingRow,
    NodeRow,
    PackageRow,
    PositionRow,
    ProgramRow,
    RemarkRow,
    ReopeningRow,
    ScanRow,
    SilenceRow,
    UserRow,
    VersionRow,
)
from program_workflow.usecases.meeting_sight import name_of
from program_workflow.usecases.views import SECRETARIAT, SubjectView
from program_workflow.usecases.work import Work


def subjects_of(w: Work, events: Iterable[EventRow]) -> dict[str, SubjectView]:
    """By identity; a number of queries that does not grow with the events."""
    wanted = {event.subject_id for event in events}
    return {
        **_amendments(w, wanted),
        **_texts(w, wanted),
        **_people(w, wanted),
        **_positions(w, wanted),
        **_silences(w, wanted),
        **_packages(w, wanted),
        **_corrigenda(w, wanted),
        **_alignments(w, wanted),
        **_reopenings(w, wanted),
        **_meetings(w, wanted),
        **_remarks(w, wanted),
        **_advice(w, wanted),
        **_joinings(w, wanted),
        **_received(w, wanted),
    }


def _amendments(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    rows = w.session.execute(
        select(AmendmentRow.id, AmendmentRow.number, DelegationRow.code)
        .outerjoin(DelegationRow, DelegationRow.id == AmendmentRow.delegation_id)
        .where(AmendmentRow.id.in_(wanted))
    )
    return {identity: SubjectView(number or "", code or SECRETARIAT.code) for identity, number, code in rows}


def _texts(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    versions = w.session.execute(
        select(VersionRow.id, VersionRow.number, ProgramRow.code)
        .join(ProgramRow, ProgramRow.id == VersionRow.program_id)
        .where(VersionRow.id.in_(wanted))
    )
    programs = w.session.execute(select(ProgramRow.id, ProgramRow.code).where(ProgramRow.id.in_(wanted)))
    return {
        **{identity: SubjectView(str(number), program=code) for identity, number, code in versions},
        **{identity: SubjectView(code) for identity, code in programs},
    }


def _positions(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    rows = w.session.execute(
        select(PositionRow.act_id, DelegationRow.code)
        .join(DelegationRow, DelegationRow.id == PositionRow.delegation_id)
        .where(PositionRow.act_id.in_(wanted))
        .distinct()
    )
    return {act_id: SubjectView(code) for act_id, code in rows}


def _silences(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    rows = w.session.execute(
        select(SilenceRow.id, VersionRow.number, ProgramRow.code)
        .join(VersionRow, VersionRow.id == SilenceRow.version_id)
        .join(ProgramRow, ProgramRow.id == SilenceRow.program_id)
        .where(SilenceRow.id.in_(wanted))
    )
    return {identity: SubjectView(f"{code}, {number}") for identity, number, code in rows}


def _remarks(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    rows = w.session.execute(
        select(RemarkRow.id, RemarkRow.sequence, ProgramRow.code)
        .join(ProgramRow, ProgramRow.id == RemarkRow.program_id)
        .where(RemarkRow.id.in_(wanted))
    )
    return {identity: SubjectView(f"{code}, {number}") for identity, number, code in rows}


def _packages(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    rows = w.session.execute(select(PackageRow.id, PackageRow.title).where(PackageRow.id.in_(wanted)))
    return {identity: SubjectView(title) for identity, title in rows}


def _corrigenda(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    rows = w.session.execute(
        select(CorrigendumRow.id, CorrigendumRow.number, ProgramRow.code)
        .join(ProgramRow, ProgramRow.id == CorrigendumRow.program_id)
        .where(CorrigendumRow.id.in_(wanted))
    )
    return {identity: SubjectView(f"{code}, {number}") for identity, number, code in rows}


def _alignments(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    rows = w.session.execute(
        select(AlignmentRow.act_id, VersionRow.number, ProgramRow.code)
        .join(VersionRow, VersionRow.id == AlignmentRow.version_id)
        .join(ProgramRow, ProgramRow.id == AlignmentRow.program_id)
        .where(AlignmentRow.act_id.in_(wanted))
        .distinct()
    )
    return {act_id: SubjectView(f"{number}, {code}") for act_id, number, code in rows}


def _reopenings(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    """By the number the clause has in the version it was reopened in."""
    rows = w.session.execute(
        select(ReopeningRow.id, NodeRow.number, VersionRow.number, ProgramRow.code)
        .join(VersionRow, VersionRow.id == ReopeningRow.version_id)
        .join(ProgramRow, ProgramRow.id == ReopeningRow.program_id)
        .outerjoin(
            NodeRow, (NodeRow.version_id == ReopeningRow.version_id) & (NodeRow.clause_id == ReopeningRow.clause_id)
        )
        .where(ReopeningRow.id.in_(wanted))
    )
    return {
        one: SubjectView(" ".join(filter(None, (number, f"{code}, {version}")))) for one, number, version, code in rows
    }


def _meetings(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    rows = w.session.scalars(select(MeetingRow).where(MeetingRow.id.in_(wanted)))
    return {row.id: SubjectView(name_of(row, language())) for row in rows}


def _advice(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    found: dict[str, SubjectView] = {}
    for row in (AdviceRow, AdviceRequestRow):
        on_amendments = w.session.execute(
            select(row.id, AmendmentRow.number)
            .join(AmendmentRow, AmendmentRow.id == row.amendment_id)
            .where(row.id.in_(wanted))
        )
        found |= {identity: SubjectView(number or "") for identity, number in on_amendments}
        on_versions = w.session.execute(
            select(row.id, VersionRow.number, ProgramRow.code)
            .join(VersionRow, VersionRow.id == row.version_id)
            .join(ProgramRow, ProgramRow.id == row.program_id)
            .where(row.id.in_(wanted))
        )
        found |= {identity: SubjectView(f"{code}, {number}") for identity, number, code in on_versions}
    return found


def _joinings(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    rows = w.session.execute(
        select(JoiningRow.id, DelegationRow.code)
        .join(DelegationRow, DelegationRow.id == JoiningRow.delegation_id)
        .where(JoiningRow.id.in_(wanted))
    )
    return {identity: SubjectView(code) for identity, code in rows}


def _received(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    """Scans and contests by the delegation whose act they are about."""
    found: dict[str, SubjectView] = {}
    for row in (ScanRow, ContestRow):
        asked = select(row.id, DelegationRow.code).join(DelegationRow, DelegationRow.id == row.delegation_id)
        found |= {identity: SubjectView(code) for identity, code in w.session.execute(asked.where(row.id.in_(wanted)))}
    return found


def _people(w: Work, wanted: set[str]) -> dict[str, SubjectView]:
    delegations = w.session.execute(select(DelegationRow.id, DelegationRow.code).where(DelegationRow.id.in_(wanted)))
    users = w.session.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(wanted)))
    return {identity: SubjectView(name) for identity, name in (*delegations, *users)}
