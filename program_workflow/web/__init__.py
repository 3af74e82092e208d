"""The pages. Every module of this folder that has pages adds its routes to ``bp``.

A view parses, calls one use case and renders; it declares what it needs with ``@needs``.
"""

from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint

bp = Blueprint("web", __name__)


def blueprint() -> Blueprint:
    """The pages with all their routes; endpoints are called "web.<function>"."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return bp
