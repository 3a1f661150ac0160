"""What must come out, computed once more: from the sources, not from the library's code."""
