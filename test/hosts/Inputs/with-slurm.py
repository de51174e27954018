"""Runs a command while a Slurm of one node, this machine, runs for this user.

    with-slurm.py FOLDER COMMAND...

FOLDER gets what its programs write. They are ended with the command.
"""

import getpass
import os
import shutil
import socket
import subprocess
import sys
import time

CONFIG = """\
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_min_interval=1000
MailProg=/bin/true
# All tasks at once, however many processors there are.
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=16 State=UNKNOWN
PartitionName=all Nodes={host} Default=YES State=UP
"""

SECONDS = 30


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def program(name):
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        self.started = []

    def start(self, name, *arguments):
        log = open(f"{self.folder}/{name}.log", "w", encoding="utf-8")
        self.started.append(subprocess.Popen([program(name), *arguments], stdin=subprocess.DEVNULL, stdout=log,
                                             stderr=subprocess.STDOUT))

    def wait_for(self, what, is_there):
        end = time.monotonic() + SECONDS
        while not is_there():
            if time.monotonic() > end or any(each.poll() is not None for each in self.started):
                logs = [name for name in os.listdir(self.folder) if name.endswith(".log")]
                texts = [open(f"{self.folder}/{name}", encoding="utf-8").read() for name in sorted(logs)]
                sys.exit(f"{what} is not there:\n" + "\n".join(texts))
            time.sleep(0.1)

    def start_all(self):
        files = {name: f"{self.folder}/munge.{name}" for name in ("key", "pid", "seed", "socket")}
        with open(files["key"], "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as key:
            key.write(os.urandom(128))
        self.start("munged", "--foreground", "--force", f"--socket={files['socket']}", f"--key-file={files['key']}",
                   f"--pid-file={files['pid']}", f"--seed-file={files['seed']}", f"--log-file={self.folder}/munge.out")
        self.wait_for("munge", lambda: os.path.exists(files["socket"]))
        self.start("slurmctld", "-D", "-c")
        self.start("slurmd", "-D")
        self.wait_for("the node", lambda: "idle" in self.state())

    @staticmethod
    def state():
        return subprocess.run(["sinfo", "--noheader", "--format=%T"], capture_output=True, text=True, check=False).stdout

    def end(self):
        for each in reversed(self.started):
            each.terminate()
        for each in self.started:
            each.wait()


folder = os.path.abspath(sys.argv[1])
os.makedirs(folder + "/state")
os.makedirs(folder + "/spool")
controller, node = free_ports(2)
os.environ["SLURM_CONF"] = folder + "/slurm.conf"
with open(folder + "/slurm.conf", "w", encoding="utf-8") as file:
    file.write(CONFIG.format(folder=folder, controller=controller, node=node, user=getpass.getuser(),
                             host=socket.gethostname().split(".")[0]))
cluster = Cluster(folder)
try:
    cluster.start_all()
    status = subprocess.run(sys.argv[2:], check=False).returncode
finally:
    cluster.end()
sys.exit(status)
