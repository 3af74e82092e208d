"""A meeting with its agenda, moved on in single steps: what the tests of meetings begin from."""

from typing import Any

from program_workflow.domain.actor import Actor
from program_workflow.domain.terms import AmendmentAction, PaperKind, VersionAction
from program_workflow.storage import AmendmentRow, MeetingRow
from program_workflow.usecases import floor, floor_versions, meeting_entries, meetings, papers
from program_workflow.usecases.floor import Answer
from program_workflow.usecases.meeting_rows import Both
from program_workflow.usecases.meetings import About, Particulars
from program_workflow.usecases.operations import OperationInput
from tests.negotiation import Negotiation

TITLE = Both(
    "Meeting of the heads of the national anti-terrorism centers",
    "Совещание руководителей национальных антитеррористических центров",
)
PLACE = Both("Minsk, Republic of Belarus", "г. Минск, Республика Беларусь")
SUBJECTS = (
    Both("On new trends", "О новых тенденциях"),
    Both("On the main provisions of the draft program", "Об основных положениях проекта программы"),
)


class Gathering:
    """One meeting of KAZ, BLR, ARM with CSTO observing; every method is one transaction of one person."""

    def __init__(self, talks: Negotiation) -> None:
        self.talks, self.work, self.people = talks, talks.work, talks.people
        with self.work(self.people.coordinator) as w:
            row = meetings.plan(w, Particulars(TITLE, "2011-03-20", "2011-03-21", PLACE, 3))
            self.id = row.id
        for code in ("KAZ", "BLR", "ARM", "CSTO"):
            self.do(meetings.invite, code)
        self.items = [
            self.do(meetings.add_item, SUBJECTS[0]).id,
            self.do(meetings.add_item, SUBJECTS[1], [About(program=talks.code, version=1)]).id,
        ]

    @property
    def item(self) -> str:
        """The item that is bound to the program."""
        return self.items[1]

    def do(self, act: Any, *args: Any, by: Actor | None = None, **kwargs: Any) -> Any:
        kwargs.setdefault("seen_revision", None)
        with self.work(by or self.people.coordinator) as w:
            return act(w, self.id, *args, **kwargs)

    def announced(self) -> "Gathering":
        self.do(meetings.announce)
        return self

    def opened(self) -> "Gathering":
        self.announced()
        self.do(meetings.open_meeting)
        return self

    def close(self) -> None:
        self.do(meetings.close_meeting)

    def table(self, code: str, *operations: OperationInput, **kwargs: Any) -> str:
        with self.work(self.people.coordinator) as w:
            return floor.table_wording(w, self.id, self.item, self.talks.code, operations, delegation=code, **kwargs).id

    def read_out(self, amendment_id: str, *, seen_reading: str | None = None, **answers: str) -> None:
        said = {code: Answer(kind, "a reason") for code, kind in answers.items()}
        with self.work(self.people.coordinator) as w:
            floor.read_out(w, self.id, self.item, amendment_id, said, seen_reading=seen_reading)

    def decide(self, amendment_id: str, action: str, **kwargs: Any) -> AmendmentRow:
        return self.do(floor.decide, self.item, amendment_id, AmendmentAction(action), **kwargs)

    def version(self, action: str) -> Any:
        return self.do(floor_versions.take_step, self.item, self.talks.code, VersionAction(action))

    def record(self, en: str, ru: str, item: int = 0) -> None:
        self.do(meeting_entries.record_decision, self.items[item], Both(en, ru))

    def write(self, kind: str, en: str = "", ru: str = "", seen: int = 0, **kwargs: Any) -> None:
        with self.work(self.people.coordinator) as w:
            papers.write_paper(w, self.id, PaperKind(kind), Both(en, ru), seen=seen, **kwargs)

    def draft(self, kind: str = "outcome", seen: int = 0) -> None:
        with self.work(self.people.coordinator) as w:
            papers.write_drafted(w, self.id, PaperKind(kind), seen=seen)

    def adopt(self, kind: str = "outcome", seen: int = 1) -> None:
        with self.work(self.people.coordinator) as w:
            papers.adopt_paper(w, self.id, PaperKind(kind), seen=seen)

    def paper(self, kind: str = "outcome", by: Actor | None = None, number: int = 0) -> papers.PaperView:
        with self.work(by or self.people.coordinator) as w:
            return papers.find_paper(w, self.id, PaperKind(kind), number)

    def row(self) -> MeetingRow:
        with self.work() as w:
            return w.get(MeetingRow, self.id)
