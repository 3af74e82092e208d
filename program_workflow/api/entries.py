"""What stands in a list, described apart from the same thing by itself."""

from functools import cache

from apiflask import Schema


@cache
def entry(schema: type[Schema]) -> type[Schema]:
    """The schema under a name of its own: the library would describe one that it meets both ways twice."""
    return type(f"{schema.__name__.removesuffix('Out')}EntryOut", (schema,), {"__doc__": schema.__doc__})
