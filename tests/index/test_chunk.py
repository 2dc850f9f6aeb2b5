from index.chunk import passages
from index.clean import layout
from index.types import Article, Document

SENTENCE = "One two three four five six seven eight nine ten."


def cut(text: str, words: int) -> list[str]:
    article = Article(Document("a", "/a", text), layout(text).blocks)
    return [text[found[0].start : found[-1].end] for found in passages(article, words)]


def test_a_short_article_is_one_passage() -> None:
    assert cut(f"{SENTENCE} {SENTENCE}", 50) == [f"{SENTENCE} {SENTENCE}"]


def test_sentences_are_spread_evenly() -> None:
    assert [len(passage.split()) for passage in cut(" ".join([SENTENCE] * 11), 50)] == [40, 40, 30]


def test_a_passage_ends_with_its_paragraph_when_it_is_nearly_full() -> None:
    first, second = " ".join([SENTENCE] * 4), " ".join([SENTENCE] * 5)
    assert cut(f"{first}\n\n{second}", 60) == [first, second]


def test_a_heading_stands_with_what_follows_it() -> None:
    text = f"{SENTENCE} {SENTENCE}\n\nThe vote\n\n{SENTENCE} {SENTENCE}"
    assert cut(text, 30) == [f"{SENTENCE} {SENTENCE}", f"The vote\n\n{SENTENCE} {SENTENCE}"]


def test_no_passage_runs_across_page_furniture() -> None:
    text = f"{SENTENCE}\n\nWatch live\n\n{SENTENCE}\n\nWatch live"
    assert cut(text, 100) == [SENTENCE, SENTENCE]


def test_a_sentence_longer_than_a_passage_is_a_passage_of_its_own() -> None:
    long = " ".join(["Word"] * 60) + "."
    assert cut(f"{SENTENCE} {long} {SENTENCE}", 40) == [SENTENCE, long, SENTENCE]


def test_an_article_without_blocks_has_no_passages() -> None:
    assert passages(Article(Document("a", "/a", ""), ()), 100) == []
