"""The language server for Forgather configurations, as a program: see ``forgather_ls.program``."""

from forgather_ls._program import program

__all__ = ["program"]
