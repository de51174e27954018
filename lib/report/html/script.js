"use strict";
(() => {
  document.documentElement.classList.add("script");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);

  const findings = all(".finding");
  const links = new Map(all("[data-finding]").map((link) => [link.dataset.finding, link]));
  const steps = new Map(findings.map((finding) => [finding, all(".step", finding)]));
  const chosenStep = new Map();
  let current = null;

  for (const part of all(".keys, .filter")) part.hidden = false;

  const isCalm = matchMedia("(prefers-reduced-motion: reduce)");

  // By how much [from, to] has to move to lie within [start, end], with a margin.
  function distance(from, to, start, end, margin) {
    if (from < start + margin) return from - start - margin;
    if (to > end - margin) return Math.min(to - end + margin, from - start - margin);
    return 0;
  }

  // Scrolls the pane that holds the element, and the page as far as it does not show the pane.
  function reveal(element) {
    if (!element) return;
    const behavior = isCalm.matches ? "auto" : "smooth";
    const pane = element.closest(".schedule, .code");
    const shown = one(".back", element) ?? element;
    if (!pane) return;
    const view = pane.getBoundingClientRect();
    const box = shown.getBoundingClientRect();
    const margin = Math.min(80, view.height / 4);
    pane.scrollBy({
      top: distance(box.top, box.bottom, view.top, view.bottom, margin),
      left: distance(box.left, box.right, view.left, view.right, 40),
      behavior,
    });
    pane.scrollIntoView({ block: "nearest", behavior });
  }

  function visibleFindings() {
    return findings.filter((finding) => !finding.classList.contains("filtered"));
  }

  function remember(id) {
    history.replaceState(null, "", "#" + id);
  }

  function showFinding(finding) {
    if (current === finding) return;
    current = finding;
    for (const other of findings) other.classList.toggle("current-finding", other === finding);
    for (const [id, link] of links) {
      const isCurrent = finding && id === finding.id;
      if (isCurrent) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
      if (isCurrent) link.scrollIntoView({ block: "nearest" });
    }
    if (finding && !steps.get(finding).length) reveal(one(".primary", finding));
  }

  const isColor = (name) => /^c\d$/.test(name);

  function clearChoice(finding) {
    for (const old of all(".active", finding)) {
      old.classList.remove("active");
      old.removeAttribute("aria-current");
      if (old.matches(".line")) old.classList.remove(...[...old.classList].filter(isColor));
    }
  }

  function chooseLine(line) {
    clearChoice(line.closest(".finding"));
    line.classList.add("active");
    reveal(line);
  }

  function chooseStep(finding, index) {
    const step = steps.get(finding)[index];
    clearChoice(finding);
    chosenStep.set(finding, index);
    step.classList.add("active");
    step.setAttribute("aria-current", "step");
    for (const badge of all(".badge", finding)) {
      badge.classList.toggle("active", badge.getAttribute("href") === "#" + step.id);
    }
    const said = one(".current", finding);
    said.hidden = false;
    said.textContent = step.getAttribute("aria-label");
    reveal(step);
    // The line takes over the colour of the step's fiber.
    const line = document.getElementById(step.dataset.line);
    if (!line?.matches(".line")) return;
    line.classList.add("active", [...step.classList].find(isColor));
    reveal(line);
  }

  function moveStep(by) {
    if (!current) return;
    const before = chosenStep.get(current);
    const last = steps.get(current).length - 1;
    const next = before === undefined ? (by > 0 ? 0 : last) : before + by;
    if (next < 0 || next > last) return;
    chooseStep(current, next);
    remember(steps.get(current)[next].id);
  }

  function moveFinding(by) {
    const visible = visibleFindings();
    const next = visible[Math.min(Math.max(visible.indexOf(current) + by, 0), visible.length - 1)];
    if (!next) return;
    showFinding(next);
    remember(next.id);
  }

  // Shows what an address within the page names: a finding, one of its steps, a line of its code.
  function follow(id) {
    const target = document.getElementById(id);
    const finding = target && target.closest(".finding");
    if (!finding) return;
    showFinding(finding);
    const index = steps.get(finding).indexOf(target.closest(".step"));
    if (index >= 0) chooseStep(finding, index);
    else if (target.matches(".line")) chooseLine(target);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const id = link.classList.contains("step") ? link.id : link.getAttribute("href").slice(1);
    follow(id);
    remember(id);
  });

  const keys = {
    j: () => moveStep(1),
    k: () => moveStep(-1),
    n: () => moveFinding(1),
    p: () => moveFinding(-1),
    "/": () => one(".filter input")?.focus(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });

  // --- filter

  function passes(finding) {
    const severities = all(".severities input:checked").map((box) => box.value);
    const check = one(".filter select").value;
    const words = one(".filter input[type=search]").value.toLowerCase().split(/\s+/);
    const text = links.get(finding.id).textContent.toLowerCase();
    return severities.includes(finding.dataset.severity) &&
      (!check || check === finding.dataset.check) && words.every((word) => text.includes(word));
  }

  function applyFilter() {
    for (const finding of findings) {
      const isOut = !passes(finding);
      finding.classList.toggle("filtered", isOut);
      links.get(finding.id).parentElement.hidden = isOut;
    }
    const visible = visibleFindings();
    one(".nothing").hidden = visible.length > 0;
    if (!visible.includes(current)) showFinding(visible[0] ?? null);
  }

  for (const filter of all(".filter")) filter.addEventListener("input", applyFilter);
  addEventListener("hashchange", () => follow(location.hash.slice(1)));

  showFinding(findings[0] ?? null);
  follow(location.hash.slice(1));
  // The browser goes to the address by itself once all is there, and does not know of the panes.
  addEventListener("load", () => requestAnimationFrame(() => follow(location.hash.slice(1))));
})();
