"""Program Workflow: an intergovernmental program from the first Word draft to the adopted text."""

__version__ = "0.1.0"
