"""How people come in: log-in with its limits, sessions, tokens."""

from datetime import timedelta

import pytest

from program_workflow.domain.actor import CONSOLE
from program_workflow.domain.errors import Invalid, NotAuthenticated, NotFound, NotPermitted, TooManyRequests
from program_workflow.storage import LoginAttemptRow, SessionRow, TokenRow
from program_workflow.usecases import entrance
from program_workflow.usecases import people as accounts
from program_workflow.usecases.people_views import UserView

PASSWORD = "correct horse battery staple"


@pytest.fixture
def kaz(work, people):
    with work(people.administrator) as w:
        accounts.set_password(w, people.kaz.user_id, PASSWORD)
    return people.kaz


@pytest.fixture
def attempt(work):
    def tried(email="kaz@example.org", password="wrong", address="192.0.2.1"):  # noqa: S107 - a sample
        with work() as w:
            return accounts.authenticate(w, email, password, address)

    return tried


def test_the_right_pair_opens(kaz, attempt):
    assert attempt("  KAZ@example.org", PASSWORD).id == kaz.user_id


@pytest.mark.parametrize(
    ("email", "password"),
    [("kaz@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("blr@example.org", PASSWORD), ("", "")],
    ids=["wrong password", "unknown person", "person without a password", "nothing"],
)
def test_every_wrong_pair_gets_the_same_answer(kaz, attempt, email, password):
    answer = attempt(email, password)
    assert isinstance(answer, NotAuthenticated)
    assert str(answer) == "The e-mail or the password is wrong."


def test_an_unknown_person_costs_the_same_work(kaz, attempt, monkeypatch):
    genuine, verified = entrance.hasher, []

    class Counting:
        def verify(self, kept, password):
            verified.append(kept)
            return genuine.verify(kept, password)

        def hash(self, password):
            return genuine.hash(password)

    monkeypatch.setattr(entrance, "hasher", Counting())
    attempt("nobody@example.org")
    attempt("blr@example.org")
    attempt("kaz@example.org")
    assert len(verified) == 3
    assert len({kept.rpartition("$")[0].rpartition("$")[0] for kept in verified}) == 1


def test_failures_are_limited_for_an_account_and_forgotten_after_a_while(kaz, attempt, clock):
    for _ in range(entrance.PER_ACCOUNT):
        assert isinstance(attempt(), NotAuthenticated)
    refused = attempt("kaz@example.org", PASSWORD)
    assert isinstance(refused, TooManyRequests)
    assert refused.retry_after == 15 * 60
    clock.advance(minutes=15, seconds=1)
    assert isinstance(attempt("kaz@example.org", PASSWORD), UserView)


def test_an_unknown_account_is_limited_like_a_known_one(attempt, kaz):
    for _ in range(entrance.PER_ACCOUNT):
        attempt("nobody@example.org")
    assert isinstance(attempt("nobody@example.org"), TooManyRequests)


def test_failures_are_limited_for_an_address(kaz, attempt):
    for number in range(entrance.PER_ADDRESS):
        assert isinstance(attempt(f"somebody{number}@example.org"), NotAuthenticated)
    assert isinstance(attempt("kaz@example.org", PASSWORD), TooManyRequests)
    assert isinstance(attempt("kaz@example.org", PASSWORD, "192.0.2.2"), UserView)


def test_nobody_locks_a_person_out_from_elsewhere(kaz, work, attempt):
    with work() as w:
        accounts.create_session(w, kaz.user_id, address="198.51.100.7")
    for _ in range(entrance.PER_ACCOUNT + 1):
        attempt(address="192.0.2.66")
    assert isinstance(attempt("kaz@example.org", PASSWORD, "192.0.2.67"), TooManyRequests)
    assert isinstance(attempt("kaz@example.org", PASSWORD, "198.51.100.7"), UserView)


def test_success_forgets_the_failures_of_the_account(kaz, attempt):
    for _ in range(entrance.PER_ACCOUNT - 1):
        attempt()
    attempt("kaz@example.org", PASSWORD)
    assert isinstance(attempt(), NotAuthenticated)


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "password1234!",
        "aaaaaaaaaaaa",
        "qwertyuiop[]",
        "123456789012",
        "йцукенгшщзхъ",
        "Passw0rd!!!!!",
        "x" * 257,
    ],
)
def test_passwords_that_everybody_tries_are_refused(work, people, password):
    with work(people.administrator) as w, pytest.raises(Invalid):
        accounts.set_password(w, people.kaz.user_id, password)


def test_a_new_password_ends_the_sessions(kaz, work):
    with work() as w:
        key = accounts.create_session(w, kaz.user_id)
    with work(kaz) as w:
        assert accounts.change_password(w, PASSWORD, "four unrelated words here", "192.0.2.1") is None
    with work() as w:
        assert accounts.read_session(w, key) is None
        assert isinstance(accounts.authenticate(w, "kaz@example.org", PASSWORD, "192.0.2.1"), NotAuthenticated)


