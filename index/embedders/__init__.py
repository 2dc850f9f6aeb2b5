"""Embedders: each a module with `load(argument)`."""

LIGHT = frozenset({"hashing", "static"})
"""Those that embed on one core and are loaded in no time, so that several processes embed faster than one."""
