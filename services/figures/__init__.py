"""Figures: how the services of a community went, by month, week or day. Nobody is named in any of them.

`spans` says of which time, `asking` who may ask. Each subject reads what there is of that time once (`read`), adds it up for any part
of it (`over`), and shows it as `panels`: a table and how it is drawn. `month` holds all of a month beside the one before.
"""
