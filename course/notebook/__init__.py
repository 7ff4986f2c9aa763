"""What is imported in a notebook: `check`, `quiz` and `trace`, on the functions of its cells."""
