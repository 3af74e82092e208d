"""The signature page: how a state signed, entered by a coordinator, and what a reservation is on."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.domain.errors import N_, Invalid, NotFound
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import OutsideChannel, SignatureKind
from program_workflow.domain.words import label, sentence
from program_workflow.i18n import gettext, language
from program_workflow.usecases import reading, signing
from program_workflow.usecases.finding import find_program, find_version
from program_workflow.usecases.reservations import ReservationView, of_delegation
from program_workflow.usecases.work import Work
from program_workflow.web import bp, context, errors, forms
from program_workflow.web.clause_words import name_clause
from program_workflow.web.session import needs, open_reading, open_work


def whole_or_named(one: ReservationView) -> str:
    """What a reservation on signing is on."""
    if one.is_whole:
        return gettext("on the text as a whole")
    return ", ".join(name_clause(reference) for reference in one.references)


@bp.get("/programs/<code>/versions/<number>/signatures/<delegation>")
@needs(Permit.ENTER_SIGNATURE)
def signature_form(code: str, number: str, delegation: str) -> ResponseReturnValue:
    return _form(code, number, delegation)


@bp.post("/programs/<code>/versions/<number>/signatures/<delegation>")
@needs(Permit.ENTER_SIGNATURE)
def enter_signature(code: str, number: str, delegation: str) -> ResponseReturnValue:
    def enter(w: Work) -> str:
        kind, channel = forms.text("kind"), forms.text("channel")
        if kind not in set(SignatureKind):
            raise Invalid(N_("Choose how the state signed."), pointer="/kind")
        if channel and channel not in set(OutsideChannel):
            raise Invalid(N_("Say how it was received."), pointer="/channel")
        line = signing.Signing(
            delegation,
            SignatureKind(kind),
            "" if kind == SignatureKind.BLANK else forms.text("text"),
            forms.text("place"),
            forms.text("signed_on").strip() or None,
            OutsideChannel(channel) if channel else None,
            forms.text("reference"),
        )
        signing.enter_signature(w, code, number, line, seen_revision=forms.seen_revision())
        return url_for("web.version", code=code, number=number, _anchor="signatures")

    try:
        with open_work() as w:
            place = forms.once(w, lambda: enter(w))
    except Invalid as refusal:
        return _form(code, number, delegation, errors.field_errors(refusal))
    flash(gettext("The signature is entered."), "done")
    return redirect(place, 303)


def _form(code: str, number: str, delegation: str, problems: Sequence[tuple[str, str]] = ()) -> ResponseReturnValue:
    with open_reading() as w:
        program = reading.view_program(w, code)
        row = find_version(w, find_program(w, code), number)
        end = signing.end_of(w, find_program(w, code), row)
        version, revision = row.number, row.revision
    line = next((one for one in end.signatures if one.delegation.code == delegation), None)
    if line is None:
        raise NotFound
    reserved = of_delegation(end.reservations, delegation)
    is_new = line.kind is SignatureKind.BLANK
    first = SignatureKind.RESERVATION if reserved else SignatureKind.SIGNED
    typed = {
        "kind": (first if is_new else line.kind).value,
        "text": reserved if is_new else line.text,
        "place": line.place,
        "signed_on": line.signed_on.isoformat() if line.signed_on else "",
        "channel": line.channel.value if line.channel else "",
        "reference": line.reference,
    }
    if request.method == "POST":
        typed = {name: forms.text(name) for name in typed}
    return context.render(
        "pages/signature.html",
        422 if problems else 200,
        program=program,
        number=version,
        revision=revision,
        line=line,
        reserved=reserved,
        title=gettext("How {delegation} signed", delegation=line.delegation.name(language())),
        kinds=[(one.value, sentence(label(one, language()))) for one in SignatureKind],
        channels=[("", "—"), *((one.value, sentence(label(one, language()))) for one in OutsideChannel)],
        typed=typed,
        problems=list(problems),
        wrong={field: message for message, field in problems},
    )
