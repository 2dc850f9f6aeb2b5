"""Answers to the graded questions over the sample articles: `python -m benchmarks.answers`."""

import json
import tempfile
from pathlib import Path

from qa import Assistant, Settings, Turn

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Print each question that went wrong, and the counts."""
    right = abstained = answerable = unanswerable = first = 0
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant.open(ROOT / "seeds", Settings(home=home))
        for line in (ROOT / "tests" / "data" / "seeds-questions.jsonl").read_text("utf-8").splitlines():
            record = json.loads(line)
            answer = assistant.ask(record["question"], [Turn(**turn) for turn in record["history"]])
            quotes = [" ".join(citation.quote.split()) for citation in answer.citations]
            holds = [any(gold in quote for gold in record["answers"]) for quote in quotes]
            if record["answers"]:
                answerable, right, first = answerable + 1, right + any(holds), first + any(holds[:1])
            else:
                unanswerable, abstained = unanswerable + 1, abstained + answer.abstained
            if (not any(holds)) if record["answers"] else not answer.abstained:
                print(f"{record['id']} ({answer.confidence:.2f}): {record['question']}\n    {quotes or answer.reason}")
    print(f"a cited quote holds the answer: {right} of {answerable} (the first one: {first})")
    print(f"abstained where there is no answer: {abstained} of {unanswerable}")


if __name__ == "__main__":
    main()
