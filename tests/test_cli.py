"""The command line, in process: what it prints, where, and the exit code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cli
from index.generations import lock
from index.types import Progress
from index.words import term
from qa import Retriever, Settings
from qa.preview import MOST_NAMED, STATUSES

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ferry.txt").write_text(
        "date 2022-01-09 The ferry to Lakeside sank on Monday. Captain Ada Moss saved all forty passengers."
    )
    (folder / "baker.md").write_text("# Bread\n\nThe baker sold nine hundred loaves in a single day.\n")
    return folder


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    capsys.readouterr()
    code = cli.main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def tables(text: str) -> list[tuple[str, str]]:
    """Stage and rank of each line of the tables in what --explain prints."""
    number = r"-?\d+\.\d{3}"
    return re.findall(rf"^     (\w+) +(rank|\d+) +(?:score  share|{number}  {number})$", text, re.MULTILINE)


def matched(text: str) -> set[str]:
    """The words of the first line of matches in what --explain prints."""
    found = re.search(r"^     matched: (.*)$", text, re.MULTILINE)
    return set(found[1].split(", ")) if found else set()


def test_ask_prints_the_quote_and_where_it_stands(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    code, out, err = run(capsys, "ask", "Who saved the passengers of the ferry?", "--docs", articles)
    assert code == 0
    assert out.splitlines() == [
        "Captain Ada Moss saved all forty passengers. [1]",
        "",
        f"[1] {articles / 'ferry.txt'}:1",
        "    2022-01-09 (date header)",
        "    short answer: Ada Moss",
    ]
    assert err == "index updated: 2 added\n"


def test_ask_says_when_the_documents_do_not(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    code, out, _ = run(capsys, "ask", "Who won the chess tournament?", "--docs", articles)
    assert code == 1
    assert out.startswith("The documents do not say. (no passage mentions “won”, “chess”, “tournament”)")


def test_every_quote_of_ask_json_is_in_the_file_at_its_offsets(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(
        capsys, "ask", "--json", "How much will Norway allocate to help Ukraine in 2026?", "--docs", SEEDS
    )
    answer = json.loads(out)
    assert code == 0
    about = "question searched time sources scope answer abstained confidence reason missing differs newer"
    assert list(answer) == [*about.split(), "citations", "hits"]
    cited = answer["citations"][0]
    with open(cited["path"], encoding="utf-8", newline="") as file:
        text = file.read()
    assert text[cited["start"] : cited["end"]] == cited["quote"]
    assert cited["quote"].startswith("The Norwegian government has announced its intention to allocate about $8.35 b")
    assert cited["quote"] in text.split("\n")[cited["first_line"] - 1]
    assert (cited["number"], cited["document_id"], cited["first_line"], cited["last_line"]) == (
        1,
        "002_817ae007921a9a15.txt",
        17,
        17,
    )


def test_search_explains_each_hit_as_json(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    code, out, _ = run(capsys, "search", "loaves", "-k", "1", "--json", "--docs", articles)
    found = json.loads(out)
    hit = found["hits"][0]
    assert code == 0
    assert (list(found), found["question"], found["time"]) == (["question", "time", "sources", "hits"], "loaves", None)
    assert (hit["document_id"], hit["title"], hit["first_line"]) == ("baker.md", "Bread", 3)
    assert hit["score"] == pytest.approx(sum(rank["share"] for rank in hit["ranks"]))
    assert [list(rank) for rank in hit["ranks"]] == [["stage", "rank", "score", "share"]] * len(hit["ranks"])
    assert hit["matches"] == [{"asked": "loaves", "found": term("loaves"), "likeness": 1.0, "weight": 1.0}]


def test_search_explain_shows_stages_and_words_below_each_hit(
    capsys: pytest.CaptureFixture[str], articles: Path
) -> None:
    asked = ("search", "ferry loaves in January", "--docs", articles, "--ranking", "words=1 document=1 lead=.1 time=1")
    code, out, _ = run(capsys, *asked, "--explain")
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "time: January (seen from 2022-01-09): 2022-01-01 to 2022-01-31, preferred"
    first, second = "\n".join(lines[1:]).split("  2. ")
    head = ("stage", "rank")
    assert tables(first) == [head, ("words", "1"), ("document", "1"), ("lead", "1"), ("time", "1")]
    assert tables(second) == [head, ("words", "2"), ("document", "2"), ("lead", "1"), ("time", "2")]
    assert matched(first) == {"ferry = ferry 1.00", "January = January 1.00", "loaves: no match"}
    assert matched(second) == {"loaves = loaves 1.00", "January: no match", "ferry: no match"}
    assert "stage" not in run(capsys, *asked)[1]
    assert run(capsys, *asked, "--json", "--explain")[1] == run(capsys, *asked, "--json")[1]


def test_search_explain_can_not_steer_the_terminal(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    (articles / "evil.txt").write_text("The evil\x1b]52;c;eA\x07 sentence \u202ehas a \x9b2J payload in it.")
    asked = "evil\x1b]0;x\x07 sen\u202etence in\x85January 2022"
    code, out, _ = run(capsys, "search", asked, "--explain", "--docs", articles)
    assert (code, "evil = evil 1.00" in out) == (0, True)
    assert all(char == "\n" or char.isprintable() for char in out)


def test_the_time_that_a_question_names_is_told(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    question = "Who saved the passengers in January?"
    reading = "January (seen from 2022-01-09): 2022-01-01 to 2022-01-31"
    out = run(capsys, "ask", question, "--docs", articles)[1]
    assert out.splitlines()[:2] == [
        f"time: {reading}, preferred",
        "Captain Ada Moss saved all forty passengers. [1]",
    ]
    for command in ("ask", "search"):
        told = json.loads(run(capsys, command, question, "--json", "--docs", articles)[1])
        assert told["time"] == {
            "phrase": "January",
            "reading": reading,
            "first": "2022-01-01",
            "last": "2022-01-31",
        }
    told = json.loads(run(capsys, "search", "ferry since 2021", "--json", "--docs", articles)[1])
    assert (told["time"]["first"], told["time"]["last"]) == ("2021-01-01", None)


def test_a_question_without_a_time_or_a_ranking_without_it_tells_none(
    capsys: pytest.CaptureFixture[str], articles: Path
) -> None:
    assert "time:" not in run(capsys, "search", "ferry passengers", "--docs", articles)[1]
    asked = ("search", "ferry in January 2022", "--docs", articles, "--ranking", "words=1,lead=0.1")
    assert "time:" not in run(capsys, *asked)[1]
    told = json.loads(run(capsys, *asked, "--json")[1])
    assert (told["time"], [rank["stage"] for rank in told["hits"][0]["ranks"]]) == (None, ["words", "lead"])


def test_a_time_in_the_question_leaves_nothing_out_but_a_filter_does(
    capsys: pytest.CaptureFixture[str], articles: Path
) -> None:
    (articles / "tram.txt").write_text("date 2023-05-04 The tram replaced the ferry for all passengers.")
    asked = ("search", "the ferry, its passengers and loaves in January 2022", "--docs", articles)
    line = "time: January 2022: 2022-01-01 to 2022-01-31, preferred"
    everything, filtered = run(capsys, *asked)[1], run(capsys, *asked, "--since", "2023")[1]
    assert [name for name in ("ferry.txt", "baker.md", "tram.txt") if f"{articles / name}:" in everything] == [
        "ferry.txt",
        "baker.md",
        "tram.txt",
    ]
    assert everything.splitlines()[0] == filtered.splitlines()[0] == line
    assert [text.count("  1. ") + text.count("  2. ") for text in (everything, filtered)] == [2, 1]
    assert f"  1. {articles / 'tram.txt'}:1" in filtered


def test_options_stand_before_or_after_the_command(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    before = run(capsys, "--docs", articles, "--since", "2023", "search", "ferry")
    after = run(capsys, "search", "ferry", "--docs", articles, "--since", "2023")
    assert before[:2] == after[:2] == (1, "")
    assert run(capsys, "search", "--docs", articles, "the", "ferry")[0] == 0


def test_index_tells_what_became_of_each_file(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    (articles / "photo.png").write_bytes(b"\x89PNG")
    (articles / "data.txt").write_bytes(b"\x00\x01\x02" * 50)
    code, out, _ = run(capsys, "index", articles)
    lines = out.splitlines()
    assert code == 0
    assert [line.split()[:2] for line in lines if line[:1] == " " and line.split()[0] in STATUSES] == [
        ["added", "baker.md"],
        ["skipped", "data.txt"],
        ["added", "ferry.txt"],
        ["skipped", "photo.png"],
    ]
    assert "           no-reader: there is no reader for .png" in lines
    assert "index updated: 2 added, 2 skipped" in lines
    (articles / "baker.md").unlink()
    assert "index updated: 1 unchanged, 1 removed, 2 skipped" in run(capsys, "index", articles)[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "x", "--docs", "{}/nowhere"], "there is no file or folder {}/nowhere"),
        (["ask", "x", "--docs", "{}"], "there is nothing to read in {}"),
        (["ask", "--docs", "{}/articles"], "the question is empty"),
        (
            ["ask", "x", "--docs", "{}/articles", "--embedder", "word2vec"],
            "there is no embedder “word2vec”: choose one of hashing, static",
        ),
        (["ask", "x", "--docs", "{}/articles", "--since", "soon"], "“soon” is no date for --since"),
        (
            ["ask", "x", "--docs", "{}/articles", "--ranking", "words=1 magic=2"],
            "“magic=2” is no stage of the ranking with its weight: write words=0.5",
        ),
        (["search", "x", "--docs", "{}/articles", "--ranking", "lead=1"], "the ranking has no stage that finds"),
        (["chat", "--docs", "{}/articles", "--ranking", "words=-1"], "“words=-1” is no stage of the ranking"),
        (
            ["ask", "x", "--docs", "{}/articles", "--reranker", "best"],
            "there is no reranker “best”: choose one of cross",
        ),
        (["search", "x", "-k", "0", "--docs", "{}/articles"], "k from the command line must be from 1 to 1000, not 0"),
        (["search", "--queries", "q.jsonl", "--docs", "{}/articles"], "--queries FILE and --run FILE belong together"),
        (["ask", "--questions", "{}/none.jsonl", "--docs", "{}/articles"], "the file {}/none.jsonl cannot be read"),
        (["verify", "--docs", "{}/articles"], "what shall be verified? Name one file"),
        (["verify", "{}/none.json", "--docs", "{}/articles"], "the file {}/none.json cannot be read: No such file"),
        (["chat", "--docs", "{}/articles"], "the chat needs a terminal"),
    ],
)
def test_bad_input_gets_one_clear_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, articles: Path, arguments: list[str], message: str
) -> None:
    if arguments[-1] == "{}":
        articles = articles.rename(tmp_path / ".hidden")
    code, out, err = run(capsys, *(argument.format(tmp_path) for argument in arguments))
    told = [line for line in err.splitlines() if not line.startswith("index updated")]
    assert (code, out, len(told)) == (2, "", 1)
    assert told[0].startswith(f"error: {message.format(tmp_path)}")


def test_an_index_made_with_another_embedder_is_refused_with_the_way_out(
    capsys: pytest.CaptureFixture[str], articles: Path, tmp_path: Path
) -> None:
    place = ["--docs", articles, "--index", tmp_path / "index"]
    assert run(capsys, "index", *place, "--embedder", "hashing")[0] == 0
    code, _, err = run(capsys, "ask", "Who saved them?", *place)
    assert code == 8
    assert "was made with the embedder hashing:256, not static" in err
    assert "--rebuild --embedder static" in err
    assert run(capsys, "index", *place, "--rebuild")[0] == 0
    assert run(capsys, "ask", "Who saved the passengers?", *place)[0] == 0


def test_a_file_of_questions_is_answered_line_by_line_with_its_ids(
    capsys: pytest.CaptureFixture[str], articles: Path, tmp_path: Path
) -> None:
    lines = [
        {"id": "one", "question": "What sank on Monday?"},
        {"question": "Who saved the passengers?", "history": ["What sank on Monday?"]},
        {"id": 3, "question": "When was that?", "history": [{"question": "What sank?", "answer": "The ferry"}]},
    ]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, lines)))
    code, out, _ = run(capsys, "ask", "--questions", tmp_path / "q.jsonl", "--docs", articles)
    found = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert [one.get("id") for one in found] == ["one", None, 3]
    assert found[0]["citations"][0]["quote"] == "The ferry to Lakeside sank on Monday."
    assert found[2]["searched"] == "When was that? (sank)"


def test_beir_queries_make_a_trec_run_by_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    records = [
        {"_id": "d 1", "title": "Ferry", "text": "The ferry sank. " * 60},
        {"_id": "d2", "title": "", "text": "The baker sold nine hundred loaves in a single day."},
    ]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, records)))
    (tmp_path / "queries.jsonl").write_text(
        '{"_id": "q1", "text": "loaves sold"}\n\n{"_id": "q2", "text": "the ferry"}\n'
    )
    (tmp_path / "docs").mkdir()
    (tmp_path / "corpus.jsonl").rename(tmp_path / "docs" / "corpus.jsonl")
    arguments = ["--docs", tmp_path / "docs", "--queries", tmp_path / "queries.jsonl", "--run", tmp_path / "run"]
    assert run(capsys, "search", *arguments)[0] == 0
    rows = [line.split() for line in (tmp_path / "run").read_text().splitlines()]
    assert [(row[0], row[1], row[2], row[3], row[5]) for row in rows if row[3] == "1"] == [
        ("q1", "Q0", "d2", "1", "dossier"),
        ("q2", "Q0", "d_1", "1", "dossier"),
    ]
    assert len({(row[0], row[2]) for row in rows}) == len(rows)
    assert run(capsys, "search", *arguments, "--by", "passage")[0] == 0
    assert "q1 Q0 d2#0 1 " in (tmp_path / "run").read_text()


def test_status_tells_what_is_stale(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    assert "there is no index yet" in run(capsys, "status", "--docs", articles)[1]
    run(capsys, "index", articles)
    assert "current:   nothing changed since" in run(capsys, "status", "--docs", articles)[1]
    (articles / "new.txt").write_text("A tram line opened in the harbour after eleven years.")
    (articles / "baker.md").unlink()
    assert "stale:     1 new, 0 changed, 1 gone" in run(capsys, "status", "--docs", articles)[1]


def test_check_finds_a_changed_file_and_a_damaged_index(
    capsys: pytest.CaptureFixture[str], articles: Path, tmp_path: Path
) -> None:
    place = ["--docs", articles, "--index", tmp_path / "index"]
    run(capsys, "index", *place)
    assert run(capsys, "check", *place)[1].splitlines()[1] == "every file that was indexed is as it was"
    status = (articles / "ferry.txt").stat()
    (articles / "ferry.txt").write_text((articles / "ferry.txt").read_text().replace("forty", "fifty"))
    os.utime(articles / "ferry.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert "changed or gone since it was indexed: ferry.txt" in run(capsys, "check", *place)[1]
    [segment] = (tmp_path / "index/segments").iterdir()
    segment.write_bytes(segment.read_bytes()[:-1] + b"?")
    for command in (["check"], ["ask", "Who saved the passengers?"], ["index"], ["status"], ["index", "--dry-run"]):
        code, _, err = run(capsys, *command, *place)
        assert (code, err.count("\n")) == (4, 1)
        assert f"error: the index is damaged: {segment}: its checksum is wrong. No answer was given from it" in err
        assert "Run: dossier repair" in err


def test_repair_reads_everything_again_when_no_older_index_is_sound_and_runs_twice(
    capsys: pytest.CaptureFixture[str], articles: Path, tmp_path: Path
) -> None:
    place = ["--docs", articles, "--index", tmp_path / "index"]
    assert run(capsys, "repair", *place)[::2] == (
        3, f"error: there is no index at {tmp_path / 'index'} yet: run dossier index\n",
    )  # fmt: skip
    assert run(capsys, "check", *place)[0] == 3
    run(capsys, "index", *place)
    [segment] = (tmp_path / "index/segments").iterdir()
    size = segment.stat().st_size
    segment.write_bytes(b"")
    code, out, _ = run(capsys, "repair", *place)
    assert (code, out.splitlines()) == (0, [
        f"damaged: {segment}: it has 0 bytes instead of {size:,}",
        f"moved to {tmp_path / 'index/quarantine' / segment.name}; it may be deleted",
        "no older index is sound: everything is read again",
        "the index is sound: 2 passages of 2 documents",
    ])  # fmt: skip
    assert run(capsys, "repair", *place)[:2] == (0, "the index is sound: 2 passages of 2 documents\n")
    aside = f"damaged:   {tmp_path / 'index/quarantine'} holds what repair moved aside; it may be deleted"
    assert run(capsys, "status", *place)[1].splitlines()[2] == aside
    assert run(capsys, "ask", "Who saved the passengers?", *place)[0] == 0


def test_while_another_process_updates_the_index_a_question_is_answered_from_the_one_before(
    capsys: pytest.CaptureFixture[str], articles: Path, tmp_path: Path
) -> None:
    place = ["--docs", articles, "--index", tmp_path / "index"]
    run(capsys, "index", *place)
    (articles / "new.txt").write_text("A tram line opened in the harbour after eleven years.")
    with lock(tmp_path / "index"):
        code, out, err = run(capsys, "ask", "Who saved the passengers of the ferry?", *place)
        assert (code, out.splitlines()[0]) == (0, "Captain Ada Moss saved all forty passengers. [1]")
        assert err == "another process is updating the index: this is from the one before\n"
        assert run(capsys, "index", *place)[::2] == (
            5, f"error: another process is updating the index of {articles}: try again when it is done\n",
        )  # fmt: skip
    assert run(capsys, "index", *place)[0] == 0


def test_an_exported_answer_is_verified_quote_by_quote(
    capsys: pytest.CaptureFixture[str], articles: Path, tmp_path: Path
) -> None:
    file = tmp_path / "answer.json"
    file.write_text(run(capsys, "ask", "--json", "Who saved the passengers of the ferry?", "--docs", articles)[1])
    quote, place = "Captain Ada Moss saved all forty passengers.", f"{articles / 'ferry.txt'}:1"
    assert run(capsys, "verify", file, "--docs", articles)[:2] == (
        0, f"exact      [1] {place}\n           {quote}\n",
    )  # fmt: skip
    file.write_text(file.read_text().replace("forty", "fifty"))
    assert run(capsys, "verify", file, "--docs", articles)[:2] == (
        1, f"altered    [1] {place}\n           Captain Ada Moss saved all [-fifty-] {{+forty+}} passengers.\n",
    )  # fmt: skip
    (articles / "ferry.txt").unlink()
    assert run(capsys, "verify", file, "--docs", articles)[:2] == (
        2, f"not found  [1] “{quote.replace('forty', 'fifty')}”\n",
    )  # fmt: skip


def test_an_answer_that_quotes_nothing_has_nothing_to_verify(
    capsys: pytest.CaptureFixture[str], articles: Path, tmp_path: Path
) -> None:
    (tmp_path / "none.json").write_text(run(capsys, "ask", "--json", "Who won at chess?", "--docs", articles)[1])
    verified = run(capsys, "verify", tmp_path / "none.json", "--docs", articles)
    assert (verified[0], verified[1], verified[2].splitlines()[-1]) == (0, "", "nothing is quoted there")


def test_a_quoted_text_is_verified_as_json(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    texts = ["saved  all\nforty passengers", "saved all of the forty passengers"]
    code, out, _ = run(
        capsys, "verify", "--json", "--quote", texts[0], "--quote", texts[1], "--docs", articles
    )  # fmt: skip
    found = json.loads(out)
    assert (code, found["verdict"]) == (1, "altered")
    text = (articles / "ferry.txt").read_text()
    for one, quote in zip(found["quotes"], texts, strict=True):
        assert (one["number"], one["quote"], one["document_id"], one["first_line"]) == (None, quote, "ferry.txt", 1)
        assert one["found"] == text[one["start"] : one["end"]] == "saved all forty passengers"
    assert [one["verdict"] for one in found["quotes"]] == ["exact", "altered"]
    assert found["quotes"][1]["difference"] == [
        {"op": "equal", "text": "saved all"}, {"op": "delete", "text": "of the"},
        {"op": "equal", "text": "forty passengers"},
    ]  # fmt: skip


def test_a_dry_run_tells_what_an_index_would_be_made_of_and_writes_nothing(
    capsys: pytest.CaptureFixture[str], articles: Path, tmp_path: Path
) -> None:
    place = ["--docs", articles, "--index", tmp_path / "index"]
    assert run(capsys, "index", "--dry-run", *place)[:2] == (
        0, "    added  baker.md\n    added  ferry.txt\nnothing was written; it would be: 2 added\n",
    )  # fmt: skip
    assert not (tmp_path / "index").exists()


def test_a_document_can_not_steer_the_terminal(capsys: pytest.CaptureFixture[str], articles: Path) -> None:
    (articles / "evil.txt").write_text("The evil \x1b]52;c;eA\x07 sentence \u202ehas a \x9b2J payload in it.")
    _, out, _ = run(capsys, "ask", "Which evil sentence has a payload?", "--docs", articles)
    assert "The evil \ufffd]52;c;eA\ufffd sentence \ufffdhas a \ufffd2J payload in it. [1]" in out
    assert not set(out) & set("\x1b\x07\x9b\u202e")


def test_stopping_an_update_leaves_the_index_as_it_was(articles: Path, tmp_path: Path) -> None:
    settings = Settings(index=str(tmp_path / "index"))
    before = Retriever.open(articles, settings).index.about
    (articles / "new.txt").write_text("A tram line opened in the harbour after eleven years.")

    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Retriever.open(articles, settings, stop)
    assert not list((tmp_path / "index").rglob(".tmp-*"))
    assert before.passages == 2
    assert Retriever.open(articles, settings).index.about.passages == 3


def test_of_many_parts_that_cannot_be_read_the_first_are_told(
    capsys: pytest.CaptureFixture[str], articles: Path
) -> None:
    lines = [f"no JSON {number}" for number in range(15)]
    (articles / "many.jsonl").write_text("\n".join([*lines, '{"text": "One line of this file is a document."}']))
    _, out, _ = run(capsys, "index", articles)
    told = out.splitlines()
    assert told.count("    added  many.jsonl") == 1
    assert len([line for line in told if "no-document: line" in line]) == MOST_NAMED
    assert "           … and 5 more: see dossier status" in told
    _, out, _ = run(capsys, "status", "--docs", articles)
    assert len([line for line in out.splitlines() if line.startswith("in part: many.jsonl: no-document: line")]) == 15
    assert "files:     3 = 3 indexed + 0 skipped" in out.splitlines()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
def test_output_that_cannot_be_written_is_told_in_one_line(articles: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "cli.py"), "search", "ferry", "--docs", str(articles)]
    around = {**os.environ, "DOSSIER_HOME": str(tmp_path / "home")}
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, env=around, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "error: the output cannot be written: No space left on device"
