"""The commands of the palette. Their words are fixed: the palette reads them as markup."""

COMMANDS = (
    ("New chat", "Begin again without the earlier questions", "screen.new_chat"),
    ("Chats…", "Go on with another chat, search, rename or delete chats", "screen.chats"),
    ("Export chat…", "As Markdown, JSON or plain text, with all citations", "screen.export"),
    ("Copy answer", "With its sources, to the clipboard", "screen.copy_answer"),
    ("Ask again", "Ask the current question again", "screen.again"),
    ("Edit what was searched for", "Change it in the prompt, and ask it as it is", "screen.edit"),
    ("Filters…", "Look only within dates, or in one source", "screen.filters"),
    ("Clear filters", "Look everywhere again", "screen.clear_filters"),
    ("Sources beside the chat", "Show or hide them", "screen.sources"),
    ("Update index", "Take in new and changed files", "screen.update_index"),
    ("Cancel indexing", "The index stays as it was", "screen.cancel_index"),
)
"""Title, explanation and action of each."""
