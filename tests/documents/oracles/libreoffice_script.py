"""Run by the system's Python, which has LibreOffice's bindings: for each file the paragraphs with all
tracked changes accepted and rejected. argv: the office's pipe, files. A line of JSON for each.

The office has to be running; this script never starts one.
"""

import json
import sys
import time

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException


def connect(pipe):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + 60
    while True:
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def paragraphs(text, found):
    """Words of a text in order: paragraphs, cells row by row."""
    parts = text.createEnumeration()
    while parts.hasMoreElements():
        part = parts.nextElement()
        if part.supportsService("com.sun.star.text.TextTable"):
            for name in sorted(part.getCellNames(), key=place):
                paragraphs(part.getCellByName(name), found)
        elif part.supportsService("com.sun.star.text.Paragraph"):
            found.append(words(part))


def words(paragraph):
    """What it says, without the figures of its notes and the names of its comments."""
    portions = paragraph.createEnumeration()
    said = []
    while portions.hasMoreElements():
        portion = portions.nextElement()
        if portion.TextPortionType not in ("Footnote", "Annotation"):
            said.append(portion.getString())
    return "".join(said)


def place(name):
    """B12 → (12, "B"); a cell within a split one (A1.2.1) comes after it."""
    head, *inner = name.split(".")
    letters = head.rstrip("0123456789")
    return int(head[len(letters) :]), len(letters), letters, [int(part) for part in inner]


def read(desktop, path, command, dispatcher):
    hidden = PropertyValue("Hidden", 0, True, 0)
    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(path), "_blank", 0, (hidden,))
    try:
        dispatcher.executeDispatch(document.CurrentController.Frame, f".uno:{command}", "", 0, ())
        found = {"body": [], "notes": [], "frames": []}
        paragraphs(document.Text, found["body"])
        for notes in (document.Footnotes, document.Endnotes):
            for at in range(notes.Count):
                paragraphs(notes.getByIndex(at), found["notes"])
        frames = document.TextFrames
        for name in frames.ElementNames:
            paragraphs(frames.getByName(name), found["frames"])
        return found
    finally:
        document.close(True)


def main():
    context = connect(sys.argv[1])
    services = context.ServiceManager
    desktop = services.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    dispatcher = services.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    for path in sys.argv[2:]:
        read_both = {
            "accept": read(desktop, path, "AcceptAllTrackedChanges", dispatcher),
            "reject": read(desktop, path, "RejectAllTrackedChanges", dispatcher),
        }
        sys.stdout.write(json.dumps([path, read_both]) + "\n")
        sys.stdout.flush()


main()
