"""Runs a command while an ssh server of its own listens on this machine.

    with-sshd.py FOLDER PATH COMMAND...

FOLDER gets keys that are good for nothing else, and ssh_config, by which `machine-1` and so on lead to the
server and `dead` to nobody. PATH is what programs are found by behind ssh.
"""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time

CLIENT = """\
Host machine-*
  HostName 127.0.0.1
  Port {port}
  User {user}
  IdentityFile {folder}/client
  IdentitiesOnly yes
  UserKnownHostsFile {folder}/known
  StrictHostKeyChecking accept-new
  LogLevel ERROR
Host dead
  HostName 127.0.0.1
  Port {closed}
"""

SERVER = """\
ListenAddress 127.0.0.1:{port}
HostKey {folder}/server
AuthorizedKeysFile {folder}/client.pub
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
PidFile none
SetEnv PATH={path} CHANVET_CACHE_DIR=
"""


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def is_listening(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def sshd():
    return shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin")


def start(folder, path):
    names = {"folder": folder, "path": path, "port": free_port(), "closed": free_port(), "user": getpass.getuser()}
    for name in ("server", "client"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", f"{folder}/{name}"], check=True)
    for name, text in {"ssh_config": CLIENT, "sshd_config": SERVER}.items():
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            file.write(text.format(**names))
    if os.getuid() == 0:
        # What Debian's service makes before it starts the server.
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
    log = open(f"{folder}/log", "w", encoding="utf-8")
    server = subprocess.Popen([sshd(), "-D", "-e", "-f", f"{folder}/sshd_config"], stdin=subprocess.DEVNULL, stderr=log)
    while server.poll() is None and not is_listening(names["port"]):
        time.sleep(0.05)
    if server.poll() is not None:
        sys.exit("sshd has ended: " + open(f"{folder}/log", encoding="utf-8").read())
    return server


folder = os.path.abspath(sys.argv[1])
os.makedirs(folder)
server = start(folder, sys.argv[2])
try:
    status = subprocess.run(sys.argv[3:], check=False).returncode
finally:
    server.terminate()
    server.wait()
sys.exit(status)
