// node check-page.js RUN.json PAGE.html [WIDTHxHEIGHT...]
//
// Holds a page of `--format html` in a browser to the run that it was made of: RUN.json, in the shape of
// `--format json`. In windows of these sizes, or of several usual ones. Prints what is wrong; exit
// status 1 when something is.
"use strict";

const fs = require("fs");
const { Browser } = require("./browser.js");

const SIZES = ["1440x900", "1920x1080", "620x1000", "390x844"];
const READABLE = 4.5; // the least contrast of text, by WCAG

// What the run says about a page's finding, found by check and message.
function expectationsOf(run) {
  const shown = (text) => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, "\ufffd");
  return run.findings.map(({ check, message, trace }) => ({
    check: shown(check),
    message: shown(message),
    trace,
    blocked: trace.filter(({ blocked }) => blocked).length,
  }));
}

// The steps and the fibers of a trace that are to be shown, without the fibers that are left out.
function shownOf(trace, leftOut) {
  const isShown = (fiber) => !leftOut.includes(fiber);
  const steps = trace.filter(({ fiber }) => isShown(fiber));
  const fibers = new Set(steps.flatMap(({ fiber, peer }) => (peer ? [fiber, peer] : [fiber])).filter(isShown));
  return { steps: steps.length, fibers: fibers.size };
}

// --- run in the page

function describeFindings() {
  return [...document.querySelectorAll(".finding")].map((finding) => ({
    id: finding.id,
    check: finding.dataset.check,
    message: finding.querySelector("h2").textContent,
    steps: finding.querySelectorAll(".step").length,
    fibers: finding.querySelectorAll(".lane").length,
    leftOut: finding.querySelector(".left-out")?.textContent.match(/: (.*)\.$/)[1].split(", ") ?? [],
    blocked: finding.querySelectorAll(".lane .end").length,
    isVisible: finding.getClientRects().length > 0,
    isRooted: finding.querySelectorAll(".step.root").length === 1,
  }));
}

// Texts on each other, on lines of arrows or outside of what they belong to.
function layoutErrors() {
  const errors = [];
  const boxOf = (element) => {
    const { x, y, width, height } = element.getBBox();
    return { left: x, top: y, right: x + width, bottom: y + height, text: element.textContent };
  };
  const meet = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2.5;
  for (const svg of document.querySelectorAll(".current-finding svg")) {
    const { width, height } = svg.viewBox.baseVal;
    const texts = [...svg.querySelectorAll("text")].map(boxOf);
    const lines = [...svg.querySelectorAll(".arrow line")].map((line) => {
      const { x, y, width: length } = line.getBBox();
      return { left: x, right: x + length, top: y - 2, bottom: y + 2, text: "an arrow" };
    });
    texts.forEach((text, i) => {
      for (const other of [...texts.slice(i + 1), ...lines]) {
        if (meet(text, other)) errors.push(`'${text.text}' lies on '${other.text}'`);
      }
    });
    for (const part of svg.querySelectorAll("text, rect, line, circle, polygon")) {
      const { x, y, width: w, height: h } = part.getBBox();
      if (x < -1 || y < -1 || x + w > width + 1 || y + h > height + 1) {
        errors.push(`<${part.localName}> '${part.textContent}' is outside of the picture`);
      }
    }
    for (const step of svg.querySelectorAll(".step")) {
      const back = boxOf(step.querySelector(".back"));
      for (const text of step.querySelectorAll(".what, .state")) {
        const box = boxOf(text);
        if (box.left < back.left || box.right > back.right) errors.push(`'${box.text}' is too long`);
      }
    }
  }
  if (document.documentElement.scrollWidth > innerWidth) errors.push("the page is too wide");
  return errors;
}

// What is chosen, and whether both the step and its line are in view.
function chosen() {
  const finding = document.querySelector(".current-finding");
  const active = finding.querySelectorAll(".step.active");
  const line = finding.querySelector(".line.active");
  const isInView = (element) => {
    const pane = element.closest(".schedule, .code");
    const view = pane.getBoundingClientRect();
    const { top, bottom } = element.getBoundingClientRect();
    const covered = pane.querySelector(".head, .current")?.getBoundingClientRect().bottom ?? view.top;
    return top >= Math.max(covered, 0) - 1 && bottom <= Math.min(view.bottom, innerHeight) + 1;
  };
  return {
    finding: finding.id,
    count: active.length,
    bands: [...finding.querySelectorAll(".band")]
      .filter((band) => getComputedStyle(band).fill !== "rgba(0, 0, 0, 0)").length,
    step: active[0]?.id,
    line: line?.id,
    wanted: active[0]?.dataset.line,
    isStepInView: Boolean(active[0]) && isInView(active[0].querySelector(".marker")),
    isLineInView: Boolean(line) && isInView(line),
    said: finding.querySelector(".current")?.textContent,
    address: location.hash,
  };
}

