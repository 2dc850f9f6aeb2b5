"""One module for each kind of file, with `read(source, data)`; this table says which suffix is whose."""

READERS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
}
"""Suffix in lower case to the name of the reader's module. It stands here, and not in the modules, so that looking
through a folder does not import every parser."""
