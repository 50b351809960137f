"""From the text to the model and back: windows, cue candidates, and the drafts that are made of them."""
