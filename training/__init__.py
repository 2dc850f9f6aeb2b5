"""Trains the retrieval model that is shipped in `index/model`."""
