"""One function, one verb, one transaction. Each takes ``Work`` first; none commits."""
