"""The rules for what people type, one pure module a rule (spec: rules for what people type)."""
