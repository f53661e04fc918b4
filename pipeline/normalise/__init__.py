"""TEXT BECOMES VALUES: pure, total functions over checked tables."""
