"""The gate before any parser: is a file a harmless package of Word or OpenDocument text? Measured while unpacked."""

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from program_workflow.domain.errors import N_, FileRefused, TooLarge

LARGEST_FILE: Final = 20 * 1024 * 1024  # bytes, any format
LARGEST_UNPACKED: Final = 100 * 1024 * 1024
LARGEST_PART: Final = 30 * 1024 * 1024  # one XML part
LARGEST_RATIO: Final = 150  # unpacked to packed, for entries over a megabyte
MOST_ENTRIES: Final = 2_000
MOST_MARKS: Final = 1_000_000  # opening and closing marks in all XML parts together

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PIECE: Final = 256 * 1024
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MAIN_TYPES: Final = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
_ODD_NAME: Final = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]|(^|/)\.\.?(/|$)|^/|//")
_DECLARATION: Final = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)

_OPEN_TEXT: Final = b"application/vnd.oasis.opendocument.text"
#: LibreOffice writes lists of libraries also where there are no macros.
_EMPTY_LIBRARIES: Final = ("script-lc.xml", "script-lb.xml", "/")

_NOT_OPEN_DOCUMENT: Final = N_("{name} is not an OpenDocument text (.odt).")
_TOO_COMPLEX: Final = N_("{name} is too complex to be opened: it has far more mark-up than a text of this kind needs.")
_NOT_WORD: Final = N_("{name} is not a Word document (.docx).")
_DAMAGED: Final = N_(
    "{name} is damaged: it cannot be read to the end. Open it in the program it comes from, save it again "
    "and try once more."
)
_MACRO: Final = N_("{name} contains macros. Save it as a document without macros (.docx) and try again.")
_SUSPECT: Final = N_("{name} is not built as Word builds its files, and was not opened: {detail}.")
_TOO_LARGE: Final = N_("{name} is larger than {limit} MB.")
_UNPACKS_TOO_LARGE: Final = N_("{name} unpacks to more than is allowed ({limit} MB), and was not opened.")
_OLD: Final = N_("{name} is in the old Word format (.doc). Save it as .docx and try again.")
_ENCRYPTED: Final = N_("{name} is protected by a password. Remove the protection in Word and try again.")
_OTHER_OFFICE: Final = N_("{name} is an office file of another kind, not a text document (.docx or .odt).")


def check_package(data: bytes, *, name: str = "file") -> None:
    """Lets a Word package pass, or raises FileRefused or TooLarge with the reason."""
    unpack(data, name=name)


