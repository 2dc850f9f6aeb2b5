"""Chats kept on disk: what they hold, and how they are written out."""
