"""The server: SPARQL, pages of things and articles, and the explorer, over a snapshot."""
