"""When a source is collected, and who starts it."""
