"""The shell: `preceptor`, for whoever runs the platform or looks at it for the first time.

`api/cli.py` names the commands; what each does stands here: starting with a demonstration,
importing, and an operator's looks and mends. Whoever could use HTTP is shown using HTTP; what
only the platform itself may ask goes over the bus as the system.

May import: what `api` may, and `adapters.embedded` with `adapters.operating`.
To add a command: a function in its module here, and its line in `cli.py`.
"""
