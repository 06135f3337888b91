"""What is known: the vocabulary, the store, identity and queries of a park graph."""
