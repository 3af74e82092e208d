"""The pages of two languages: what is to be aligned, giving and confirming, a file beside the draft, reading."""

from datetime import timedelta
from io import BytesIO

import pytest

from program_workflow.domain.clause import ClauseDraft
from program_workflow.domain.terms import ClauseKind
from program_workflow.wiring import open_work
from tests.negotiation import Negotiation
from tests.twins import ENGLISH, TWINS, amend, begin, begin_in_russian, circulate

PATH = "/programs/P1/alignment"


@pytest.fixture
def talks(settings, people, clock):
    def work(actor=None):
        return open_work(actor, settings=settings, clock=clock) if actor else open_work(settings=settings, clock=clock)

    return Negotiation(work, people, clock)


@pytest.fixture
def amended(talks):
    circulate(begin(talks))
    amend(talks)
    return talks


def test_the_page_names_what_is_to_be_aligned_and_shows_what_changed(logged_in, amended):
    page = logged_in("coordinator").get(PATH).get_data(as_text=True)
    assert "1 clause to be aligned" in page
    assert "The Russian text changed, the English one did not." in page
    assert "два раза" in page
    assert "The parties meet once a year." in page
    assert "Reports are sent" not in page
    assert "Reports are sent" in logged_in("coordinator").get(f"{PATH}?show=all").get_data(as_text=True)


def test_the_first_page_of_the_coordinator_leads_there(logged_in, amended):
    page = logged_in("coordinator").get("/").get_data(as_text=True)
    assert "Align the texts of version 2 of P1 in its languages: 1" in page
    assert f"{PATH}?version=2" in page


def test_the_text_that_lags_is_given(logged_in, amended):
    browser = logged_in("coordinator")
    path = f"{PATH}/{amended.ids['1']}"
    page = browser.get(f"{path}?version=2&language=en").get_data(as_text=True)
    assert "The parties meet once a year." in page
    answer = browser.post(path, {"text": " "})
    assert answer.status_code == 422
    assert "Give the text of the clause." in answer.get_data(as_text=True)
    answer = browser.post(path, {"text": "The parties meet twice a year."})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert "all texts are aligned" in browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert amended.text().node(amended.ids["1"]).contents["en"].text == "The parties meet twice a year."


def test_a_text_that_is_aligned_has_no_form(logged_in, amended):
    page = logged_in("coordinator").get(f"{PATH}/{amended.ids['2']}?version=2&language=en").get_data(as_text=True)
    assert "propose an amendment to it" in page
    assert "<textarea" not in page


def test_texts_are_confirmed_over_a_page_that_shows_them(logged_in, amended):
    browser = logged_in("coordinator")
    assert browser.get(f"{PATH}/confirm?version=2").status_code == 422
    page = browser.get(f"{PATH}/confirm?version=2&clauses={amended.ids['1']}").get_data(as_text=True)
    assert "Confirm that the texts of 1 clause are aligned?" in page
    answer = browser.post(f"{PATH}/confirm")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert "all texts are aligned" in browser.get(answer.headers["Location"]).get_data(as_text=True)


def test_a_page_that_is_out_of_date_confirms_nothing(logged_in, amended):
    browser, other = logged_in("coordinator"), logged_in("other_coordinator")
    browser.get(f"{PATH}/confirm?version=2&clauses={amended.ids['1']}")
    path = f"{PATH}/{amended.ids['1']}"
    other.get(f"{path}?version=2&language=en")
    assert other.post(path, {"text": "The parties meet two times a year."}).status_code == 303
    assert browser.post(f"{PATH}/confirm").status_code == 412


@pytest.mark.parametrize("who", ["kaz", "observer", "reviewer"])
def test_others_read_the_alignment_of_what_is_circulated_and_change_nothing(logged_in, amended, who):
    browser = logged_in(who)
    page = browser.get(PATH).get_data(as_text=True)
    assert "version 1" in page
    assert "all texts are aligned" in page
    assert browser.get(f"{PATH}?version=2").status_code == 404
    assert browser.get(f"{PATH}/confirm?clauses=x").status_code == 403
    assert browser.get("/programs/P1/texts/add").status_code == 403


