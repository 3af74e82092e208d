"""The rules of the field as pure functions and frozen values. No input or output, no clock, no database."""
