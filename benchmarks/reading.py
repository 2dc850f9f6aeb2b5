"""What does it cost to parse in a process of its own, and which library reads PDF files faster? Ratios, side by side.

    python -m benchmarks.reading

Each reader reads the same small article, made by tests/made.py, in this process and in the sandbox. pypdfium2, where it
is installed, reads the same 200 pages as pypdf.
"""

import time
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import PurePosixPath
from statistics import median

from index.parts import part
from index.readers import READERS
from index.sandbox import Sandbox
from index.types import Source
from tests.made import PARAGRAPHS, one_of_each, pdf

FILES, ROUNDS, PAGES = 40, 5, 200


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median time of one call, over rounds of `times` calls, after one that does not count."""
    work()
    rounds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        for _ in range(times):
            work()
        rounds.append((time.perf_counter() - begun) * 1000 / times)
    return median(rounds)


def sandboxed() -> None:
    """Print what the sandbox adds to each reader."""
    print("| file | here, ms | sandbox, ms | ratio |\n|---|---:|---:|---:|")
    with Sandbox() as box:
        for name, data in one_of_each().items():
            reader, source = READERS[PurePosixPath(name).suffix], Source(name, f"/{name}")
            read = part("index.readers", reader).read
            here = milliseconds(partial(_all, partial(read, source, data)), FILES)
            there = milliseconds(partial(_all, partial(box.read, reader, source, data)), FILES)
            print(f"| {name} | {here:.2f} | {there:.2f} | {there / here:.1f} |")


def _all(read: Callable[[], Iterable[object]]) -> list[object]:
    return list(read())


def pdf_libraries() -> None:
    """Print the time that the pages of a long PDF file take."""
    data = pdf(["\n".join(PARAGRAPHS * 12)] * PAGES)
    pypdf = import_module("pypdf")
    slow = milliseconds(lambda: [page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages], 1)
    print(f"\npypdf {pypdf.__version__}: {slow / PAGES:.2f} ms a page")
    if find_spec("pypdfium2"):
        pdfium = import_module("pypdfium2")
        fast = milliseconds(lambda: [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data)], 1)
        print(f"pypdfium2: {fast / PAGES:.2f} ms a page, {fast / slow:.2f} of pypdf")


if __name__ == "__main__":
    sandboxed()
    pdf_libraries()
