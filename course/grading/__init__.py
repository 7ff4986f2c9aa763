"""Hidden tests on submissions: the pytest plugin, a session that is collected once, and batches."""
