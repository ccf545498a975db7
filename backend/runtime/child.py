"""Run a program as a child that can't outlive its parent, if need be as nobody in particular.

    python -IS child.py PARENT SIGNAL DROP command argument…

A program of its own, because the two things it does must happen in the child, before exec, and a
`preexec_fn` may deadlock when the parent has threads. Standard library only; Linux does both,
elsewhere only exec remains.

DROP is `stay`, `unshare` (become user 1000 of a user namespace of its own: PostgreSQL refuses to be
root, and this needs no account and no chown) or a user id to change to.
"""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
REFUSED = 77


def main(parent: int, signal: int, drop: str, command: list[str]) -> None:
    try:
        _drop(drop)
    except OSError as error:
        sys.stderr.write(f"can't give up root: {error}\n")
        sys.exit(REFUSED)
    if sys.platform == "linux":
        _libc().prctl(_PR_SET_PDEATHSIG, signal, 0, 0, 0)
    # The parent may have gone before the kernel was told to watch it.
    if os.getppid() != parent:
        sys.exit("the parent is gone")
    os.execv(command[0], command)  # noqa: S606


def _drop(how: str) -> None:
    if how == "stay":
        return
    if how == "unshare":
        _unshare()
        return
    os.setgroups([])
    os.setgid(int(how))
    os.setuid(int(how))


def _unshare() -> None:
    user, group = os.geteuid(), os.getegid()
    if sys.platform != "linux":
        raise OSError("this system has no user namespaces")
    if _libc().unshare(_CLONE_NEWUSER):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    # Without "deny" the kernel refuses a group map written by the process itself.
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"1000 {user} 1"),
        ("gid_map", f"1000 {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(line)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4:])
