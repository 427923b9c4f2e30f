"""What the commands share: how they fail, what they print, how they are asked."""
