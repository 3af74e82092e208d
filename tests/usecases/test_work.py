"""The unit of work: what it reads once, and what it reads anew."""

from sqlalchemy.orm import Session

from program_workflow.usecases.work import Work


def counted(w: Work) -> list[int]:
    asked: list[int] = []

    def read() -> int:
        asked.append(1)
        return len(asked)

    return [w.once(("a", "1"), read), w.once(("a", "1"), read), w.once(("a", "2"), read)]


def test_what_only_reads_asks_once_under_one_name() -> None:
    assert counted(Work(Session(), only_reads=True)) == [1, 1, 2]


def test_what_may_write_asks_each_time() -> None:
    assert counted(Work(Session())) == [1, 2, 3]
