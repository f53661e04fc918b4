"""PEOPLE READ IT: the merge report of a release."""
