"""What goes out: the audit pack, and checking a pack against the tracker it came from."""
