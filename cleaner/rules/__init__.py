"""One rule a file. A rule reads the document and yields proposals; it never sees another rule."""
