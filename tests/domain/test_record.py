"""The chain of the record: any change of any part changes the hash."""

import hashlib
import struct
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from program_workflow.domain.record import GENESIS, Entry, actor_digest, entry_hash

ENTRY = Entry(
    1, datetime(2011, 3, 1, tzinfo=UTC), "d", "coordinator", "p", "amendment", "a", "agree", "r", {"b": 1, "a": [2]}
)


def test_the_hash_of_an_event_is_the_documented_one():
    """Made here by hand from the description: whoever verifies with a program of their own comes to the same."""
    digest = hashlib.sha256(b"program-workflow event 1\0" + GENESIS.encode())
    parts = ("1", "2011-03-01T00:00:00.000000Z", "d", "coordinator", "p", "amendment", "a", "agree", "r")
    for part in (*parts, '{"a":[2],"b":1}'):
        digest.update(struct.pack(">Q", len(part)) + part.encode())
    assert entry_hash(GENESIS, ENTRY) == digest.hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 2},
        {"at": datetime(2011, 3, 1, 0, 0, 0, 1, tzinfo=UTC)},
        {"actor_digest": "e"},
        {"capacity": "coordinato", "program_id": "rp"},
        {"program_id": None},
        {"subject_type": "version"},
        {"subject_id": "b"},
        {"action": "agreer", "reason": ""},
        {"reason": "r "},
        {"body": {"a": [2], "b": 2}},
    ],
)
def test_any_part_that_changes_changes_the_hash(change):
    assert entry_hash(GENESIS, replace(ENTRY, **change)) != entry_hash(GENESIS, ENTRY)
    assert entry_hash("1" * 64, ENTRY) != entry_hash(GENESIS, ENTRY)


def test_a_person_is_known_by_salt_identity_and_name_alone():
    assert actor_digest("s", "1", "A") == actor_digest("s", "1", "A")
    assert (
        len({actor_digest(*one) for one in (("s", "1", "A"), ("t", "1", "A"), ("s", "2", "A"), ("s", "1", "B"))}) == 4
    )
