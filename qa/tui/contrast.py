"""A theme for those who see little: black and white, and bright colours that differ in lightness too."""

from textual.theme import Theme

HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    success="#00ff00",
    warning="#ffff00",
    error="#ff9999",
    dark=True,
    variables={"text-muted": "#ffffff", "border": "#ffffff", "border-blurred": "#aaaaaa"},
)
