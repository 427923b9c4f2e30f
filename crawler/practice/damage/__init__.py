"""The damage of the practice web, each kind made by the mechanism that makes it on real sites."""
