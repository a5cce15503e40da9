"""What make bench measures: ours beside the targets, on this machine, now. Nothing is asserted."""
