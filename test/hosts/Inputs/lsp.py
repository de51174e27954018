"""A client of the language server protocol, as far as tests of clangd need one."""

import json
import os
import subprocess
import threading


class Client:
    """Speaks to a server over its standard input and output.

    Diagnostics come whenever the server likes: `diagnostics(uri, version)` waits for those of a
    version. A server that dies or says nothing for `timeout` seconds is an AssertionError.
    """

    def __init__(self, command, folder, timeout=60):
        self.timeout = timeout
        self.log = open(os.path.join(folder, "server.log"), "w", encoding="utf-8")
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=self.log, cwd=folder)
        self.changed = threading.Condition()
        self.answers = {}
        self.published = {}
        self.ended = False
        self.last = 0
        threading.Thread(target=self._listen, daemon=True).start()
        self.request("initialize", {
            "processId": os.getpid(),
            "rootUri": "file://" + folder,
            "capabilities": {"textDocument": {
                "publishDiagnostics": {"relatedInformation": True, "codeActionsInline": True},
                "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
            }},
        })
        self.notify("initialized", {})

    def _listen(self):
        while True:
            length = 0
            while line := self.server.stdout.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            message = json.loads(self.server.stdout.read(length)) if length else None
            with self.changed:
                if message is None:
                    self.ended = True
                elif message.get("method") == "textDocument/publishDiagnostics":
                    about = message["params"]
                    self.published[about["uri"], about.get("version")] = about["diagnostics"]
                elif "id" in message and "method" not in message:
                    self.answers[message["id"]] = message
                self.changed.notify_all()
            if message is None:
                return

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.server.stdin.flush()

    def _wait(self, has, what):
        with self.changed:
            came = self.changed.wait_for(lambda: has() or self.ended, self.timeout)
            assert has(), f"{'no answer' if came is False else 'the server died'}: {what}"

    def notify(self, method, parameters):
        self._send({"method": method, "params": parameters})

    def request(self, method, parameters):
        self.last += 1
        number = self.last
        self._send({"id": number, "method": method, "params": parameters})
        self._wait(lambda: number in self.answers, method)
        answer = self.answers.pop(number)
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def open(self, uri, text):
        self.notify("textDocument/didOpen", {"textDocument": {
            "uri": uri, "languageId": "cpp", "version": 1, "text": text}})

    def change(self, uri, version, text):
        self.notify("textDocument/didChange", {
            "textDocument": {"uri": uri, "version": version},
            "contentChanges": [{"text": text}], "wantDiagnostics": True})

    def diagnostics(self, uri, version):
        self._wait(lambda: (uri, version) in self.published, f"diagnostics of version {version}")
        return self.published.pop((uri, version))

    def close(self):
        """Ends the server as the protocol asks. Returns its exit status."""
        self.request("shutdown", None)
        self.notify("exit", None)
        status = self.server.wait(self.timeout)
        self.log.close()
        return status
