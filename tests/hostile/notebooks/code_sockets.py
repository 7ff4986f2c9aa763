"""A socket on the loopback, and one to the outside."""
import _socket

for address in (("127.0.0.1", 8888), ("192.0.2.1", 80)):
    try:
        end = _socket.socket()
        end.settimeout(1)
        end.connect(address)
        print("connected")
    except OSError as error:
        print(error)
