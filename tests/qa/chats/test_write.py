import json
import re
from pathlib import Path

import pytest

from index.errors import UsageError
from qa.assistant import Assistant
from qa.chats.store import Kept
from qa.chats.write import Sheet, cited, file_name, save, written
from qa.settings import Settings

HARBOUR = "When did the harbour of Lisbon open again?"
EVIL = "[x](javascript:a) <script>b</script> `c` \x1b]52;c;eA==\x07 \u202e # *d* | https://evil.example"
ESCAPED = re.compile(r"(?<!\\)[<>`*#|]")


def sheet(folder: Path, home: Path, title: str = "Harbour") -> Sheet:
    settings = Settings(embedder="hashing", store="exact", home=str(home / "x"), threshold=0.0)
    answer = Assistant.open(folder, settings).ask(HARBOUR)
    turns = [Kept(1, HARBOUR, 0.0, "", answer), Kept(2, f"{EVIL}?", 60.0, "stopped", None)]
    return Sheet(title, "corpus", "built 7", turns)


def test_json_holds_each_turn_with_all_of_its_citations(corpus: Path, home: Path) -> None:
    found = json.loads(written(sheet(corpus, home), "json"))
    assert (found["title"], found["documents"], found["index"]) == ("Harbour", "corpus", "built 7")
    assert found["program"].startswith("dossier ")
    first, second = found["turns"]
    assert (first["number"], first["asked"], first["state"]) == (1, "1970-01-01T00:00:00+00:00", "")
    quote = first["answer"]["citations"][0]
    assert quote["quote"] == "The harbour of Lisbon opened again on Tuesday."
    assert (quote["first_line"], quote["date"], quote["source"]) == (3, "2024-03-05", "Reuters")
    assert (second["state"], second["answer"]) == ("stopped", None)


def test_markdown_quotes_with_marks_and_says_where_each_quote_stands(corpus: Path, home: Path) -> None:
    lines = written(sheet(corpus, home), "md").split("\n")
    assert lines[0] == "# Harbour"
    assert r"> The harbour of Lisbon opened again on Tuesday\. [1]" in lines
    (source,) = (line for line in lines if line.startswith("- [1]"))
    assert re.search(r"harbour\\\.txt\\:3, characters \d+–\d+$", source)


def test_text_of_documents_is_neither_markup_nor_control_characters_in_what_is_written(
    corpus: Path, home: Path
) -> None:
    file = corpus / "harbour.txt"
    file.write_text(file.read_text("utf-8").replace("again on Tuesday", f"again {EVIL} on Tuesday"), "utf-8")
    found = sheet(corpus, home, EVIL)
    for form in ("md", "json", "txt"):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", written(found, form))
    for line in written(found, "md").split("\n"):
        assert not ESCAPED.search(re.sub(r"^(#+|>|- )", "", line)), line


def test_a_quote_is_cited_with_source_title_date_and_place(corpus: Path, home: Path) -> None:
    answer = sheet(corpus, home).turns[0].answer
    assert answer
    one = answer.citations[0]
    assert re.fullmatch(
        r"“The harbour of Lisbon opened again on Tuesday.” — Reuters, “Harbour reopens after the storm”, 2024-03-05 "
        r"\(.*harbour\.txt:3, characters \d+–\d+\)",
        cited(one.passage, one.start, one.end),
    )


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who heads it?", "who-heads-it.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("\x1b[2J", "2j.md"),
        ("???", "chat.md"),
    ],
)
def test_the_name_of_a_file_is_letters_digits_and_hyphens(title: str, name: str) -> None:
    assert file_name(title, "md") == name


def test_a_file_is_replaced_only_when_that_is_said(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    save(file, "one")
    with pytest.raises(UsageError, match="is there already"):
        save(file, "two")
    assert file.read_text("utf-8") == "one"
    save(file, "two", replace=True)
    assert file.read_text("utf-8") == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


def test_an_answer_that_abstains_is_written_with_its_reason_and_the_nearest_passages(corpus: Path, home: Path) -> None:
    settings = Settings(embedder="hashing", store="exact", home=str(home / "x"), threshold=2.0)
    answer = Assistant.open(corpus, settings).ask(HARBOUR)
    lines = written(Sheet("t", "c", "i", [Kept(1, HARBOUR, 0.0, "", answer)]), "md").split("\n")
    assert any(line.startswith(r"The documents do not say\. (") for line in lines)
    nearest = [line for line in lines if line.startswith("- nearest, may not answer (")]
    assert len(nearest) == min(3, len(answer.hits))
    assert r"harbour\.txt\:3" in nearest[0]
