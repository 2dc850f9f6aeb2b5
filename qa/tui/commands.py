"""The commands of the palette. Their words are fixed: the palette reads them as markup."""

COMMANDS = (
    ("New chat", "Begin again without the earlier questions", "new_chat"),
    ("Chats…", "Go on with another chat, search, delete chats", "chats"),
    ("Rename chat…", "Give this chat another title", "chats(True)"),
    ("Search history…", "Find a question that was asked before", "history"),
    ("Export chat as Markdown…", "With all citations", "export('md')"),
    ("Export chat as JSON…", "With all citations", "export('json')"),
    ("Export chat as text…", "With all citations", "export('txt')"),
    ("Copy answer", "With its sources, to the clipboard", "copy_answer"),
    ("Copy answer without sources", "To the clipboard", "copy_answer(False)"),
    ("Ask again", "Ask the current question again", "again"),
    ("Edit what was searched for", "Change it in the prompt, and ask it as it is", "edit"),
    ("Filters…", "Look only within dates, or in one source", "filters"),
    ("Clear filters", "Look everywhere again", "clear_filters"),
    ("Sources beside the chat", "Show or hide them", "sources"),
    ("Compact spacing", "With or without empty lines between answers", "spacing"),
    ("Update index", "Take in new and changed files", "update_index"),
    ("Rebuild index", "Read everything again, from nothing", "update_index(True)"),
    ("Cancel indexing", "The index stays as it was", "cancel_index"),
    ("Index report", "What is in the index, which files were skipped and why", "report"),
    ("What went wrong", "The errors so far, and the log of the engine", "details"),
)
"""Title, explanation and action of the chat of each."""

OPEN = "Read it at the place that the answer quotes"
"""The explanation of “Open source 1” and so on, which are there for as many as the current answer has."""
