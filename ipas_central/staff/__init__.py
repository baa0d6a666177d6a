"""The staff of the centres, as central knows them."""