// Follows the link of the finding's place.
function clickPlace() {
  const finding = document.querySelector(".current-finding");
  const link = finding.querySelector("header .where a");
  link.click();
  const line = document.querySelector(link.getAttribute("href"));
  const isMarked = line.matches(".active") && finding.querySelectorAll(".active").length === 1;
  return { isMarked, address: location.hash, wanted: link.getAttribute("href") };
}

// The ids of a step in the middle and of the last one.
function someSteps(id) {
  const steps = [...document.querySelectorAll(`#${id} .step`)];
  return [steps[steps.length >> 1].id, steps.at(-1).id];
}

// Every element that a page of this kind has none of, and every name that a reader would miss.
function markupErrors() {
  const errors = [];
  for (const element of document.querySelectorAll("img, iframe, object, embed, link, form, base")) {
    errors.push(`there is a <${element.localName}>`);
  }
  for (const element of document.querySelectorAll("*")) {
    for (const { name, value } of element.attributes) {
      if (/^on/.test(name)) errors.push(`<${element.localName}> has ${name}`);
      if (name === "href" && !document.getElementById(value.slice(1))) errors.push(`nothing is at ${value}`);
    }
  }
  if (document.scripts.length !== 1) errors.push(`${document.scripts.length} scripts`);
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  if (new Set(ids).size !== ids.length) errors.push("an id is there twice");
  for (const link of document.querySelectorAll("a, section, nav, svg, input, select, article")) {
    const label = link.getAttribute("aria-label") ?? link.getAttribute("aria-labelledby");
    const isNamed = label || link.textContent.trim() || link.labels?.length;
    if (!isNamed) errors.push(`<${link.localName} class="${link.getAttribute("class")}"> has no name`);
  }
  return errors;
}

// Texts of the diagrams and of the code that are hard to tell from what is behind them.
function contrastErrors(least) {
  // Red, green, blue and alpha, from 0 to 1, of "rgb(1, 2, 3 / 0.5)" or "color(srgb 0.1 0.2 0.3)".
  const parse = (color) => {
    const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
    const scale = color.startsWith("rgb") ? 255 : 1;
    return [red / scale, green / scale, blue / scale, alpha];
  };
  const over = (front, back) => {
    const alpha = front[3];
    return [...[0, 1, 2].map((i) => front[i] * alpha + back[i] * (1 - alpha)), 1];
  };
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const styleOf = (element, key) => parse(getComputedStyle(element)[key]);
  const behindHtml = (element) => {
    if (!element) return [1, 1, 1, 1];
    return over(styleOf(element, "backgroundColor"), behindHtml(element.parentElement));
  };
  const behindSvg = (text) => {
    const step = text.closest(".step");
    const pane = behindHtml(text.closest("svg").parentElement);
    if (!step) return over(styleOf(text.parentElement.querySelector(".name"), "fill"), pane);
    const band = over(styleOf(step.querySelector(".band"), "fill"), pane);
    if (text.matches(".place")) return band;
    return over(styleOf(step.querySelector(text.matches(".number") ? ".marker" : ".back"), "fill"), band);
  };

  const errors = new Set();
  const test = (element, color, back) => {
    const found = contrast(over(color, back), back);
    const name = element.getAttribute("class") ?? element.localName;
    const where = element.closest("[class]:not(text, code, span)")?.getAttribute("class");
    if (found < least) errors.add(`${name} in '${where}' has a contrast of ${found.toFixed(1)}`);
  };
  for (const text of document.querySelectorAll("svg text")) test(text, styleOf(text, "fill"), behindSvg(text));
  const html = ".line code, .line .number, .badge, .note, h2, .where, .current, .severity, .list .check, .ends b";
  for (const element of document.querySelectorAll(html)) test(element, styleOf(element, "color"), behindHtml(element));
  return [...errors];
}

// What a sheet of paper would not show.
function printErrors() {
  const errors = [];
  for (const finding of document.querySelectorAll(".finding")) {
    if (finding.getClientRects().length === 0) errors.push(`${finding.id} is not there`);
  }
  for (const pane of document.querySelectorAll(".schedule, .code")) {
    if (pane.scrollHeight > pane.clientHeight + 1) errors.push(`a ${pane.className} is cut off`);
  }
  return errors;
}

function hideSeverity(name) {
  const box = document.querySelector(`.severities input[value="${name}"]`);
  box.click();
  return [...document.querySelectorAll(".finding:not(.filtered)")].map(({ dataset }) => dataset.severity);
}

// --- the checks

