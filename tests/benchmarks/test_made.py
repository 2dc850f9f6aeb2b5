"""Made articles: the same from one seed, of one word law, and found by what is asked about them."""

import json
from collections import Counter
from pathlib import Path

from benchmarks.made import PASSAGES, Made, write_lines, write_texts
from qa.retrieve import Retriever
from qa.settings import Settings

MADE = Made()


def test_an_article_is_the_same_whatever_was_made_before() -> None:
    assert MADE.article(5) == Made().article(5) != MADE.article(6)
    assert Made(8).article(5) != MADE.article(5)


def test_words_are_as_frequent_as_the_law_of_zipf_and_mandelbrot_has_it() -> None:
    counts = Counter(word for number in range(40) for word in MADE.article(number).text.lower().split())
    # of ranks 1 and 10, the law has (10 + 1.7) / (1 + 1.7) to the power of 1.07
    assert 3.5 < counts["the"] / counts["for"] < 6.5
    assert 0.4 < sum(count == 1 for count in counts.values()) / len(counts) < 0.8


def test_an_article_has_about_as_many_passages_as_it_says(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    size = write_texts(MADE, 20, docs)
    assert size == sum(path.stat().st_size for path in docs.rglob("*.txt"))
    about = Retriever.open(docs, Settings(home=str(tmp_path / "home"))).index.about
    assert about.documents == 20
    assert 0.9 < about.passages / (20 * PASSAGES) < 1.1
    assert "2005" <= about.newest[:4] <= "2024"


def test_what_is_asked_about_an_article_finds_it(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    write_lines(MADE, 30, docs / "made.jsonl")
    first = json.loads((docs / "made.jsonl").read_text("utf-8").splitlines()[0])
    assert (first["_id"], first["text"]) == ("0000000", MADE.article(0).text)
    retriever = Retriever.open(docs, Settings(home=str(tmp_path / "home")))
    questions = MADE.questions(30, 20)
    assert questions[0].startswith("What did ")
    keywords = questions[1::2]
    assert len(keywords[0].split()) == 3
    own = {one.number: " ".join((*one.sentences, *one.own)) for one in map(MADE.article, range(30))}
    found = [int(retriever.search(question, 1)[0].passage.document.id) for question in keywords]
    assert (
        sum(all(word in own[number] for word in one.split()) for one, number in zip(keywords, found, strict=True)) >= 8
    )
