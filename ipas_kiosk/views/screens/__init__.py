"""One screen a page: layout and binding only."""
