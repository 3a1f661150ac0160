"""The other libraries' forms: signatures, recorded numbers, and bugs that are not repeated."""