def check_size(data: bytes, *, name: str) -> None:
    if len(data) > LARGEST_FILE:
        raise TooLarge(_TOO_LARGE, name=name, limit=LARGEST_FILE // 1024**2)


def unpack(data: bytes, *, name: str = "file") -> Mapping[str, bytes]:
    """The parts of a Word package by name; media are left packed away (empty).

    Raises FileRefused, TooLarge.
    """
    check_size(data, name=name)
    if data.startswith(_OLE):
        raise FileRefused(_kind_of_ole(data), name=name)
    return _unpack(data, name, _check_types, _NOT_WORD)


def unpack_open_document(data: bytes, *, name: str = "file") -> Mapping[str, bytes]:
    """As unpack, of a package of OpenDocument text. Raises FileRefused, TooLarge."""
    check_size(data, name=name)
    return _unpack(data, name, _check_open_document, _NOT_OPEN_DOCUMENT)


def _unpack(
    data: bytes, name: str, check: Callable[[Mapping[str, bytes], str], None], other: str
) -> Mapping[str, bytes]:
    if not data.startswith(b"PK"):
        raise FileRefused(other, name=name)
    entries = _entries(data, name)
    _check_names(entries, name)
    _check_places(data, entries, name)
    parts = _inflate(data, entries, name)
    check(parts, name)
    marks = 0
    for part, content in parts.items():
        if _is_xml(part):
            _check_xml(content, name)
            marks += content.count(b"<")
    if marks > MOST_MARKS:
        raise TooLarge(_TOO_COMPLEX, name=name)
    return parts


def _kind_of_ole(data: bytes) -> str:
    """Names in the directory of a compound file tell what it holds."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return _ENCRYPTED
    return _OLD if "WordDocument".encode("utf-16-le") in data else _OTHER_OFFICE


def _entries(data: bytes, name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, struct.error, ValueError, OSError, NotImplementedError, EOFError):
        raise FileRefused(_DAMAGED, name=name) from None
    if len(entries) > MOST_ENTRIES:
        raise FileRefused(_SUSPECT, name=name, detail=f"{len(entries)} > {MOST_ENTRIES} entries")
    return entries


def _check_names(entries: list[zipfile.ZipInfo], name: str) -> None:
    seen: set[str] = set()
    for entry in entries:
        part = entry.orig_filename
        if part.lower() in seen:
            raise FileRefused(_SUSPECT, name=name, detail=f"duplicate name {_shown(part)}")
        seen.add(part.lower())
        if _ODD_NAME.search(part) or len(part) > 250:
            raise FileRefused(_SUSPECT, name=name, detail=f"odd name {_shown(part)}")
        if entry.flag_bits & 0x41:
            raise FileRefused(_ENCRYPTED, name=name)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise FileRefused(_SUSPECT, name=name, detail=f"compression {entry.compress_type}")
        if "vbaproject" in part.lower() or "vbadata" in part.lower():
            raise FileRefused(_MACRO, name=name)


def _shown(part: str) -> str:
    return ascii(part[:60])


def _check_places(data: bytes, entries: list[zipfile.ZipInfo], name: str) -> None:
    """Every entry lies in bytes of its own, under the name the directory gives it."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        start = entry.header_offset
        body = _body_offset(data, entry, name)
        if start < end:
            raise FileRefused(_SUSPECT, name=name, detail="overlapping entries")
        end = body + entry.compress_size
        if end > len(data):
            raise FileRefused(_DAMAGED, name=name)


def _body_offset(data: bytes, entry: zipfile.ZipInfo, name: str) -> int:
    start = entry.header_offset
    if start < 0 or start + _LOCAL.size > len(data):
        raise FileRefused(_DAMAGED, name=name)
    fields = _LOCAL.unpack_from(data, start)
    name_length, extra_length = fields[9], fields[10]
    written = data[start + _LOCAL.size : start + _LOCAL.size + name_length]
    if fields[0] != b"PK\x03\x04":
        raise FileRefused(_DAMAGED, name=name)
    encoding = "utf-8" if entry.flag_bits & 0x800 else "cp437"
    if written != entry.orig_filename.encode(encoding, "replace"):
        raise FileRefused(_SUSPECT, name=name, detail="two names for one entry")
    return start + _LOCAL.size + int(name_length) + int(extra_length)


def _inflate(data: bytes, entries: list[zipfile.ZipInfo], name: str) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        if entry.is_dir():
            continue
        content = _inflate_entry(data, entry, LARGEST_UNPACKED - total, name)
        total += len(content)
        parts[entry.filename] = content if _is_xml(entry.filename) else b""
    return parts


def _inflate_entry(data: bytes, entry: zipfile.ZipInfo, allowed: int, name: str) -> bytes:
    """The entry's bytes, counted as they come out; what the headers claim is not believed."""
    body = _body_offset(data, entry, name)
    packed = memoryview(data)[body : body + entry.compress_size]
    if _is_xml(entry.filename):
        allowed = min(allowed, LARGEST_PART)
    if entry.compress_type == zipfile.ZIP_STORED:
        pieces, size = [bytes(packed)], len(packed)
    else:
        pieces, size = _inflate_pieces(packed, allowed, name)
    if size > allowed:
        raise TooLarge(_UNPACKS_TOO_LARGE, name=name, limit=allowed // 1024**2)
    content = b"".join(pieces)
    if zlib.crc32(content) != entry.CRC:
        raise FileRefused(_DAMAGED, name=name)
    return content


def _inflate_pieces(packed: memoryview, allowed: int, name: str) -> tuple[list[bytes], int]:
    inflater = zlib.decompressobj(-15)
    pieces: list[bytes] = []
    size, waiting = 0, bytes(packed)
    most = max(1024**2, len(packed) * LARGEST_RATIO)
    try:
        while waiting and not inflater.eof:
            piece = inflater.decompress(waiting, _PIECE)
            size += len(piece)
            if size > allowed or size > most:
                raise TooLarge(_UNPACKS_TOO_LARGE, name=name, limit=min(allowed, most) // 1024**2)
            pieces.append(piece)
            waiting = inflater.unconsumed_tail
        pieces.append(inflater.flush())
    except zlib.error:
        raise FileRefused(_DAMAGED, name=name) from None
    if not inflater.eof:
        raise FileRefused(_DAMAGED, name=name)
    return pieces, size + len(pieces[-1])


def _is_xml(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels")) or part == "mimetype"


def _check_types(parts: Mapping[str, bytes], name: str) -> None:
    types = parts.get(_CONTENT_TYPES)
    if types is None:
        raise FileRefused(_NOT_WORD, name=name)
    if b"\x00" in types:
        types = types.replace(b"\x00", b"")
    if b"macroEnabled" in types or b"vbaProject" in types or b"ms-word.vba" in types:
        raise FileRefused(_MACRO, name=name)
    if not any(kind in types for kind in _MAIN_TYPES):
        other = b"spreadsheetml" in types or b"presentationml" in types or b"visio" in types
        raise FileRefused(_OTHER_OFFICE if other else _NOT_WORD, name=name)


def _check_open_document(parts: Mapping[str, bytes], name: str) -> None:
    kind = parts.get("mimetype", b"").strip()
    if kind not in (_OPEN_TEXT, _OPEN_TEXT + b"-template"):
        other = kind.startswith(b"application/vnd.oasis.opendocument")
        raise FileRefused(_OTHER_OFFICE if other else _NOT_OPEN_DOCUMENT, name=name)
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise FileRefused(_ENCRYPTED, name=name)
    if any(part.startswith(("Basic/", "Scripts/")) and not part.endswith(_EMPTY_LIBRARIES) for part in parts):
        raise FileRefused(_MACRO, name=name)


def _check_xml(content: bytes, name: str) -> None:
    """No document type, hence no entities; only encodings whose markup can be searched."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in content[:200]:
        searched = content.replace(b"\x00", b"")
    else:
        searched = content
        declared = _DECLARATION.match(content[:300])
        if declared and declared[1].lower() not in (
            b"utf-8",
            b"us-ascii",
            b"ascii",
            b"utf8",
            b"iso-8859-1",
            b"windows-1251",
        ):
            raise FileRefused(_SUSPECT, name=name, detail="unusual encoding")
    if b"<!DOCTYPE" in searched or b"<!ENTITY" in searched or b"<!doctype" in searched:
        raise FileRefused(_SUSPECT, name=name, detail="document type declaration")
