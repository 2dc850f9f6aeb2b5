"""All measurements in turn: `python -m benchmarks`."""

from benchmarks import answers, cold, retrieval

for part in (cold, answers, retrieval):
    print(f"\n## {part.__name__}\n")
    part.main()
