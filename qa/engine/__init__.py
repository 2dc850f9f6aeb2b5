"""What the chat asks: an assistant that may run in a process of its own, so that the screen never waits for it."""
