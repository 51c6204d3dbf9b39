"""Tables, migrations, transactions' building blocks and erasers.

Functions take a session; who commits is the caller's affair.
"""
