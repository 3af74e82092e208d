"""The fixtures themselves: databases are fresh, servers real, and nothing leaves this machine."""

import socket

import pytest
import redis
from sqlalchemy import Engine, create_engine, inspect, text

from tests.conftest import OutsideNetwork


@pytest.fixture
def engine(database_url: str) -> Engine:
    return create_engine(database_url)


@pytest.mark.parametrize("name", ["ARM", "BLR"])  # twice: the second must not see the row of the first
def test_each_test_has_a_database_of_its_own(engine: Engine, name: str) -> None:
    assert "outbox" in inspect(engine).get_table_names()
    with engine.begin() as connection:
        assert connection.execute(text("SELECT count(*) FROM heartbeats")).scalar_one() == 0
        connection.execute(text("INSERT INTO heartbeats VALUES (:name, '2026-01-01 00:00:00')"), {"name": name})
    engine.dispose()


@pytest.mark.servers
def test_an_empty_database_has_no_table(empty_postgresql_url: str) -> None:
    engine = create_engine(empty_postgresql_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.servers
@pytest.mark.parametrize("value", ["first", "second"])
def test_redis_is_real_and_emptied(empty_redis_url: str, value: str) -> None:
    with redis.Redis.from_url(empty_redis_url) as client:
        assert client.get("left behind") is None
        client.set("left behind", value)
        assert client.info("server")["redis_mode"] == "standalone"


def test_no_test_reaches_another_machine() -> None:
    with socket.socket() as connection, pytest.raises(OutsideNetwork):
        connection.connect(("192.0.2.1", 80))  # an address set aside for documentation
