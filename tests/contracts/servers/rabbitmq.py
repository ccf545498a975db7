"""RabbitMQ as a process of the test's own."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import amqp

from tests.contracts.certificates import Authority

SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server"
CONTROL = "/usr/lib/rabbitmq/bin/rabbitmqctl"
USER, PASSWORD, VHOST = "fieldbook", "of-the-broker", "police/test"
EXCHANGE, QUEUE = "entries", "kept"
MOST_BYTES = 65_536
STARTS_WITHIN = 180.0

_CONF = """
listeners.tcp.1 = 127.0.0.1:{plain}
listeners.ssl.1 = 127.0.0.1:{tls}
ssl_options.cacertfile = {folder}/authority.pem
ssl_options.certfile = {folder}/127.0.0.1.pem
ssl_options.keyfile = {folder}/127.0.0.1.key
ssl_options.verify = verify_peer
ssl_options.fail_if_no_peer_cert = true
default_user = {user}
default_pass = {password}
default_vhost = {vhost}
max_message_size = {most}
disk_free_limit.absolute = 1MB
num_acceptors.tcp = 2
num_acceptors.ssl = 2
log.console = false
"""


def missing() -> str:
    """Why the broker cannot be run here, or nothing."""
    return "" if Path(SERVER).exists() and shutil.which("epmd") else "rabbitmq-server is not here"


@dataclass
class Broker:
    plain: int
    tls: int
    authority: Authority
    process: "subprocess.Popen[bytes]"
    environment: dict[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        return f"amqp://{USER}:{PASSWORD}@127.0.0.1:{self.plain}/{quote(VHOST, safe='')}"

    def connection(self) -> amqp.Connection:
        """As an operator or a consumer would connect."""
        made = amqp.Connection(
            f"127.0.0.1:{self.plain}", USER, PASSWORD, login_method="PLAIN", virtual_host=VHOST
        )
        made.connect()
        return made

    @contextmanager
    def channel(self) -> Iterator[Any]:
        with closing(self.connection()) as connection:
            yield connection.channel()

    def set_up(self) -> None:
        """A durable exchange that feeds one durable queue."""
        with self.channel() as channel:
            channel.exchange_declare(EXCHANGE, "topic", durable=True, auto_delete=False)
            channel.queue_declare(QUEUE, durable=True, auto_delete=False)
            channel.queue_bind(QUEUE, EXCHANGE, "#")

    def messages(self) -> list[Any]:
        """All that lies in the queue, a double twice. It stays there."""
        with self.channel() as channel:
            found = []
            while (message := channel.basic_get(QUEUE)) is not None:
                found.append(message)
            return found

    @contextmanager
    def full(self) -> Iterator[None]:
        """While it lasts the exchange feeds a queue that takes nothing."""
        limit = {"x-max-length": 0, "x-overflow": "reject-publish"}
        with self.channel() as channel:
            channel.queue_declare("full", auto_delete=False, exclusive=True, arguments=limit)
            channel.queue_bind("full", EXCHANGE, "#")
            channel.queue_unbind(QUEUE, EXCHANGE, "#")
            try:
                yield
            finally:
                channel.queue_bind(QUEUE, EXCHANGE, "#")

    @contextmanager
    def unbound(self) -> Iterator[None]:
        with self.channel() as channel:
            channel.queue_unbind(QUEUE, EXCHANGE, "#")
            try:
                yield
            finally:
                channel.queue_bind(QUEUE, EXCHANGE, "#")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """While it lasts the process stands still; what is sent to it waits in the kernel."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    @contextmanager
    def short_of_memory(self) -> Iterator[None]:
        self._control("set_vm_memory_high_watermark", "0")
        try:
            yield
        finally:
            self._control("set_vm_memory_high_watermark", "0.6")

    def end(self) -> None:
        """kill -9, and the process is gone when this returns."""
        self.process.kill()
        self.process.wait()

    def _control(self, *words: str) -> None:
        node = self.environment["RABBITMQ_NODENAME"]
        subprocess.run(
            [CONTROL, "-q", "-n", node, *words],
            env=self.environment,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            timeout=STARTS_WITHIN,
        )


@contextmanager
def rabbitmq(folder: Path) -> Iterator[Broker]:
    """Listens on loopback alone, with a name service of its own, and leaves nothing running."""
    authority = Authority(folder)
    authority.pair("127.0.0.1")
    with ExitStack() as stack:
        for _ in range(3):  # between being found free and being used a port can be taken
            attempt = stack.enter_context(ExitStack())
            broker = _started(folder, authority, attempt)
            if _answers(broker):
                broker.set_up()
                yield broker
                return
            attempt.close()
        raise RuntimeError("RabbitMQ did not start")


def _started(folder: Path, authority: Authority, stack: ExitStack) -> Broker:
    plain, tls, distribution, names = _free_ports(4)
    conf = _CONF.format(
        plain=plain,
        tls=tls,
        folder=folder,
        user=USER,
        password=PASSWORD,
        vhost=VHOST,
        most=MOST_BYTES,
    )
    (folder / "rabbitmq.conf").write_text(conf)
    (folder / "plugins").write_text("[].")
    environment = _environment(folder, distribution, names)
    epmd = ["epmd", "-port", str(names), "-address", "127.0.0.1"]
    stack.enter_context(_child(epmd, environment))
    process = stack.enter_context(_child([SERVER], environment))
    return Broker(plain, tls, authority, process, environment)


def _environment(folder: Path, distribution: int, names: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "RABBITMQ_NODENAME": "fieldbook@localhost",
        "RABBITMQ_DIST_PORT": str(distribution),
        "ERL_EPMD_PORT": str(names),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2",
        "detached": "1",  # no shell stands between us and the broker, so signals reach it
    }


@contextmanager
def _child(words: list[str], environment: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(
        words,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()  # what it holds is the test's, and goes with the test
        process.wait()


def _answers(broker: Broker) -> bool:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and broker.process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", broker.tls)).close()
            broker.connection().close()
        except (OSError, amqp.AMQPError):
            time.sleep(0.2)
        else:
            return True
    return False


def _free_ports(n: int) -> list[int]:
    with ExitStack() as stack:
        made = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(n)]
        return [one.getsockname()[1] for one in made]
