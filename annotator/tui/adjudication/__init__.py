"""The adjudication screen: its keys, its text with lanes, its panel, and plain-text mode."""
