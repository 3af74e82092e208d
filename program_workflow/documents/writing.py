"""A publication becomes a file: which formats there are, and what the file is called."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from program_workflow.domain.errors import N_, Invalid
from program_workflow.domain.publication import Publication
from program_workflow.i18n import gettext, speaking


@dataclass(frozen=True, slots=True)
class Writer:
    """write: imports what it needs when it is called, so that a format costs nothing to those who do not ask for it."""

    media_type: str
    write: Callable[[Publication], bytes]


@dataclass(frozen=True, slots=True)
class File:
    """name: in the language of the text; plain_name: the same in ASCII, for what reads nothing else."""

    name: str
    plain_name: str
    media_type: str
    data: bytes

    @property
    def disposition(self) -> str:
        """The header Content-Disposition (RFC 6266)."""
        if self.name == self.plain_name:
            return f'attachment; filename="{self.plain_name}"'
        return f"attachment; filename=\"{self.plain_name}\"; filename*=UTF-8''{quote(self.name)}"


def _docx(publication: Publication) -> bytes:
    from program_workflow.documents.word_writer import write_word

    return write_word(publication)


def _pdf(publication: Publication) -> bytes:
    from program_workflow.documents.publication_pdf import write_pdf

    return write_pdf(publication)


def _html(publication: Publication) -> bytes:
    from program_workflow.documents.publication_html import write_html

    return write_html(publication)


def _txt(publication: Publication) -> bytes:
    from program_workflow.documents.publication_text import write_text

    return write_text(publication)


def _md(publication: Publication) -> bytes:
    from program_workflow.documents.publication_text import write_markdown

    return write_markdown(publication)


def _json(publication: Publication) -> bytes:
    from program_workflow.documents.publication_json import write_json

    return write_json(publication)


def _akn(publication: Publication) -> bytes:
    from program_workflow.documents.akoma_ntoso import write_akoma_ntoso

    return write_akoma_ntoso(publication)


def _xlsx(publication: Publication) -> bytes:
    from program_workflow.documents.publication_xlsx import write_xlsx

    return write_xlsx(publication)


#: By what `--as` and `as=` call them, which is also how the file ends.
WRITERS: Final[Mapping[str, Writer]] = {
    "docx": Writer("application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx),
    "pdf": Writer("application/pdf", _pdf),
    "html": Writer("text/html; charset=utf-8", _html),
    "txt": Writer("text/plain; charset=utf-8", _txt),
    "md": Writer("text/markdown; charset=utf-8", _md),
    "json": Writer("application/json", _json),
    "xlsx": Writer("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
    "akn": Writer("application/akn+xml", _akn),
}


def find_writer(form: str) -> Writer:
    """Raises Invalid for a format that is not written."""
    if form not in WRITERS:
        raise Invalid(
            N_("There is no format called {format}. There are: {formats}."),
            pointer="/as",
            format=form,
            formats=tuple(WRITERS),
        )
    return WRITERS[form]


def write_file(publication: Publication, form: str) -> File:
    """The publication as a file of this format, the same bytes each time."""
    writer = find_writer(form)
    return File(
        name=f"{_name(publication)}.{form}",
        plain_name=f"{_plain_name(publication)}.{form}",
        media_type=writer.media_type,
        data=writer.write(publication),
    )


def _name(publication: Publication) -> str:
    with speaking(publication.language):
        if publication.against is not None:
            said = gettext(
                "{code}, version {version} compared with version {old}",
                code=publication.code,
                version=publication.version,
                old=publication.against,
            )
        elif publication.is_rolling:
            said = gettext(
                "{code}, version {version}, rolling text", code=publication.code, version=publication.version
            )
        elif publication.proposals is not None:
            said = gettext(
                "{code}, version {version} with amendments", code=publication.code, version=publication.version
            )
        else:
            said = gettext("{code}, version {version}", code=publication.code, version=publication.version)
    return re.sub(r'[\x00-\x1f<>:"/\\|?*]', "-", said)


def _plain_name(publication: Publication) -> str:
    what = f"v{publication.version}"
    if publication.against is not None:
        what = f"v{publication.against}-v{publication.version}"
    elif publication.is_rolling:
        what += "-rolling"
    elif publication.proposals is not None:
        what += "-amendments"
    return (
        f"{re.sub(r'[^A-Za-z0-9._-]+', '-', publication.code).strip('.-') or 'program'}-{what}-{publication.language}"
    )
