"""Headers of mails that are not ASCII, folded so that no space between two words is lost."""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any, Final

#: Longest line of a header, in characters.
LINE: Final = 76


class SpacedHeaders(EmailPolicy):
    """The library's policy, but for the folding of names and subjects in other scripts.

    Python 3.11 folds a subject or name between two encoded words with a bare space, which readers
    have to take out (RFC 2047, 6.2); ``Header`` puts the space inside the words.
    """

    def fold(self, name: str, value: Any) -> str:
        addresses = getattr(value, "addresses", None)
        if str(value).isascii() or not all(one.addr_spec.isascii() for one in addresses or ()):
            folded: str = super().fold(name, value)
            return folded
        if addresses is None:
            return f"{name}: {self._encoded(name, str(value))}{self.linesep}"
        said = [
            f"{self._encoded(name, one.display_name)}{self.linesep} <{one.addr_spec}>"
            if not one.display_name.isascii()
            else str(one)
            for one in addresses
        ]
        return f"{name}: {f',{self.linesep} '.join(said)}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")

    def _encoded(self, name: str, text: str) -> str:
        return Header(text, "utf-8", maxlinelen=LINE, header_name=name).encode(linesep=self.linesep)


MAIL: Final = SpacedHeaders(linesep="\r\n", max_line_length=78)
