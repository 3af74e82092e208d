"""Other programs that read the same files: what they show once all tracked changes are accepted or rejected."""
