"""The description of the API in OpenAPI 3.1: what the library does not say by itself."""

from typing import Any, Final

from apiflask import APIFlask

_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "yours": {"type": ["string", "null"]},
        "current": {"type": ["string", "null"]},
    },
}
_REFUSALS: Final = {
    "401": "not_authenticated",
    "403": "not_permitted",
    "404": "not_found",
    "409": "step_not_allowed, window_closed or conflict",
    "412": "stale_revision, with both texts",
    "413": "too_large",
    "422": "invalid, with a pointer to the field",
    "428": "precondition_required",
    "429": "too_many_requests",
}
_TEXT: Final = {"type": "string"}
_PROGRAM_FILE: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["file", "code"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "code": _TEXT,
        "title": _TEXT,
        "language": {"type": "string", "enum": ["en", "ru"]},
        "period": _TEXT,
    },
}
_AMENDMENTS_FILE: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary"},
        "base_version": {"type": "integer", "description": "The version the file was made from; else as it says."},
        "language": {"type": "string", "enum": ["en", "ru"]},
        "delegation": {"type": "string", "description": "Whose file it is: its code. Only a coordinator names it."},
        "authors": {
            "type": "string",
            "description": "A JSON object: the name of an author, and the code of a delegation or null (not taken).",
        },
        "rationale": {"type": "string", "description": "Of the amendments that the file gives none."},
        "dry_run": {"type": "boolean"},
    },
}
_CHANGES: Final = frozenset({"post", "put", "patch", "delete"})


def describe(app: APIFlask) -> None:
    """Adds what the library leaves out when the description is made."""
    app.config["AUTO_AUTH_ERROR_RESPONSE"] = False
    app.config["AUTO_404_RESPONSE"] = False
    app.config["AUTO_VALIDATION_ERROR_RESPONSE"] = False
    app.spec_processor(complete)


def complete(spec: Any) -> Any:
    """The token, the refusals of every route, bodies that are required, headers of changes, uploads."""
    components = spec.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = _PROBLEM
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    spec["security"] = [{"token": []}]
    spec["paths"] = {path: item for path, item in spec.get("paths", {}).items() if path.startswith("/api/")}
    for path, item in spec["paths"].items():
        for method, operation in item.items():
            if method in ("get", *_CHANGES):
                _complete_operation(path, method, operation)
    return spec


def _complete_operation(path: str, method: str, operation: dict[str, Any]) -> None:
    answers = operation.setdefault("responses", {})
    for status, code in _REFUSALS.items():
        answers[status] = {
            "description": code,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    if method == "get":
        answers["304"] = {"description": "not modified"}
    if "requestBody" in operation:
        operation["requestBody"]["required"] = True
    parameters = operation.setdefault("parameters", [])
    if method == "post":
        parameters.append(_header("Idempotency-Key", "The same key and body give the same answer and one effect.", 200))
    if method in ("put", "patch", "delete") or path.endswith("/steps"):
        parameters.append(_header("If-Match", "The ETag that was read.", 100))
    if path == "/api/v1/programs" and method == "post":
        operation["requestBody"]["content"]["multipart/form-data"] = {"schema": _PROGRAM_FILE}
    if path.endswith("/amendments/import"):
        operation["requestBody"]["content"] = {"multipart/form-data": {"schema": _AMENDMENTS_FILE}}


def _header(name: str, description: str, longest: int) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string", "maxLength": longest},
    }
