"""Tables that more than one room reads: furniture of pages, lenders, pinyin readings, script dictionaries."""
