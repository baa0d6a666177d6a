"""What kiosk and central agree on: codes, rules, the wire, signatures. Pure: no Qt, no SQL, no HTTP."""
