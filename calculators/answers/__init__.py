"""Each calculator's answer: its outcomes, notes and validation around the model."""
