"""What a silence procedure is called on pages, and instants as they are typed."""

from zoneinfo import ZoneInfo

from program_workflow.domain.terms import SilenceScope
from program_workflow.i18n import gettext, ngettext
from program_workflow.phrases import offset
from program_workflow.usecases.silence_views import ServedView, SilenceView
from program_workflow.usecases.work import utc_now
from program_workflow.web import context


def title_of(view: SilenceView) -> str:
    """The procedure by its scope: the headings named where they are few."""
    facts = {"version": view.version, "program": view.program}
    match view.scope:
        case SilenceScope.CLAUSES:
            count = len(view.items)
            return ngettext(
                "Silence procedure on {n} clause, version {version}",
                "Silence procedure on {n} clauses, version {version}",
                count,
                **facts,
            )
        case SilenceScope.AMENDMENTS:
            return ngettext(
                "Silence procedure on {n} amendment, version {version}",
                "Silence procedure on {n} amendments, version {version}",
                len(view.items),
                **facts,
            )
        case SilenceScope.VERSION:
            return gettext("Silence procedure on version {version}", **facts)


def zone_of_person() -> str:
    """The zone in which instants are typed, with its distance from UTC now."""
    zone = context.timezone()
    return f"{zone} ({offset(utc_now().astimezone(ZoneInfo(zone)))})"


def served_words(one: ServedView) -> str:
    """How the announcement reached a delegation, by the log of deliveries."""
    said = []
    if one.note is not None:
        said.append(gettext("served by note {reference}", reference=one.note))
    if one.sent_at is not None:
        said.append(gettext("mail sent {instant}", instant=context.instant(one.sent_at)))
    if one.failed:
        said.append(ngettext("mail failed {n} time", "mail failed {n} times", one.failed))
    if one.read_at is not None:
        said.append(gettext("read {instant}", instant=context.instant(one.read_at)))
    if not said and one.queued_at is not None:
        said.append(gettext("queued {instant}", instant=context.instant(one.queued_at)))
    return ", ".join(said) or gettext("not served")
