"""Which rows are copies of which, and which split a row belongs to: pure functions of ids, texts and times.

Near-duplicates by shingles come later; until then two rows are alike when their texts are the same, or are the same
once lender names and numbers are masked (one text published under many lenders).
"""
