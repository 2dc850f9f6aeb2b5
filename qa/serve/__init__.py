"""The chat in a browser of this machine."""
