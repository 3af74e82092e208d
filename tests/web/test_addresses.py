"""Only own paths are followed."""

from urllib.parse import urljoin, urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from program_workflow.web.addresses import own_path

pieces = st.text(st.sampled_from("/\\:@.%?#ab \t\n\r\x00"), max_size=12)


@given(pieces | st.text(max_size=20))
@example("//evil.example")
@example("/\\evil.example")
@example("/\t/evil.example")
@example("/programs?next=//x")
def test_what_is_followed_stays_on_this_site(address):
    place = own_path(address)
    as_browsers_read_it = place.replace("\\", "/").replace("\t", "").replace("\n", "").replace("\r", "")
    assert urlsplit(urljoin("http://here.example/login", as_browsers_read_it)).netloc == "here.example"
    assert place.startswith("/")


@given(st.text(st.characters(categories=["L", "N"]), max_size=20))
def test_own_paths_stay_as_they_are(name):
    assert own_path(f"/programs/{name}?page=2") == f"/programs/{name}?page=2"


def test_nothing_leads_home():
    assert own_path(None) == own_path("") == "/"
