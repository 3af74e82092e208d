"""Amendments from a file as pages: the upload, the review with its choices, the drafts."""

import io
import re
from urllib.parse import urlsplit

import pytest

from program_workflow.documents.word_writer import write_word
from program_workflow.usecases.publishing import publish
from program_workflow.wiring import open_work
from tests.documents.word_editing import Editor
from tests.documents.word_files import by, inserted, paragraph, word_file
from tests.negotiation import Negotiation

PAGE = "/programs/P1/amendments/import"


@pytest.fixture
def talks(settings, people, clock) -> Negotiation:
    made = Negotiation(lambda actor=None: open_work(actor, settings=settings, clock=clock), people, clock)
    return made.circulated()


@pytest.fixture
def file(talks) -> bytes:
    with talks.work(talks.people.coordinator) as w:
        clean = write_word(publish(w, talks.code, 1))
    edited = Editor(clean, "Office").reword("every year", "twice a year").reword("Training", "Schooling")
    return Editor(edited.data, "Belarus").embolden("Meetings").reword("Reports", "Papers").data


def upload(browser, data: bytes, name: str = "draft.docx", **fields: str) -> str:
    """The address of the review, without its query."""
    browser.get(PAGE)
    answer = browser.post(PAGE, {"file": (io.BytesIO(data), name), **fields}, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    path = urlsplit(answer.headers["Location"]).path
    assert browser.get(path).status_code == 200
    return path


def keys(browser, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="([0-9a-f]+)"', browser.page)


def test_the_ticked_changes_become_drafts_that_nobody_else_sees(logged_in, file):
    kaz = logged_in("kaz")
    review = upload(kaz, file)
    assert ("Create 2 drafts" in kaz.page, "1 change of an author who is not taken" in kaz.page) == (True, True)
    shown = keys(kaz, "shown")
    fields = {
        "shown": shown,
        "take": shown[:1],
        f"rationale-{shown[0]}": "As agreed.",
        "author-0": "KAZ",
        "author-1": "",
    }
    kaz.post(review, {**fields, "do": "show"})
    assert "Create 1 draft" in kaz.get(review).get_data(as_text=True)
    assert "As agreed." in kaz.page
    done = kaz.post(review, {**fields, "do": "create"}, follow_redirects=True).get_data(as_text=True)
    assert "1 draft was created." in done
    assert kaz.get(review).status_code == 404
    blr = logged_in("blr")
    assert "As agreed" not in blr.get("/programs/P1/amendments").get_data(as_text=True)
    upload(kaz, file)
    assert "Exists already; it is not added again." in kaz.page


def test_a_coordinator_chooses_whose_an_author_is_before_anything_is_kept(logged_in, file):
    coordinator = logged_in("coordinator")
    review = upload(coordinator, file)
    assert "Nobody has said yet whose it is." in coordinator.page
    shown = keys(coordinator, "shown")
    chosen = {"author-0": "?", "author-1": "BLR", "shown": shown, "take": shown, "do": "create"}
    refused = coordinator.post(review, chosen)
    assert refused.status_code == 422
    assert 'href="#author-0"' in refused.get_data(as_text=True)
    coordinator.get(review)
    assert coordinator.post(review, {**chosen, "author-0": "ARM", "do": "show"}).status_code == 303
    coordinator.get(review)
    assert "Nobody has said" not in coordinator.page
    shown = keys(coordinator, "shown")
    sent = {"author-0": "ARM", "author-1": "BLR", "shown": shown, "take": shown, "do": "create"}
    done = coordinator.post(review, sent, follow_redirects=True)
    assert "3 drafts were created." in done.get_data(as_text=True)
    assert "Schooling" not in coordinator.get("/programs/P1/amendments").get_data(as_text=True)
    assert "Schooling" in logged_in("arm").get("/programs/P1/amendments?tab=mine").get_data(as_text=True)


def test_a_change_without_a_clause_is_given_one(logged_in, talks):
    stranger = word_file(paragraph("7. Costs of a ship ", inserted("are", by("Office")), " borne by nobody at sea."))
    kaz = logged_in("kaz")
    review = upload(kaz, stranger)
    assert "the version has no such clause" in kaz.page
    placing = kaz.post(review, {"do": "place-0", "author-0": "KAZ"}).headers["Location"]
    assert 'name="place-0"' in kaz.get(placing).get_data(as_text=True)
    kaz.post(review, {"place-0": talks.ids["1.2"], "author-0": "KAZ", "do": "show"})
    kaz.get(review)
    assert "You chose this clause." in kaz.page
    shown = keys(kaz, "shown")
    done = kaz.post(
        review, {"place-0": talks.ids["1.2"], "author-0": "KAZ", "shown": shown, "take": shown, "do": "create"}
    )
    assert done.status_code == 303


def test_a_file_that_cannot_be_read_is_refused(logged_in, talks):
    kaz = logged_in("kaz")
    kaz.get(PAGE)
    answer = kaz.post(PAGE, {"file": (io.BytesIO(b"PK no"), "a.docx")}, content_type="multipart/form-data")
    assert answer.status_code == 422
    kaz.get(PAGE)
    assert kaz.post(PAGE, {}, content_type="multipart/form-data").status_code == 422


def test_who_may_not_propose_and_whose_upload_it_is_not(logged_in, file, talks):
    for other, status in (("observer", 403), ("reviewer", 403), ("administrator", 403)):
        assert logged_in(other).get(PAGE).status_code == status
    kaz = logged_in("kaz")
    review = upload(kaz, file)
    for other in ("kaz_expert", "blr", "coordinator"):
        assert logged_in(other).get(review).status_code == 404
    assert kaz.get(review.replace("P1", "P9")).status_code == 404
    shown = keys(kaz, "shown")
    kaz.get(review)
    talks.step("close", reason="All was said.")
    shut = kaz.post(review, {"shown": shown, "take": shown, "author-0": "KAZ", "author-1": "", "do": "create"})
    assert (shut.status_code, "closed on" in shut.get_data(as_text=True)) == (409, True)
    assert "takes no proposals now" in kaz.get(PAGE).get_data(as_text=True)
    kaz.get(review)
    assert kaz.post(f"{review}/discard").status_code == 303
