"""What the certificate of a silence procedure says, in the language of its reader."""

from collections.abc import Iterator

from program_workflow.documents.silence_pdf import Certificate, CertificateRow
from program_workflow.domain.errors import N_
from program_workflow.domain.marking import marking_of
from program_workflow.domain.terms import SilenceState, VersionState
from program_workflow.domain.words import label
from program_workflow.i18n import gettext, language
from program_workflow.phrases import exact_instant
from program_workflow.usecases.silence_views import AnswerView, MessageView, SilenceView
from program_workflow.usecases.views import EventView, ProgramView
from program_workflow.web import context
from program_workflow.web.clause_words import name_clause
from program_workflow.web.silence_words import served_words, title_of

_OUTCOMES = {
    SilenceState.RUNNING: N_("It runs."),
    SilenceState.ADOPTED: N_("Adopted by silence: no objection was received before the instant."),
    SilenceState.BROKEN: N_("Broken: it adopted nothing."),
    SilenceState.WITHDRAWN: N_("Withdrawn: it adopted nothing."),
}


def certificate_of(view: SilenceView, program: ProgramView, last: EventView) -> Certificate:
    """last: the event of the record that stands for the procedure as it is now."""
    return Certificate(
        language=language(),
        heading=title_of(view),
        program=f"{program.code}. {program.title_in(language())}",
        outcome=gettext(_OUTCOMES.get(view.state, _OUTCOMES[SilenceState.RUNNING])),
        facts=list(_facts(view)),
        marking=marking_of(program.rules, language(), _state(view, program)),
        rows=[CertificateRow(_name(one), served_words(one.served), answer_words(one.message)) for one in view.answers],
        late=[f"{one.delegation.code if one.delegation else ''}: {answer_words(one)}" for one in view.late],
        receipt=gettext(
            "Record: entry {count}, hash {hash}, {instant}.",
            count=last.seq,
            hash=last.hash,
            instant=context.instant(last.at),
        ),
    )


def _state(view: SilenceView, program: ProgramView) -> VersionState | None:
    return next((one.state for one in program.versions if one.number == view.version), None)


def _facts(view: SilenceView) -> Iterator[tuple[str, str]]:
    yield gettext("Scope"), ", ".join(name_clause(one.reference) for one in view.items if one.reference)
    yield gettext("Hash of the text"), view.text_hash
    for name, at in (
        (gettext("Announced"), view.announced_at),
        (gettext("Extended"), view.extended_at),
        (gettext("Expires"), view.expires_at),
        (gettext("Ended"), view.ended_at),
        (gettext("Annulled"), view.annulled_at),
    ):
        if at is not None:
            yield name, exact_instant(at, context.timezone())
    if view.holds is not None:
        yield gettext("Decision rule"), gettext("holds") if view.holds else gettext("does not hold yet")


def _name(one: AnswerView) -> str:
    return f"{one.delegation.code} {one.delegation.name(language())}"


def answer_words(one: MessageView | None) -> str:
    """What a delegation said and when it was received."""
    if one is None:
        return gettext("silent")
    said = f"{label(one.kind, language())}, {exact_instant(one.at, context.timezone())}"
    if one.received is not None and one.received.is_contested:
        contested = gettext("The delegation contests this entry.")
        said = f"{said}. {contested}"
    return f"{said}. {one.reason}" if one.reason else said
