"""Cuts a model short and changes bits of it, with and without a checksum that is right for that.

Reading must end with an error or a model, never with a crash.
"""

import random
import struct
import subprocess
import sys
import zlib

HEADER = 20

chanvet, model, turns = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open(model, "rb") as file:
    whole = file.read()


def damaged():
    data = bytearray(whole)
    if random.random() < 0.3:
        del data[random.randrange(len(data)):]
    for _ in range(random.choice([1, 1, 2, 8])):
        if data:
            data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return data


def with_right_header(data):
    body = bytes(data[HEADER:])
    return whole[:8] + struct.pack("<QI", len(body), zlib.crc32(body)) + body


random.seed(11)
for turn in range(turns):
    data = damaged() if turn % 3 == 0 else with_right_header(damaged())
    with open("try.cvm", "wb") as file:
        file.write(data)
    for command in (["model", "try.cvm"], ["check", "-q", "--checks=*", "try.cvm"]):
        done = subprocess.run([chanvet, *command], capture_output=True, check=False)
        text = done.stdout + done.stderr
        if done.returncode not in (0, 1, 3) or b"crashed" in text:
            sys.exit(f"turn {turn}: {command} ends with {done.returncode}: {text[-500:]}")
