"""The commands of the command line, a module each with `run(arguments, settings)`, which returns the exit code.

`qa.options` has their names, helps and options, so that none is imported until it is typed.
"""
