"""Pages that lie in files already."""
