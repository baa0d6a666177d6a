"""One presenter a screen, no Qt: form state in, codes out."""
