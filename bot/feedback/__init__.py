"""What is learned from past turns: replay now; signals, labels and datasets as they come."""
