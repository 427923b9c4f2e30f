"""What an article is about: whether it belongs here, which lenders it names, which messages it quotes."""
