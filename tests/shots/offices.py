"""The offices that are pictured."""

PASSWORD = "柳行村旁的三棵老槐树"
