"""From bytes to facts with evidence; knows nothing of RDF."""
