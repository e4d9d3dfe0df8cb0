"""Pictures and PDFs of other people, decoded in a child process that can do nothing else.

Nothing in this package imports the application: the child starts in a fraction of a second, and a hole in a decoder
finds neither settings nor a database around it. `running` is the parent's side.
"""
