"""What else a person would take, beside ours on the same passages: `python -m benchmarks.peers`.

Each module but `work` and those of ours puts one library behind `build(passages, vectors, folder)` and `load(folder)`;
it is run by `work.py` in an environment that has that library and numpy, and imports nothing of this project.
"""
