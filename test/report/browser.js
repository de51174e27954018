// Chromium without a window, driven over a pipe by the protocol of its developer tools.
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");
const { spawn } = require("child_process");
const { pathToFileURL } = require("url");

// How long one answer of the browser may take, in milliseconds.
const PATIENCE = 60_000;

class Browser {
  static async start(chromium) {
    const browser = new Browser(chromium);
    const { targetId } = await browser.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: true });
    browser.sessionId = sessionId;
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await browser.send(`${domain}.enable`);
    return browser;
  }

  constructor(chromium) {
    this.profile = fs.mkdtempSync(path.join(os.tmpdir(), "chromium-"));
    this.complaints = []; // what the console says, and what could not be loaded
    this.requests = []; // addresses that were asked for
    this.waiting = new Map();
    this.listeners = [];
    this.sent = 0;
    this.child = spawn(chromium, [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
      "--force-device-scale-factor=1", `--user-data-dir=${this.profile}`, "--remote-debugging-pipe",
    ], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    let rest = "";
    this.child.stdio[4].setEncoding("utf8").on("data", (data) => {
      const messages = (rest + data).split("\0");
      rest = messages.pop();
      for (const message of messages) this.receive(JSON.parse(message));
    });
  }

  send(method, params = {}) {
    const id = ++this.sent;
    const message = { id, method, params };
    if (this.sessionId) message.sessionId = this.sessionId;
    this.child.stdio[3].write(JSON.stringify(message) + "\0");
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), PATIENCE);
      this.waiting.set(id, { resolve, reject, timer, method });
    });
  }

  receive({ id, result, error, method, params }) {
    if (id) {
      const { resolve, reject, timer, method: asked } = this.waiting.get(id);
      this.waiting.delete(id);
      clearTimeout(timer);
      return error ? reject(new Error(`${asked}: ${error.message}`)) : resolve(result);
    }
    if (method === "Runtime.exceptionThrown") {
      const { text, exception } = params.exceptionDetails;
      this.complaints.push(`${text} ${exception?.description ?? ""}`);
    }
    if (method === "Log.entryAdded") this.complaints.push(params.entry.text);
    if (method === "Runtime.consoleAPICalled") this.complaints.push(`console.${params.type}`);
    if (method === "Network.requestWillBeSent") this.requests.push(params.request.url);
    this.listeners = this.listeners.filter(({ event, resolve }) => event !== method || resolve());
  }

  event(event) {
    return new Promise((resolve) => this.listeners.push({ event, resolve: () => void resolve() }));
  }

  // Opens a file, with or without its scripts, on a screen or as it is printed.
  async open(file, {
    fragment = "", width = 1440, height = 900, dark = false, media = "screen", scripts = true,
  } = {}) {
    await this.send("Emulation.setDeviceMetricsOverride",
      { width, height, deviceScaleFactor: 1, mobile: false });
    const features = [
      { name: "prefers-color-scheme", value: dark ? "dark" : "light" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ];
    await this.send("Emulation.setEmulatedMedia", { media, features });
    await this.send("Emulation.setScriptExecutionDisabled", { value: !scripts });
    const url = pathToFileURL(file).href;
    await this.navigate("about:blank"); // a new fragment alone would not load the file anew
    await this.navigate(url + fragment);
    return url;
  }

  async navigate(url) {
    const loaded = this.event("Page.loadEventFired");
    await this.send("Page.navigate", { url });
    await loaded;
  }

  // Runs a function in the page, with arguments that JSON can hold, and gives what it returns.
  async run(callback, ...values) {
    const expression = `(${callback})(...${JSON.stringify(values)})`;
    const { result, exceptionDetails } = await this.send("Runtime.evaluate",
      { expression, returnByValue: true, awaitPromise: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception.description);
    return result.value;
  }

  async press(key) {
    const event = { key, text: key.length === 1 ? key : undefined };
    await this.send("Input.dispatchKeyEvent", { type: "keyDown", ...event });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", key });
  }

  async stop() {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.sessionId = undefined;
    await this.send("Browser.close").catch(() => this.child.kill());
    await ended;
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

module.exports = { Browser };
