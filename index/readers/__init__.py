"""One module for each kind of file, with `read(source, data)`; this table says which suffix is whose.

A reader yields articles, a FileSkipped for each part that it cannot read, an Inner for each file within the file, and
a Progress to show that it is still at work. It raises FileSkipped when there is nothing to read, opens nothing, and
yields the same for the same bytes.
"""

READERS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "table",
    ".tsv": "table",
    ".pdf": "pdf",
    ".docx": "docx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".epub": "epub",
    ".eml": "mail",
    ".mbox": "mbox",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
    ".zip": "zipped",
    ".gz": "gzipped",
}
"""Suffix in lower case to the name of the reader's module. It stands here, and not in the modules, so that looking
through a folder does not import every parser."""

TRUSTED = frozenset({"text", "markdown", "jsonl", "table"})
"""Readers whose work is linear in the size of the file and done by Python itself; they run in the program's own
process. All others run in the sandbox."""

SHARED = frozenset({"jsonl", "table"})
"""Readers of files of many documents, which are read so fast that several processes read one, each for a share of its
documents."""
