"""The gate before a list in JSON: is it small, shallow and without surprises? Then what it says."""

import json
import re
from typing import Any, Final, NoReturn

from program_workflow.documents.gate import check_size
from program_workflow.domain.errors import N_, FileRefused, TooLarge

DEEPEST: Final = 20  # lists and objects within one another
MOST_VALUES: Final = 500_000  # commas, roughly: values in all lists and objects together

#: Strings as a whole, so that brackets inside them do not count.
_PIECE: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},]', re.DOTALL)

_NOT_JSON: Final = N_("{name} is not a list in JSON.")
_WRONG_LINE: Final = N_("{name} is not a list in JSON: look at line {line}.")
_NOT_UTF8: Final = N_("{name} is not written in UTF-8. Save it in UTF-8 and try again.")
_TOO_DEEP: Final = N_("{name} is too complex to be opened: lists stand in lists more than {limit} deep.")
_TOO_MANY: Final = N_("{name} is too complex to be opened: it holds more than {limit} values.")
_TWICE: Final = N_("{name} names “{key}” twice in one place, so that it is not clear which one counts.")


def read_json(name: str, data: bytes) -> Any:
    """What a file in JSON says. Raises FileRefused, TooLarge."""
    check_size(data, name=name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(_NOT_UTF8, name=name) from None
    _check_depth(name, text)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise FileRefused(_TWICE, name=name, key=twice[:60])
        return found

    def no_number(said: str) -> NoReturn:
        raise FileRefused(_WRONG_LINE, name=name, line=text.count("\n", 0, text.find(said)) + 1)

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_number)
    except FileRefused:
        raise
    except json.JSONDecodeError as wrong:
        raise FileRefused(_WRONG_LINE, name=name, line=wrong.lineno) from None
    except (ValueError, RecursionError):
        raise FileRefused(_NOT_JSON, name=name) from None


def _check_depth(name: str, text: str) -> None:
    depth = values = 0
    for piece in _PIECE.finditer(text):
        sign = piece[0]
        if sign in "[{":
            depth += 1
            if depth > DEEPEST:
                raise TooLarge(_TOO_DEEP, name=name, limit=DEEPEST)
        elif sign in "]}":
            depth -= 1
        elif sign == ",":
            values += 1
            if values > MOST_VALUES:
                raise TooLarge(_TOO_MANY, name=name, limit=MOST_VALUES)
