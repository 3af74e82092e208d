"""Hostile, damaged and foreign files are refused before a parser sees them."""

import io
import struct
import zipfile

import pytest

from program_workflow.documents import gate, read
from program_workflow.documents.gate import check_package
from program_workflow.domain.errors import FileRefused, TooLarge, WorkflowError
from tests.documents.word_files import package_parts, paragraph, paragraphs, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def refusal(data: bytes, name: str = "draft.docx") -> str:
    with pytest.raises(WorkflowError) as caught:
        read(name, data)
    assert isinstance(caught.value, FileRefused | TooLarge)
    return str(caught.value)


def test_a_sound_package_passes() -> None:
    check_package(paragraphs("1. The Center acts."))


def test_what_is_no_package_is_said_to_be_no_word_file() -> None:
    assert "not a Word document" in refusal(b"Hello")
    assert "empty" in refusal(b" ")


def test_old_encrypted_and_foreign_compound_files_are_told_apart() -> None:
    assert "old Word format" in refusal(OLE + "WordDocument".encode("utf-16-le"))
    assert "password" in refusal(OLE + "EncryptedPackage".encode("utf-16-le"))
    assert "another kind" in refusal(OLE + "Workbook".encode("utf-16-le"))


def test_macros_are_refused_by_name_type_and_extension() -> None:
    parts = package_parts(paragraph("Text"))
    assert "macros" in refusal(zipped(parts | {"word/vbaProject.bin": b"x"}))
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert "macros" in refusal(zipped(package_parts(paragraph("Text"), main_type=macro)))
    assert "macros" in refusal(zipped(parts), "draft.docm")


def test_a_bomb_stops_where_it_exceeds_the_ratio() -> None:
    parts: dict[str, str | bytes] = dict(package_parts(paragraph("Text")))
    bomb = zipped(parts | {"word/media/image1.png": b"\0" * 30_000_000})
    assert len(bomb) < 60_000
    with pytest.raises(TooLarge):
        check_package(bomb)


def test_a_file_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read("draft.docx", b"PK" + b"\0" * gate.LARGEST_FILE)


def central_entry(data: bytes, name: str) -> int:
    """Offset of a name's entry in the central directory."""
    at = data.rindex(name.encode())
    return data.rindex(b"PK\x01\x02", 0, at)


def test_overlapping_entries_are_refused() -> None:
    """An entry that points into the stored bytes of another, where a copy of its own header lies."""
    plain = zipped(package_parts(paragraph("Text")) | {"word/inner.xml": "<x/>"})
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        start = archive.getinfo("word/inner.xml").header_offset
    copy = plain[start : plain.index(b"PK\x01\x02")]
    buffer = io.BytesIO(plain)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(zipfile.ZipInfo("word/outer.bin"), copy)
    data = bytearray(buffer.getvalue())
    struct.pack_into("<L", data, central_entry(data, "word/inner.xml") + 42, data.index(copy, start + 1))
    assert "overlapping" in refusal(bytes(data))


def test_an_entry_of_two_names_is_refused() -> None:
    data = bytearray(zipped(package_parts(paragraph("Text"))))
    at = data.index(b"word/document.xml")
    data[at : at + 4] = b"Word"
    assert "two names" in refusal(bytes(data))


def test_duplicate_and_odd_names_are_refused() -> None:
    buffer = io.BytesIO(zipped(package_parts(paragraph("Text"))))
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("word/Document.xml", "<x/>")
    assert "duplicate" in refusal(buffer.getvalue())
    for name in ("../evil.xml", "/etc/passwd", "word\\evil.xml"):
        assert "odd name" in refusal(zipped(package_parts(paragraph("Text")) | {name: "x"}))


def test_a_document_type_is_refused_in_any_encoding() -> None:
    prologue = '<!DOCTYPE w [<!ENTITY a "aaaa">]>'
    parts: dict[str, str | bytes] = dict(package_parts(paragraph("Text"), prologue=prologue))
    assert "document type" in refusal(zipped(parts))
    bare: dict[str, str | bytes] = dict(package_parts(paragraph("Text"), prologue='<!DOCTYPE w SYSTEM "x">'))
    assert "document type" in refusal(zipped(bare))
    wide = str(parts["word/document.xml"]).replace("UTF-8", "UTF-16").encode("utf-16")
    assert "document type" in refusal(zipped(parts | {"word/document.xml": wide}))


def test_a_truncated_file_and_a_wrong_sum_are_damaged() -> None:
    data = zipped(package_parts(paragraph("Text")))
    assert "damaged" in refusal(data[: len(data) // 2])
    broken = bytearray(data)
    at = broken.rindex(b"PK\x01\x02")
    broken[at + 16] ^= 0xFF
    assert "damaged" in refusal(bytes(broken))


def test_a_spreadsheet_is_an_office_file_of_another_kind() -> None:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    assert "another kind" in refusal(zipped(package_parts(paragraph("Text"), main_type=sheet)))


def test_marks_that_turn_the_direction_of_writing_are_refused_with_their_place() -> None:
    said = refusal(paragraphs("1. The Center acts.", "2. Pay \u202e001 now."))
    assert "U+202E" in said
    assert "2" in said


def test_unknown_kinds_name_the_known_ones() -> None:
    assert ".docx" in refusal(b"%PDF-1.7", "draft.pdf")
