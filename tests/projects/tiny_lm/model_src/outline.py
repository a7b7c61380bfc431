"""For `!meta`: a function that is called with the graph's nodes and not with what they construct."""


def argument_names(**nodes) -> list[str]:
    """The names of the arguments. Nothing is constructed, so an argument may be something that cannot be."""
    return sorted(nodes)
