"""ARE THESE THE SAME? Blocking and comparisons make evidence and a weight."""
