import json
from pathlib import Path

import pytest

from index.reading import articles
from index.sandbox import Sandbox
from index.types import Article
from qa import Answer, Assistant, Settings
from qa.export import answer_json
from qa.plain import answer_text
from qa.reread import CHANGED, GONE
from tests.made import one_of_each, pdf, zipped

ARTICLE = "The ferry Aurora sank on Monday. Captain Ada Moss saved all forty passengers."
QUOTE = "Captain Ada Moss saved all forty passengers."
PAGE = (
    f"<html><body><article><p>{ARTICLE}</p><p>The pumps of the ferry had failed on the way.</p></article></body></html>"
)


@pytest.fixture(params=["ferry.txt", "ferry.html"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "docs" / str(request.param)
    path.parent.mkdir()
    path.write_text(PAGE if path.suffix == ".html" else ARTICLE)
    return path


@pytest.fixture
def assistant(file: Path, tmp_path: Path) -> Assistant:
    return Assistant.open(file.parent, Settings(home=str(tmp_path / "home")))


def ask(assistant: Assistant) -> Answer:
    return assistant.ask("Who saved the passengers?")


def test_a_quote_of_an_unchanged_file_is_shown(assistant: Assistant) -> None:
    assert (ask(assistant).citations[0].quote, ask(assistant).citations[0].fault) == (QUOTE, "")


def test_a_quote_that_still_stands_in_a_changed_file_is_shown(assistant: Assistant, file: Path) -> None:
    file.write_text(
        file.read_text().replace("</article>", "<p>More was told on Tuesday by the owner.</p></article>") + "\n"
    )
    assert (ask(assistant).citations[0].quote, ask(assistant).citations[0].fault) == (QUOTE, "")


def test_a_quote_that_was_changed_in_its_file_is_marked(assistant: Assistant, file: Path) -> None:
    file.write_text(file.read_text().replace("Ada Moss", "Eva Moss"))
    assert (ask(assistant).citations[0].quote, ask(assistant).citations[0].fault) == (QUOTE, CHANGED)


@pytest.mark.parametrize(("content", "told"), [(None, GONE), (b"", CHANGED), (b"\x00\x01", CHANGED)])
def test_a_quote_of_a_file_that_is_gone_or_ruined_is_marked(
    assistant: Assistant, file: Path, content: bytes | None, told: str
) -> None:
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    answer = ask(assistant)
    assert (answer.citations[0].quote, answer.citations[0].fault) == (QUOTE, told)
    assert f"    {told}" in list(answer_text(answer))
    assert answer_json(answer)["citations"][0]["fault"] == told


def test_a_record_without_an_id_is_found_again(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "articles.jsonl"
    path.parent.mkdir()
    path.write_text(json.dumps({"text": ARTICLE}))
    assistant = Assistant.open(path, Settings(home=str(tmp_path / "home")))
    path.write_text(path.read_text() + "\n")
    assert (ask(assistant).citations[0].quote, ask(assistant).citations[0].fault) == (QUOTE, "")


def test_a_quote_that_moved_within_its_file_is_said_to_stand_in_another_line(tmp_path: Path) -> None:
    assistant, file = opened(tmp_path)
    file.write_text(f"A line before it.\n\n{ARTICLE}")
    assert ask(assistant).citations[0].fault == "the file changed since it was indexed: the quote stands in line 3 now"


@pytest.mark.parametrize("gone", [True, False])
def test_a_quote_that_moved_to_another_file_is_said_to_stand_there(tmp_path: Path, gone: bool) -> None:
    assistant, file = opened(tmp_path)
    (tmp_path / "docs" / "a.txt").write_text("Nothing of it is said here.")
    file.rename(tmp_path / "docs" / "moved.md")
    if not gone:
        file.write_text("The owner took it back on Tuesday.")
    assert ask(assistant).citations[0].fault == f"{GONE if gone else CHANGED}; the quote stands in moved.md:1 now"


def test_a_quote_is_gone_with_the_whole_folder(tmp_path: Path) -> None:
    assistant, file = opened(tmp_path)
    file.unlink()
    file.parent.rmdir()
    assert ask(assistant).citations[0].fault == GONE


def opened(tmp_path: Path) -> tuple[Assistant, Path]:
    file = tmp_path / "docs" / "ferry.txt"
    file.parent.mkdir()
    file.write_text(ARTICLE)
    return Assistant.open(file.parent, Settings(home=str(tmp_path / "home"))), file


@pytest.mark.parametrize("settled", [0, 60_000_000_000])
def test_a_large_file_that_changes_in_place_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settled: int
) -> None:
    monkeypatch.setattr("qa.standing._SETTLED", settled)
    docs, filler = tmp_path / "docs", "The harbour was calm that day.\n\n" * 40_000
    docs.mkdir()
    file = docs / "long.txt"
    file.write_text(f"{ARTICLE}\n\n{filler}")
    assistant = Assistant.open(docs, Settings(home=str(tmp_path / "home"), threshold=0.0))
    assert [(ask(assistant).citations[0].quote, ask(assistant).citations[0].fault) for _ in range(2)] == [
        (QUOTE, "")
    ] * 2
    file.write_text(f"{ARTICLE.replace('forty', 'fifty')}\n\n{filler}")
    assert ask(assistant).citations[0].fault == CHANGED


@pytest.mark.parametrize("name", sorted(one_of_each()))
def test_a_quote_of_every_format_is_read_again_in_its_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / "docs" / name
    path.parent.mkdir()
    path.write_bytes(one_of_each()[name])
    assistant = Assistant.open(path, Settings(home=str(tmp_path / "home"), threshold=0.0))
    question = "How much did Lisbon cost?" if name == "a.csv" else "Who saved the passengers of the ferry?"
    citation = assistant.ask(question).citations[0]
    document = citation.passage.document
    assert document.text[citation.start : citation.end] == citation.quote
    assert "Lisbon" in citation.quote if name == "a.csv" else "Ada Moss" in citation.quote
    again = assistant.retriever.index.files.file(str(path))
    assert again is not None
    with Sandbox() as box:
        texts = {
            one.document.id: one.document.text
            for one in articles(again.state.source, path.read_bytes(), box)
            if isinstance(one, Article)
        }
    assert texts[document.id][citation.start : citation.end] == citation.quote
    path.write_bytes(path.read_bytes() + (b"\n" if name in ("a.txt", "a.md", "a.html", "a.rtf", "a.eml") else b""))
    assert assistant.ask(question).citations[0].fault == ""
    path.write_bytes(b"From here on it is another file.\n")
    assert assistant.ask(question).citations[0].fault == CHANGED


def test_a_quote_of_a_pdf_is_cited_by_its_page(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "a.zip"
    path.parent.mkdir()
    path.write_bytes(zipped({"in/ferry.pdf": pdf(["Nothing of note is on this page.", ARTICLE])}))
    answer = ask(Assistant.open(path, Settings(home=str(tmp_path / "home"))))
    told = answer_json(answer)["citations"][0]
    assert (told["first_line"], told["last_line"]) == (None, None)
    assert told["place"] == {"unit": "page", "first": 2, "last": 2}
    assert (told["path"], told["inside"], told["document_id"]) == (str(path), "in/ferry.pdf", "a.zip/in/ferry.pdf")
    assert f"[1] {path}/in/ferry.pdf p. 2" in list(answer_text(answer))


def test_an_encoding_that_was_guessed_is_told_with_the_quote(tmp_path: Path) -> None:
    path = tmp_path / "docs" / "a.txt"
    path.parent.mkdir()
    path.write_bytes(ARTICLE.replace("Ada", "Ad\u00e8le").encode("cp1252"))
    answer = ask(Assistant.open(path, Settings(home=str(tmp_path / "home"))))
    doubt = "read as cp1252, which is a guess"
    assert answer_json(answer)["citations"][0]["decoding"] == doubt
    assert f"    encoding: {doubt}" in list(answer_text(answer))
