"""Which library tells best what the article of a news page is? Prints the table of docs/readers.md.

    python -m benchmarks.readers

needs trafilatura, newspaper4k, readability-lxml and resiliparse. Each library says what the article of a page of
tests/index/readers/pages is; the HTML reader keeps the blocks of the page that are in it; these are compared with the
paragraphs in the .txt beside the page. Each library runs in a process of its own.
"""

import json
import logging
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median

PAGES = sorted((Path(__file__).parent.parent / "tests/index/readers/pages").glob("*.html"))
LIBRARIES = ("trafilatura", "newspaper4k", "readability-lxml", "resiliparse")


def extractor(name: str) -> Callable[[str], str]:
    """A library, imported now, as a function from a page to the text of its article."""
    if name == "trafilatura":
        trafilatura = import_module("trafilatura")
        return lambda page: trafilatura.extract(page, include_comments=False) or ""
    if name == "newspaper4k":
        newspaper = import_module("newspaper")
        return lambda page: str(newspaper.article("http://a.example/", input_html=page, fetch_images=False).text)
    if name == "readability-lxml":
        readability = import_module("readability")
        return lambda page: str(import_module("index.html.visible").visible(readability.Document(page).summary()).text)
    resiliparse = import_module("resiliparse.extract.html2text")
    options = {"comments": False, "alt_texts": False, "list_bullets": False, "post_meta": False}
    return lambda page: str(resiliparse.extract_plain_text(page, main_content=True, **options))


def timed(extract: Callable[[str], str], page: str) -> tuple[str, float]:
    """The article of a page and the milliseconds that it took."""
    begun = time.perf_counter()
    return extract(page), (time.perf_counter() - begun) * 1000


def measure(name: str) -> dict[str, float]:
    """Precision and recall over the blocks of all pages but their headlines, and times in milliseconds."""
    begun = time.perf_counter()
    extract = extractor(name)
    imported = (time.perf_counter() - begun) * 1000
    from index.html.visible import visible
    from index.readers.html import article_blocks  # imports trafilatura, so only after the clock was read

    right = found = wanted = 0
    times = []
    for path in PAGES:
        page = path.read_text(encoding="utf-8")
        article, took = timed(extract, page)
        times.append(took)
        shown = visible(page)
        kept = {plain(shown.words(block)) for block in article_blocks(shown, article) if block.element != "h1"}
        gold = {plain(line) for line in path.with_suffix(".txt").read_text("utf-8").split("\n\n", 1)[1].splitlines()}
        right, found, wanted = right + len(kept & gold), found + len(kept), wanted + len(gold)
    return {
        "precision": right / found,
        "recall": right / wanted,
        "import": imported,
        "first": times[0],
        "median": median(times),
    }


def plain(text: str) -> str:
    """A paragraph without what differs between the page and the list of its paragraphs: case, space, punctuation."""
    return " ".join("".join(char if char.isalnum() else " " for char in text.casefold()).split())


def main() -> None:
    """Measure one library when it is named, else print the table of all."""
    if len(sys.argv) > 1:
        warnings.simplefilter("ignore")
        logging.disable()
        print(json.dumps(measure(sys.argv[1])))
        return
    print("| library | precision | recall | import | first page | median page |\n|---|---|---|---|---|---|")
    for name in LIBRARIES:
        command = [sys.executable, "-m", "benchmarks.readers", name]
        row = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        times = " | ".join(f"{row[key]:.1f} ms" for key in ("import", "first", "median"))
        print(f"| {name} | {row['precision']:.3f} | {row['recall']:.3f} | {times} |")


if __name__ == "__main__":
    main()
