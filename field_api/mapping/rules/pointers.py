"""JSON pointers (RFC 6901), as paths and as text."""

Step = str | int
Path = tuple[Step, ...]


def pointer(path: Path) -> str:
    return "".join(f"/{escaped(str(step))}" for step in path)


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def steps(text: str) -> tuple[str, ...]:
    """The empty path for what is no pointer: `""` points at the whole anyway."""
    if not text.startswith("/"):
        return ()
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in text[1:].split("/"))
