"""Files in HTML: templates of their own, whose words are in the language of the moment."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from program_workflow import i18n, resources
from program_workflow.documents.characters import writable


def render_file(template: str, **values: Any) -> str:
    """A file that needs nothing beside it: its style inside, no script."""
    return writable(_templates().get_template(f"documents/{template}").render(values))


@cache
def _templates() -> Environment:
    env = Environment(
        loader=FileSystemLoader(resources.template_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {"_": i18n.gettext, "language": i18n.language, "style": style}
    return env


@cache
def style(name: str) -> Markup:
    """A style sheet of the templates, as it goes into a file."""
    return Markup((resources.template_folder() / "documents" / name).read_text("utf-8"))  # noqa: S704 - our own file
