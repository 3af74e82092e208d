"""Measurements of the application; `make bench` runs them and keeps the results as JSON."""
