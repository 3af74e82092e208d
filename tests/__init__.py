"""The tests; a package by name, as one of the libraries brings another `tests` along."""
