"""What people say of labels: the questions asked of them, their decisions, and how far they and the rules agree."""