async function checkPage(browser, run, page, sizes) {
  const errors = [];
  const check = (holds, what) => holds || errors.push(what);
  const checkAll = (found, where) => errors.push(...found.map((error) => `${where}: ${error}`));
  const url = await browser.open(page);
  const findings = await browser.run(describeFindings);

  for (const { check: name, message, trace, blocked } of expectationsOf(run)) {
    const where = `${name}: ${message.slice(0, 40)}`;
    const finding = findings.find((other) => other.check === name && other.message === message);
    check(finding, `${where}: not in the page`);
    if (!finding) continue;
    const { steps, fibers } = shownOf(trace, finding.leftOut);
    check(finding.steps === steps, `${where}: ${finding.steps} steps instead of ${steps}`);
    check(steps === 0 || finding.fibers === fibers, `${where}: ${finding.fibers} fibers instead of ${fibers}`);
    check(finding.blocked === blocked, `${where}: ${finding.blocked} blocked ends instead of ${blocked}`);
    check(blocked === 0 || finding.isRooted, `${where}: no root`);
  }
  check(findings.length === run.findings.length, `${findings.length} findings`);
  checkAll(await browser.run(markupErrors), "markup");

  for (const size of sizes) {
    const [width, height] = size.split("x").map(Number);
    await browser.open(page, { width, height });
    for (const [index, { id, steps }] of findings.entries()) {
      const where = `${size} ${id}`;
      if (index > 0) await browser.press("n");
      let state = await browser.run(chosen);
      check(state.finding === id, `${where}: n leads to ${state.finding}`);
      checkAll(await browser.run(layoutErrors), where);
      for (let step = 1; step <= steps; ++step) {
        await browser.press("j");
        state = await browser.run(chosen);
        const at = `${where} step ${step}`;
        check(state.count === 1, `${at}: ${state.count} are chosen`);
        check(state.address === "#" + state.step, `${at}: the address is ${state.address}`);
        check(state.line === state.wanted, `${at}: the line is ${state.line}, not ${state.wanted}`);
        check(state.isStepInView, `${at}: not in view`);
        check(state.isLineInView, `${at}: its line is not in view`);
        check(state.said.startsWith("Step "), `${at}: says '${state.said}'`);
      }
      if (steps < 2) continue;
      const last = state.step;
      await browser.press("j");
      check((await browser.run(chosen)).step === last, `${where}: j goes beyond the end`);
      await browser.press("k");
      check((await browser.run(chosen)).step !== last, `${where}: k does not go back`);
      for (const wanted of await browser.run(someSteps, id)) {
        await browser.open(page, { width, height, fragment: "#" + wanted });
        await browser.run(() => new Promise((resolve) => setTimeout(resolve, 100)));
        state = await browser.run(chosen);
        check(state.step === wanted, `${where}: #${wanted} leads to ${state.step}`);
        check(state.isStepInView && state.isLineInView, `${where}: #${wanted} is not in view`);
      }
    }
    const line = await browser.run(clickPlace);
    check(line.isMarked, `${size}: a click on the place does not mark its line`);
    check(line.address === line.wanted, `${size}: the address is ${line.address} instead of ${line.wanted}`);
    if (findings.length > 1) {
      await browser.press("p");
      const { finding } = await browser.run(chosen);
      check(finding === findings.at(-2).id, `p leads to ${finding}`);
    }
  }

  for (const dark of [false, true]) {
    await browser.open(page, { dark });
    await browser.press("j");
    checkAll(await browser.run(contrastErrors, READABLE), dark ? "dark" : "light");
  }

  await browser.open(page);
  for (const severity of new Set(run.findings.map((finding) => finding.severity))) {
    const left = await browser.run(hideSeverity, severity);
    check(!left.includes(severity), `the filter leaves ${severity}`);
    await browser.run(hideSeverity, severity);
  }

  check(await browser.run(() => globalThis.hacked === undefined), "code of a finding was run");
  check(browser.complaints.length === 0, `the browser complains: ${browser.complaints}`);
  check(browser.requests.every((request) => request.split("#")[0] === url || request === "about:blank"),
    `asked for: ${browser.requests}`);

  for (const dark of [false, true]) {
    await browser.open(page, { width: 760, media: "print", dark });
    checkAll(await browser.run(printErrors), "print");
    const paper = await browser.run(() => getComputedStyle(document.documentElement).getPropertyValue("--paper"));
    check(paper === "#ffffff", `print: the paper is ${paper}`);
  }

  // To read, no script is needed: everything is there, below each other.
  await browser.open(page, { scripts: false });
  for (const { id, isVisible } of await browser.run(describeFindings)) {
    check(isVisible, `${id} is not there without scripts`);
  }
  return errors;
}

async function main([runFile, page, ...sizes]) {
  const browser = await Browser.start("chromium");
  try {
    const run = JSON.parse(fs.readFileSync(runFile, "utf8"));
    const errors = await checkPage(browser, run, page, sizes.length > 0 ? sizes : SIZES);
    for (const error of errors) console.log(error);
    process.exitCode = errors.length > 0 ? 1 : 0;
  } finally {
    await browser.stop();
  }
}

main(process.argv.slice(2));
