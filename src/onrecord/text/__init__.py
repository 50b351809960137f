"""What several stages share about text: sentences, quotation marks, names, dates, word lists."""
