"""Keys, slots, signing and sealing: the only room with cryptography."""