def test_the_present_password_cannot_be_guessed_without_limit(kaz, work):
    for _ in range(entrance.PER_ACCOUNT):
        with work(kaz) as w:
            assert isinstance(
                accounts.change_password(w, "guess", "four unrelated words", "192.0.2.1"), NotAuthenticated
            )
    with work(kaz) as w:
        answer = accounts.change_password(w, PASSWORD, "four unrelated words", "192.0.2.1")
    assert isinstance(answer, TooManyRequests)


# --- Sessions -----------------------------------------------------------------------------------


def test_a_session_ends_when_idle(people, work, clock):
    with work() as w:
        key = accounts.create_session(w, people.kaz.user_id)
    clock.advance(hours=7, minutes=59)
    with work() as w:
        found = accounts.read_session(w, key)
        accounts.touch_session(w, found.session_id)
    clock.advance(hours=7, minutes=59)
    with work() as w:
        assert accounts.read_session(w, key).user.email == "kaz@example.org"
    clock.advance(minutes=1)
    with work() as w:
        assert accounts.read_session(w, key) is None


def test_a_session_in_use_ends_after_seven_days(people, work, clock):
    with work() as w:
        key = accounts.create_session(w, people.kaz.user_id)
    for _ in range(28):
        with work() as w:
            accounts.touch_session(w, accounts.read_session(w, key).session_id)
        clock.advance(hours=6)
    with work() as w:
        assert accounts.read_session(w, key) is None


def test_the_last_use_is_noted_at_most_once_a_minute(people, work, clock):
    with work() as w:
        key = accounts.create_session(w, people.kaz.user_id)
    clock.advance(seconds=59)
    with work() as w:
        assert not accounts.read_session(w, key).needs_touch
    clock.advance(seconds=1)
    with work() as w:
        assert accounts.read_session(w, key).needs_touch


def test_only_hashes_of_keys_are_kept(people, work):
    with work(people.kaz) as w:
        key, token = accounts.create_session(w, people.kaz.user_id), accounts.create_token(w, "kaz@example.org")
        kept = [row.id for row in w.session.query(SessionRow)] + [row.id for row in w.session.query(TokenRow)]
    assert key not in kept
    assert token not in kept


def test_a_person_ends_their_own_sessions_only(people, work):
    with work() as w:
        accounts.create_session(w, people.kaz.user_id, agent="Browser")
        accounts.create_session(w, people.blr.user_id)
    with work(people.blr) as w:
        (other,) = accounts.list_sessions(w)
    with work(people.kaz) as w:
        (own,) = accounts.list_sessions(w)
        with pytest.raises(NotFound):
            accounts.end_session(w, other.id)
        accounts.end_session(w, own.id)
        assert accounts.list_sessions(w) == ()


# --- Tokens -------------------------------------------------------------------------------------


def test_a_token_speaks_for_its_person_until_it_expires(people, work, clock):
    with work(CONSOLE) as w:
        token = accounts.create_token(w, "kaz@example.org", 2)
    with work() as w:
        assert accounts.read_token(w, token) == people.kaz
    clock.advance(days=2)
    with work() as w:
        assert accounts.read_token(w, token) is None


def test_a_revoked_token_speaks_for_nobody(people, work):
    with work(people.kaz) as w:
        token = accounts.create_token(w, "kaz@example.org")
        (kept,) = accounts.list_tokens(w)
    with work(people.blr) as w, pytest.raises(NotFound):
        accounts.revoke_token(w, kept.id)
    with work(people.kaz) as w:
        accounts.revoke_token(w, kept.id)
        assert accounts.read_token(w, token) is None


def test_a_token_of_somebody_else_is_made_by_an_administrator_only(people, work):
    with work(people.blr) as w:
        for email in ("kaz@example.org", "nobody@example.org"):
            with pytest.raises(NotPermitted):
                accounts.create_token(w, email)


@pytest.mark.parametrize("days", [0, 367, -1])
def test_a_token_lasts_a_year_at_most(people, work, days):
    with work(people.kaz) as w, pytest.raises(Invalid):
        accounts.create_token(w, "kaz@example.org", days)


def test_old_entrances_are_forgotten(kaz, attempt, work, clock):
    attempt()
    with work() as w:
        accounts.create_session(w, kaz.user_id)
    clock.advance(days=1, seconds=1)
    with work() as w:
        assert entrance.forget_old_entrances(w) == 2
        assert w.session.query(LoginAttemptRow).count() == 0
        assert w.session.query(SessionRow).count() == 1
    clock.now += timedelta(days=40)
    with work() as w:
        assert entrance.forget_old_entrances(w) == 1
