"""From the model's output to spans: windows, cue candidates and decoding."""