def test_a_file_is_looked_at_pair_by_pair_and_kept(logged_in, talks):
    begin_in_russian(talks)
    browser = logged_in("coordinator")
    page = browser.get("/programs/P1/texts/add").get_data(as_text=True)
    assert "Informational translation" in page
    fields = {"language": "en", "standing": "authentic", "file": (BytesIO(ENGLISH.encode()), "en.txt")}
    answer = browser.post("/programs/P1/texts/add", fields, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.get_data(as_text=True)
    path = answer.headers["Location"]
    page = browser.get(path).get_data(as_text=True)
    assert "2 texts to be added" in page
    assert "The file has no text for this clause." in page
    assert "1 April 2012" in page
    chosen = [talks.ids["1"], talks.ids["2"]]
    answer = browser.post(path, {"clauses": chosen})
    assert answer.status_code == 422
    assert "Say that you have seen what has no counterpart." in answer.get_data(as_text=True)
    answer = browser.post(path, {"clauses": chosen, "seen": "1"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "There is no text in English." in page
    assert "next working version" not in page
    assert browser.get(path).status_code == 404
    circulate(talks)
    page = browser.get(PATH).get_data(as_text=True)
    assert "There is no text in English. It is given in the next working version." in page


def test_a_file_that_cannot_be_added_is_refused_at_its_field(logged_in, talks):
    circulate(begin_in_russian(talks))
    browser = logged_in("coordinator")
    browser.get("/programs/P1/texts/add")
    for file in ({}, {"file": (BytesIO(b""), "en.txt")}):
        answer = browser.post("/programs/P1/texts/add", {"language": "en", **file}, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert "Error:" in answer.get_data(as_text=True)


def test_a_version_is_read_side_by_side(logged_in, talks):
    circulate(begin(talks))
    page = logged_in("observer").get("/programs/P1/versions/1?twin=1").get_data(as_text=True)
    assert "The parties meet once a year." in page
    assert "Стороны встречаются один раз в год." in page
    assert 'lang="ru"' in page


def test_a_version_in_one_language_says_so(logged_in, talks):
    circulate(begin_in_russian(talks))
    page = logged_in("observer").get("/programs/P1/versions/1?twin=1").get_data(as_text=True)
    assert "This program has its text in one language" in page


@pytest.mark.parametrize(
    "page", ["versions/1?", "clauses/{clause}?version=1&", "compare?from=1&to=2&only=all&", "rolling-text?"]
)
def test_a_page_says_where_another_text_stands(logged_in, talks, page):
    circulate(begin(talks, clauses=(TWINS[0], ClauseDraft(ClauseKind.POINT, "Отчеты направляются.", "2"))))
    talks.close()
    talks.next()
    path = f"/programs/P1/{page.format(clause=talks.ids['2'])}language="
    browser = logged_in("coordinator")
    read = [browser.get(f"{path}{language}").get_data(as_text=True) for language in ("en", "ru")]
    assert [one.count("No English text; the Russian text stands here.") for one in read] == [1, 0]
    assert "Отчеты направляются." in read[0]


def test_a_corrigendum_corrects_the_text_of_either_language_and_says_which(logged_in, talks, clock):
    circulate(begin(talks, rule="coordinator"))
    talks.close()
    for action in ("finalise", "submit", "adopt"):
        talks.step(action)
    clause = talks.ids["1"]
    browser, path = logged_in("coordinator"), "/programs/P1/versions/1/corrigendum"
    page = browser.get(path).get_data(as_text=True)
    assert "1 (Russian): " in page
    assert "1 (English): " in page
    browser.get(f"{path}?clause={clause}&clause={clause}-en")
    end = (clock.now + timedelta(days=15)).strftime("%Y-%m-%dT%H:%M")
    texts = {f"text-{clause}": "Стороны встречаются ежегодно.", f"text-{clause}-en": "The parties meet once a year."}
    sent = {"clause": [clause, f"{clause}-en"], **texts, "closes_at": end, "reason": "A slip."}
    answer = browser.post(path, sent)
    assert answer.status_code == 422
    assert f'href="#text-{clause}-en"' in answer.get_data(as_text=True)
    answer = browser.post(path, {**sent, f"text-{clause}-en": "The parties meet yearly."})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "ежегодно" in page
    assert "yearly" in page
    assert "(Russian)" in page
    assert "(English)" in page
