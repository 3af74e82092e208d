"""The text of a corrigendum, from what was adopted and how it should read."""

from collections.abc import Mapping
from datetime import datetime

from program_workflow.domain.cases import cases_of, genitive_title
from program_workflow.domain.errors import N_
from program_workflow.domain.meeting import called
from program_workflow.domain.paper import Block, Correction, corrections, paragraph, point, title, written
from program_workflow.domain.terms import Change, ClauseKind
from program_workflow.i18n import gettext, language, speaking
from program_workflow.phrases import day
from program_workflow.storage import MeetingRow
from program_workflow.usecases.meeting_sight import said_in

_SAYS = {
    Change.CHANGED: N_("In {place}, for “{old}” read “{new}”."),
    Change.INSERTED: N_("After {place_genitive}, insert: “{new}”."),
    Change.DELETED: N_("Delete {place_accusative}: “{old}”."),
}


def corrigendum_texts(
    meeting: MeetingRow, number: int, adopted: Mapping[str, str], corrected: Mapping[str, str], at: datetime | None
) -> dict[str, str]:
    """In each language that the adopted document has; where nothing is corrected in one, that is said."""
    return {
        code: written(_blocks(meeting, code, number, text, corrected.get(code, text), at))
        for code, text in adopted.items()
    }


def _blocks(meeting: MeetingRow, code: str, number: int, old: str, new: str, at: datetime | None) -> list[Block]:
    with speaking(code):
        found = [
            title(gettext("CORRIGENDUM {number}", number=number)),
            title(gettext("to the outcome document of the {meeting}", meeting=in_genitive(meeting, code))),
        ]
        if at is not None:
            found.append(paragraph(gettext("The outcome document was adopted on {day}.", day=day(at))))
        said = corrections(old, new)
        if not said:
            return [*found, paragraph(gettext("The text in this language stands as it was adopted."))]
        found.append(paragraph(gettext("The following corrections are made in it:")))
        return [*found, *(point(_sentence(one), f"{place}.") for place, one in enumerate(said, 1))]


def in_genitive(meeting: MeetingRow, code: str) -> str:
    """The name of the meeting after "of": in Russian its first word declines, or it stands in quotation marks."""
    words = said_in(meeting.title, code)
    if code != "ru":
        return called(meeting.number, words)
    declined = genitive_title(words)
    return called(meeting.number, declined) if declined else f"совещания «{called(meeting.number, words)}»"


def _sentence(one: Correction) -> str:
    return gettext(_SAYS[one.change], old=one.old, new=one.new, **_place(one))


def _place(one: Correction) -> dict[str, str]:
    """Where a correction is, in the cases that the sentences need: "in point 2.1", "after point 2.1"."""
    kind = cases_of(ClauseKind.POINT if one.number else ClauseKind.PARAGRAPH, language())
    number = one.number.rstrip(".") if one.number else str(one.place)
    return {
        "place": f"{kind.locative} {number}",
        "place_genitive": f"{kind.genitive} {number}",
        "place_accusative": f"{kind.accusative} {number}",
    }
