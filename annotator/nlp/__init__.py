"""spaCy and inflection. No other package imports spaCy, and this one only on first use."""
