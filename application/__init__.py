"""What people may ask, and what the business does by itself.

One module per context: its commands, their handlers and one table, `HANDLERS`. What every
command passes through stands once, in `bus.py`. Processes turn facts into commands;
reactions turn a fact into one call outside and a command with its outcome.

May import: `domain`. Only a context's own module imports that context's aggregate.
"""
