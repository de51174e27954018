// node validate-sarif.js NODE_MODULES FILE...
//
// Holds SARIF logs to: the OASIS schema; what the schema cannot say (places within places, links,
// order of steps); and the rules of sarif-multitool for the standard and for GitHub. Prints what is
// wrong; exit status 1 when something is.
"use strict";

const fs = require("fs");
const os = require("os");
const path = require("path");
const { execFileSync } = require("child_process");
const { createRequire } = require("module");

const [nodeModules, ...files] = process.argv.slice(2);
const installed = createRequire(path.join(path.resolve(nodeModules), "validate-sarif.js"));

// The rules of sarif-multitool that we break on purpose, and its warnings and errors count otherwise.
// Its notes are advice to write more (file contents, code around a result) and do not count.
const ACCEPTED = new Set([
  "SARIF2005", // informationUri: the project has no site of its own
]);

// The committee's schema lies in this package, with the number of its last draft.
function schemaErrors() {
  const Ajv = installed("ajv-draft-04");
  const addFormats = installed("ajv-formats");
  const schema = installed("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  // What errata 01 changed after that.
  const { region, run, toolComponent } = schema.definitions;
  region.anyOf = ["startLine", "charOffset", "byteOffset"].map((key) => ({ required: [key] }));
  for (const { properties } of [run, toolComponent]) {
    properties.language.pattern = "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$";
  }
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  return (log) => {
    validate(log);
    return (validate.errors ?? []).map((e) => `schema: ${e.instancePath} ${e.message}`);
  };
}

function linksOf(text) {
  return [...text.matchAll(/(?<!\\)\[(?:[^\][\\]|\\.)*\]\(([^)]*)\)/g)].map((match) => match[1]);
}

function consistencyErrors(run) {
  const errors = [];
  const check = (holds, what) => holds || errors.push(`consistency: ${what}`);
  const rules = run.tool.driver.rules ?? [];

  const checkLocation = (location, where) => {
    const { uri, uriBaseId, index } = location;
    const artifact = run.artifacts?.[index]?.location;
    check(artifact?.uri === uri && artifact?.uriBaseId === uriBaseId, `${where}: artifact ${index}`);
    check(!uriBaseId || run.originalUriBaseIds?.[uriBaseId], `${where}: base ${uriBaseId}`);
    check(Boolean(uriBaseId) !== /^[a-z]+:/.test(uri), `${where}: ${uri} is not below its base`);
  };
  const visit = (value, where) => {
    if (value === null || typeof value !== "object") return;
    if (value.artifactLocation) checkLocation(value.artifactLocation, where);
    for (const [key, inner] of Object.entries(value)) visit(inner, `${where}/${key}`);
  };

  (run.results ?? []).forEach((result, i) => {
    const where = `result ${i}`;
    check(rules[result.ruleIndex]?.id === result.ruleId, `${where}: ruleIndex`);
    check(/^[0-9a-f]{32}$/.test(result.partialFingerprints?.["chanvet/v1"]), `${where}: fingerprint`);
    const region = result.locations[0].physicalLocation.region;
    check((region.endLine ?? region.startLine) === region.startLine, `${where}: more than one line`);
    check(region.endColumn > region.startColumn, `${where}: the primary region is empty`);

    const ids = (result.relatedLocations ?? []).map((location) => String(location.id));
    check(new Set(ids).size === ids.length, `${where}: ids of related locations`);
    const links = linksOf(result.message.text);
    check(links.join() === ids.join(), `${where}: links ${links} to related locations ${ids}`);

    const orders = (flow) =>
      flow.threadFlows.map((thread) => thread.locations.map((step) => step.executionOrder));
    const flows = result.codeFlows ?? [];
    check(flows.length <= 2, `${where}: code flows`);
    if (flows.length > 0) {
      const [all, ...more] = orders(flows[0]);
      check(more.length === 0, `${where}: the first code flow has more than one thread flow`);
      check(all.every((order, step) => order === step + 1), `${where}: order of the steps`);
      if (flows.length > 1) {
        const threads = orders(flows[1]);
        check(threads.length > 1, `${where}: a code flow by fiber for one fiber`);
        const together = threads.flat().sort((a, b) => a - b);
        check(together.join() === all.join(), `${where}: the fibers' steps are not all steps`);
      }
    }
  });
  const notifications = run.invocations.flatMap((each) => each.toolExecutionNotifications ?? []);
  for (const { descriptor, level } of notifications) {
    const declared = run.tool.driver.notifications?.[descriptor.index];
    check(declared?.id === descriptor.id, `notification ${descriptor.id}: index`);
    check(declared?.defaultConfiguration.level === level, `notification ${descriptor.id}: level`);
  }
  visit(run, "run");
  return errors;
}

// Its exit status says nothing: what counts is the results it writes. It tries to fetch the schema
// that a log names, only to tell whether it is there: a proxy that is not keeps it from the network.
function multitoolErrors(file) {
  const multitool = installed("@microsoft/sarif-multitool-linux");
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "validate-sarif-"));
  try {
    const output = path.join(folder, "validation.sarif");
    const options = ["--rule-kind", "Sarif;Gh;Ghas", "--level", "Error;Warning", "--quiet"];
    const proxy = "http://127.0.0.1:9";
    const env = { ...process.env, http_proxy: proxy, https_proxy: proxy };
    execFileSync(multitool, ["validate", file, "--output", output, ...options], { stdio: "pipe", env });
    const validation = JSON.parse(fs.readFileSync(output, "utf8").replace(/^\uFEFF/, ""));
    const [run] = validation.runs;
    if (!run.invocations?.[0]?.executionSuccessful) return ["multitool: it did not come to an end"];
    return (run.results ?? [])
      .filter((result) => !ACCEPTED.has(result.ruleId))
      .map((result) => `multitool: ${result.ruleId} ${result.message.arguments.join(" ")}`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

const validateSchema = schemaErrors();
let failed = false;
for (const file of files) {
  const log = JSON.parse(fs.readFileSync(file, "utf8"));
  let errors = validateSchema(log);
  // What breaks the schema may break the other checks themselves.
  if (errors.length === 0) errors = [...log.runs.flatMap(consistencyErrors), ...multitoolErrors(file)];
  for (const error of errors) console.log(`${file}: ${error}`);
  failed ||= errors.length > 0;
}
process.exitCode = failed || files.length === 0 ? 1 : 0;
