"""The rules of indicator series: what one is (series.py), how a file is read (reading.py), how it is set out
(tabulating.py). Plain values in and out.
"""
