"""From parts to a release: an immutable folder that is a Hugging Face dataset repository."""
