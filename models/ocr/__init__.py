"""Reads text in pictures with the networks of PP-OCRv6 that the package rapidocr carries.

Only its files are used. Finding and recognising are written here, so that the first line can be
spoken while the rest is read, so that work stops between two lines, and so that nothing of the
package's own program, which can fetch other models from the network, is ever loaded.
"""
