"""What is measured, each by one command: retrieval, answers, the cold start."""
