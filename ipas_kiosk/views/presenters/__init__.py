"""What each page knows and decides, without Qt: form state in, codes out."""
