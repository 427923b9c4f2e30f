"""Learn what a source file leaves out, and show what a run would fetch."""
