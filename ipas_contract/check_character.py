"""The check character of what people type: ISO 7064's hybrid system (MOD n+1,n), which finds every single wrong
character and nearly all that were swapped."""


def check_character(text: str, alphabet: str) -> str:
    """The character to write behind `text`, all of whose characters are of `alphabet` (an even number of them)."""
    size = len(alphabet)
    product = size
    for character in text:
        total = (product + alphabet.index(character)) % size or size
        product = total * 2 % (size + 1)
    return alphabet[(size + 1 - product) % size]
