"""One example of each public function, in an order in which they run: ``python docs/api_examples.py`` in a checkout."""

from datetime import date

import onrecord

# read
record = onrecord.read("examples/bridge-toll.html")
for statement in record.statements:
    speaker = record.speaker_of(statement)
    print(speaker.name if speaker else "nobody", "—", statement.text)

# read_text
text = "“We shut the bridge on Friday,” harbour master Mara Quill told reporters after the meeting."
record = onrecord.read_text(text, outlet="The Ledger", published=date(2025, 3, 3))
print(record.statements[0].text)

# read_many
for record in onrecord.read_many(["examples/"], on_skip=print):
    print(record.article.title, len(record.statements))

# to_json
data = onrecord.to_json(record)

# from_json
assert onrecord.from_json(data) == record

# json_schema
print(sorted(onrecord.json_schema()["properties"]))

# to_html
page = onrecord.to_html(record)

# open_store
store = onrecord.open_store("example.db")

# add
outcomes = onrecord.add("examples/", store)
print(outcomes.pages, outcomes.new)

# check
for problem in onrecord.check("example.db"):
    print(problem.where, problem.what, problem.advice)

# compare
for utterance in onrecord.compare(store, "bridge", min_outlets=1, since=date(2025, 1, 1)):
    print(utterance.text, [version.outlet for version in utterance.versions])

# verify
for checked in onrecord.verify("examples/bridge-toll.html", "examples/transcripts/", on_skip=print):
    print(checked.verdict.verdict, checked.verdict.explanation)

# reread
print(onrecord.reread(store, all_articles=True, on_change=print).unchanged)

# watch
feeds: list[str] = []  # addresses such as https://www.example.org/feed.xml
onrecord.watch(feeds, store, once=True)

store.close()
