"""How fast a work goes and how long it will take, from its progress."""

from index.types import Progress

_SOON = 2.0
"""Seconds of a stage before its rate says anything."""


def line(progress: Progress, seconds: float) -> str:
    """Stage, done and total on one line; `seconds` into the stage also the rate and the time left, when they are known.

    The rate is that of the whole stage: its first part may be quick, since what is known already is only compared.
    """
    told = f"{progress.stage} {progress.done:,}/{progress.total:,}"
    time = left(progress, seconds)
    rate = progress.done / seconds if time else 0.0
    return f"{told} · {rate:,.{0 if rate >= 10 else 1}f}/s · {time}" if time else told


def left(progress: Progress, seconds: float) -> str:
    """How long a stage will take yet, `seconds` into it, in words; empty when that is not known."""
    if seconds < _SOON or not 0 < progress.done < progress.total:
        return ""
    return f"{duration((progress.total - progress.done) * seconds / progress.done)} left"


def duration(seconds: float) -> str:
    """A length of time as people say it, in two units at most."""
    whole = max(1, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
