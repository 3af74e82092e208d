"""Amendments from a file: what each change becomes is shown before anything is kept as a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from program_workflow.documents.gate import check_size
from program_workflow.domain.errors import (
    Conflict,
    FileRefused,
    Invalid,
    NotPermitted,
    StaleRevision,
    TooLarge,
    WindowClosed,
)
from program_workflow.domain.job import is_long, seconds_to_read
from program_workflow.domain.permissions import Permit
from program_workflow.domain.terms import JobKind
from program_workflow.i18n import gettext, ngettext
from program_workflow.usecases import proposal_uploads
from program_workflow.usecases.finding import find_program, visible_versions
from program_workflow.usecases.proposal_authors import takers
from program_workflow.usecases.proposal_uploads import Upload
from program_workflow.usecases.proposals_in import Asked, read_and_land
from program_workflow.usecases.proposals_kept import Choices, Kept
from program_workflow.usecases.proposing import ground_of
from program_workflow.web import bp, context, errors, files, forms, session
from program_workflow.web.importing import sent_file
from program_workflow.web.proposals_page import UNDECIDED, review_page
from program_workflow.web.session import needs, open_reading, open_work

#: What the page itself can say beside what was typed.
_SAID_HERE: Final = (Invalid, WindowClosed, NotPermitted, StaleRevision, Conflict)


@bp.get("/programs/<code>/amendments/import")
@needs(Permit.PROPOSE)
def import_amendments(code: str) -> ResponseReturnValue:
    return _upload_page(code)


@bp.post("/programs/<code>/amendments/import")
@needs(Permit.PROPOSE)
def upload_amendments(code: str) -> ResponseReturnValue:
    """Reads the file and keeps it aside for the review; a worker reads a large one."""
    try:
        asked = Asked(base_version=_version(), delegation=forms.text("delegation") or None)
        name, data = sent_file()
        if is_long(seconds_to_read(name, len(data))):
            check_size(data, name=name)
            said = {"name": name, "program": code, "base_version": asked.base_version, "delegation": asked.delegation}
            return files.to_job(JobKind.AMENDMENTS, said, data)
        with open_reading() as w:
            arrival = read_and_land(w, code, name, data, asked)
    except (FileRefused, Invalid, TooLarge) as refusal:
        return _upload_page(code, [(errors.spoken(refusal), "file")], errors.STATUSES[refusal.code])

    def keep() -> str:
        made = proposal_uploads.keep_upload(w, name, data, asked, arrival)
        return url_for("web.review_amendments", code=code, upload_id=made)

    with open_work() as w:
        place = forms.once(w, keep)
    return redirect(place, 303)


def _version() -> int | None:
    return forms.number("base_version") if forms.text("base_version").strip() else None


def _upload_page(code: str, problems: Sequence[tuple[str, str]] = (), status: int = 200) -> ResponseReturnValue:
    with open_reading() as w:
        ground = ground_of(w, code)
        program = find_program(w, code)
        versions = [one.number for one in visible_versions(w, program) if one.opened_at is not None]
        is_coordinator = session.current_actor().is_coordinator
        return context.render(
            "pages/import_amendments.html",
            status,
            ground=ground,
            versions=versions[::-1],
            delegations=takers(w, program) if is_coordinator else [],
            problems=list(problems),
        )


@bp.get("/programs/<code>/amendments/import/<upload_id>")
@needs(Permit.PROPOSE)
def review_amendments(code: str, upload_id: str) -> ResponseReturnValue:
    place = request.args.get("place", "")
    with open_reading() as w:
        upload = proposal_uploads.view_upload(w, code, upload_id)
        return review_page(w, upload, upload.choices, place=int(place) if place.isascii() and place.isdigit() else None)


@bp.post("/programs/<code>/amendments/import/<upload_id>")
@needs(Permit.PROPOSE)
def change_review(code: str, upload_id: str) -> ResponseReturnValue:
    """Keeps what was chosen so far and shows the page again, or makes the drafts."""
    with open_reading() as w:
        upload = proposal_uploads.view_upload(w, code, upload_id)
    choices = _choices(upload)
    did, _, place = request.form.get("do", "show").partition("-")
    try:
        asked = _asked(upload)
        if did == "create" and asked == upload.asked:
            return _create(upload, choices)
        _remember(upload, asked, choices)
    except _SAID_HERE as refusal:
        with open_reading() as w:
            return review_page(w, upload, choices, refusal=refusal)
    place = place if did == "place" and place.isascii() and place.isdigit() else ""
    anchor = f"unplaced-{place}" if place else None
    return redirect(
        url_for("web.review_amendments", code=code, upload_id=upload_id, place=place or None, _anchor=anchor), 303
    )


def _remember(upload: Upload, asked: Asked, choices: Choices) -> None:
    """Reads the file again where a version or delegation was changed; that takes no transaction that writes."""
    if asked == upload.asked:
        with open_work() as w:
            proposal_uploads.save_choices(w, upload, choices)
        return
    with open_reading() as w:
        arrival = proposal_uploads.reread(w, upload, asked)
    with open_work() as w:
        proposal_uploads.replace_reading(w, upload, asked, arrival, choices)


def _create(upload: Upload, choices: Choices) -> ResponseReturnValue:
    code = upload.arrival.code

    def create() -> str:
        kept = proposal_uploads.keep_drafts(w, upload, choices)
        flash(_done(kept), "done")
        if session.current_actor().is_coordinator:
            return url_for("web.program", code=code)
        return url_for("web.amendments", code=code, tab="mine")

    with open_work() as w:
        place = forms.once(w, create)
    return redirect(place, 303)


def _done(kept: Kept) -> str:
    """What is now true, in sentences."""
    said = []
    made, reworded = len(kept.created), len(kept.rewritten)
    if made:
        drafts = ngettext("{n} draft was created.", "{n} drafts were created.", made)
        said += [drafts, gettext("Each is seen by its own delegation alone until it is submitted.")]
    if reworded:
        said.append(ngettext("{n} draft has a new wording.", "{n} drafts have a new wording.", reworded))
    if kept.existing and not made and not reworded:
        said.append(
            ngettext(
                "{n} exists already; nothing was added.", "All {n} exist already; nothing was added.", kept.existing
            )
        )
    elif kept.existing:
        said.append(ngettext("{n} existed already.", "{n} existed already.", kept.existing))
    return " ".join(said) or gettext("Nothing was added.")


@bp.post("/programs/<code>/amendments/import/<upload_id>/discard")
@needs(Permit.PROPOSE)
def discard_amendments(code: str, upload_id: str) -> ResponseReturnValue:
    with open_work() as w:
        proposal_uploads.view_upload(w, code, upload_id)
        proposal_uploads.discard(w, upload_id)
    flash(gettext("The file is discarded; nothing of it is kept."), "done")
    return redirect(url_for("web.import_amendments", code=code), 303)


# --- What was chosen ------------------------------------------------------------------------------


def _asked(upload: Upload) -> Asked:
    """The version and delegations that are chosen. Raises Invalid."""
    chosen = dict(upload.asked.authors)
    for at, author in enumerate(upload.arrival.authors):
        said = request.form.get(f"author-{at}")
        if said is not None and said != (author.delegation if author.delegation is not None else UNDECIDED):
            chosen[author.name] = said
    version = _version() if "base_version" in request.form else None
    if version == upload.arrival.base:
        version = upload.asked.base_version
    return replace(upload.asked, base_version=version, authors=chosen)


def _choices(upload: Upload) -> Choices:
    shown, taken = set(request.form.getlist("shown")), set(request.form.getlist("take"))
    met = {key: value for key in shown if (value := request.form.get(f"seen-{key}", "")).isdigit()}
    rationales = dict(upload.choices.rationales)
    for key in shown:
        said = request.form.get(f"rationale-{key}")
        if said is not None and said.replace("\r\n", "\n") != request.form.get(f"was-{key}", "").replace("\r\n", "\n"):
            rationales[key] = said.replace("\r\n", "\n")
    return Choices(
        placed=_placed(request.form, len(upload.arrival.landing.unlanded)),
        untaken=(set(upload.choices.untaken) - shown) | (shown - taken - set(met)),
        rewritten=(set(upload.choices.rewritten) - shown) | (taken & set(met)),
        rationales=rationales,
        rationale=forms.text("rationale"),
        seen={key: int(value) for key, value in met.items()},
    )


def _placed(form: Mapping[str, str], count: int) -> dict[int, str]:
    return {at: clause for at in range(count) if (clause := form.get(f"place-{at}"))}
