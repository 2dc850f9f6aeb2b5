"""Answers to the graded questions over the sample articles: `python -m benchmarks.answers`."""

import tempfile
from pathlib import Path

from qa import Assistant, Settings
from qa.grade import grade, report

ROOT = Path(__file__).parents[1]
QUESTIONS = ROOT / "tests" / "data" / "seeds-questions.jsonl"


def main() -> None:
    """Print each question that went wrong, and the counts."""
    with tempfile.TemporaryDirectory() as home:
        assistant = Assistant.open(ROOT / "seeds", Settings(home=home))
        print("\n".join(report(grade(assistant, QUESTIONS))))


if __name__ == "__main__":
    main()
