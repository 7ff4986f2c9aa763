"""What was found, as terminal text, JSON, JUnit, annotations, CSV and HTML."""
