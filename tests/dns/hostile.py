"""A name server on the loopback that answers as a test says: wrongly, slowly, without end."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from tests.dns.conftest import LOOPBACK, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Packets = Callable[[bytes], Iterable[bytes]]
    """A query → the packets that are sent back, as they are; over TCP, framing included."""

PAUSE = b"pause"
"""Instead of a packet: wait for a tenth of a second."""


def framed(message: bytes) -> bytes:
    return struct.pack("!H", len(message)) + message


@contextmanager
def serving(udp: Packets, tcp: Packets | None = None) -> Iterator[int]:
    """The port at which a server answers as these functions say."""
    port = free_port()
    over = threading.Event()
    with socket.socket(type=socket.SOCK_DGRAM) as packets, socket.socket() as streams:
        packets.bind((LOOPBACK, port))
        streams.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        streams.bind((LOOPBACK, port))
        streams.listen()
        for wire in (packets, streams):
            wire.settimeout(0.05)
        threads = [
            threading.Thread(target=_packets, args=(packets, udp, over)),
            threading.Thread(target=_streams, args=(streams, tcp or udp, over)),
        ]
        for thread in threads:
            thread.start()
        try:
            yield port
        finally:
            over.set()
            for thread in threads:
                thread.join(10)
            assert not any(thread.is_alive() for thread in threads)


def _packets(wire: socket.socket, answer: Packets, over: threading.Event) -> None:
    while not over.is_set():
        with suppress(OSError):
            query, client = wire.recvfrom(65535)
            for packet in answer(query):
                if over.is_set():
                    return
                if packet == PAUSE:
                    time.sleep(0.1)
                else:
                    wire.sendto(packet, client)


def _streams(wire: socket.socket, answer: Packets, over: threading.Event) -> None:
    while not over.is_set():
        with suppress(OSError):
            stream, _ = wire.accept()
            with stream:
                stream.settimeout(1)
                query = stream.recv(65535)[2:]
                for piece in answer(query):
                    if over.is_set():
                        return
                    if piece == PAUSE:
                        time.sleep(0.1)
                    else:
                        stream.sendall(piece)
