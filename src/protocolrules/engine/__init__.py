"""The engine: what a protocol means when it runs, worked out event by event.

It says what the definition says, and knows nothing of it: tests hold the two together. `case` is
where to begin; `program` makes a rule file ready, `working` keeps what came of each rule.
"""
