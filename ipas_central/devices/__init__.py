"""Kiosks as central knows them: enrolment, keys, incarnations."""
