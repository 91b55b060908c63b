"""What analysts ask on the command line: facts and figures as files, and the stream to look at.

May import: what the shell may. Nothing here opens what is sealed.
"""
