"""Central: the server that many kiosks synchronise with."""
