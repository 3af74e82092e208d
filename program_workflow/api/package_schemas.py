"""Bodies and answers about packages."""

from apiflask import Schema
from apiflask.fields import Boolean, Dict, Integer, List, Nested, String
from apiflask.validators import Length, OneOf

from program_workflow.api.entries import entry
from program_workflow.domain.terms import PackageAction


class PackageIn(Schema):
    title = String(required=True, validate=Length(max=2_000))
    clauses = List(String(), required=True, metadata={"description": "at least two, each without what stands under it"})


class PackageStepIn(Schema):
    action = String(required=True, validate=OneOf([one.value for one in PackageAction]))
    reason = String(load_default="", validate=Length(max=20_000))


class PackageOut(Schema):
    id = String()
    program = String()
    title = String()
    state = String()
    whole = Boolean(metadata={"description": "its clauses are agreed together"})
    version = Integer(metadata={"description": "in which its clauses are read"})
    clauses = List(Dict(), metadata={"description": "id, reference, status, own (without the package), missing"})
    made_at = String()
    ended_at = String(allow_none=True)
    revision = Integer()
    next_actions = List(String())


class PackagesOut(Schema):
    items = List(Nested(entry(PackageOut)))
    next = String(allow_none=True)
