"""Forms: the hidden fields of every changing one, the revision that was seen, one effect if sent twice."""

import hashlib
import secrets
from collections.abc import Callable, Iterator

from flask import request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from program_workflow.domain.errors import N_, Invalid, PreconditionRequired
from program_workflow.usecases import idempotency
from program_workflow.usecases.work import Work

_UNSEEN = frozenset({"csrf_token", "idempotency_key"})


def new_key() -> str:
    """A fresh Idempotency-Key for a form; goes into ``guards(revision, new_key())``."""
    return secrets.token_urlsafe(18)


def form_key(revision: int | None = None) -> Markup:
    """The hidden fields of a changing form: csrf_token, idempotency_key and the revision that is shown."""
    fields = {"csrf_token": generate_csrf(), "idempotency_key": new_key()}
    if revision is not None:
        fields["revision"] = str(revision)
    field = Markup('<input type="hidden" name="{}" value="{}">')
    return Markup("").join(field.format(name, value) for name, value in fields.items())


def seen_revision() -> int:
    """The revision the person saw. Raises PreconditionRequired when the form does not name it."""
    value = request.form.get("revision", "")
    if not value.isascii() or not value.isdigit():
        raise PreconditionRequired(N_("The form does not say which revision you saw. Open the page again."))
    return int(value)


def text(name: str) -> str:
    """A text field as typed, with the line ends of the product."""
    return request.form.get(name, "").replace("\r\n", "\n")


def is_ticked(name: str) -> bool:
    return request.form.get(name, "") not in ("", "0")


def number(name: str) -> int:
    """A whole number. Raises Invalid."""
    value = request.form.get(name, "").strip()
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise Invalid(N_("This takes a whole number."), pointer=f"/{name}")
    return int(value)


def once(w: Work, act: Callable[[], str]) -> str:
    """Takes the act of a form and answers the address to go to; the same form sent again only gets the address.

    act: does it and returns the address. Without a key (an old page) the act is simply taken.
    Raises Conflict when the key was used for another form.
    """
    key = request.form.get("idempotency_key") or request.headers.get("Idempotency-Key")
    if not key:
        return act()
    wanted = request_hash()
    kept = idempotency.recall(w, key, wanted)
    if kept is not None:
        return kept.headers["Location"]
    place = act()
    idempotency.remember(w, key, wanted, 303, {"Location": place}, "")
    return place


def request_hash() -> str:
    """What was asked: address, fields and files, without the fields that nobody sees."""
    hashed = hashlib.sha256(request.full_path.encode())
    for part in _parts():
        hashed.update(len(part).to_bytes(8, "big") + part)
    return hashed.hexdigest()


def _parts() -> Iterator[bytes]:
    for name, value in request.form.items(multi=True):
        if name not in _UNSEEN:
            yield name.encode()
            yield value.encode()
    for name, file in request.files.items(multi=True):
        yield name.encode()
        yield (file.filename or "").encode()
        yield hashlib.file_digest(file.stream, "sha256").digest()  # type: ignore[arg-type]  # a spooled file is one
        file.stream.seek(0)
