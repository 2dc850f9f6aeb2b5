"""What is to be known of an index, as a page."""

from collections import Counter
from datetime import datetime

from qa.engine.types import Known
from qa.safe import one_line


def report_text(corpus: str, known: Known | None) -> str:
    """Where the documents are, how many there are, and each file that was skipped, with its reason."""
    if known is None:
        return f"{corpus}\n\nThe documents are not open yet."
    built = datetime.fromtimestamp(known.built / 1e9)
    lines = [
        one_line(corpus),
        f"{known.documents:,} documents in {known.passages:,} passages, of {len(known.sources):,} sources",
        f"built {built:%Y-%m-%d %H:%M}, embedded by {one_line(known.embedder)}",
        f"newest document: {known.newest or 'none has a date'}",
        "",
    ]
    if not known.skipped:
        return "\n".join([*lines, "Every file was read, none was skipped."])
    reasons = Counter(why.partition(":")[0] for _, why in known.skipped)
    told = ", ".join(f"{count:,} {one_line(reason)}" for reason, count in sorted(reasons.items()))
    files = (one_line(f"{file}: {why}") for file, why in known.skipped)
    return "\n".join([*lines, f"Skipped, whole or in part: {told}", "", *files])
