"use strict";
(() => {
  const form = document.getElementById("filters");
  const list = document.getElementById("list");
  const shown = document.getElementById("shown");
  const cases = [...list.children];
  const names = ["verdict", "level", "axis", "area", "dialect"];
  const addresses = cases.map((item) => item.querySelector("code").textContent);
  const byName = new Map(cases.map((item, index) => [addresses[index], item]));
  const kinds = cases.map((item, index) => {
    const [level, axis] = item.dataset.kind.split(" ");
    const dialect = addresses[index].slice(addresses[index].lastIndexOf("/dialect:") + 9).split("@")[0];
    return { verdict: item.querySelector(".mark").textContent, level, axis, area: addresses[index].split("/")[0], dialect };
  });
  let lowered = null;
  const texts = () => lowered ??= cases.map((item) => (item.firstElementChild.tagName === "DETAILS" ? item.firstElementChild.firstElementChild : item).textContent.toLowerCase());
  const pieces = [...document.querySelectorAll("script.piece")];
  const unpacked = new Map();
  let now = -1;

  // A piece holds mark-up that the report itself rendered and escaped; nothing of a server is parsed here unescaped.
  function unpack(number) {
    if (!unpacked.has(number)) {
      const bytes = Uint8Array.from(atob(pieces[number].textContent), (sign) => sign.charCodeAt(0));
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
      unpacked.set(number, new Response(stream).json());
    }
    return unpacked.get(number);
  }

  async function fill(item) {
    const place = item.querySelector(".unpack");
    if (!place) return;
    place.classList.remove("unpack");
    const [piece, at] = item.dataset.at.split(".").map(Number);
    const told = (await unpack(piece))[at];
    const template = document.createElement("template");
    template.innerHTML = told;
    place.replaceWith(template.content);
    offerCurl(item);
  }

  // Text for a POSIX shell: single quotes protect everything but the single quote.
  const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";

  function curl(parts) {
    const words = ["curl", "-i", "-X", quoted(parts.method), quoted(parts.url)];
    for (const [name, value] of parts.headers) words.push("-H", quoted(`${name}: ${value}`));
    if (parts.body !== null) words.push("--data-binary", quoted(parts.body));
    return words.join(" ");
  }

  function offerCurl(root) {
    for (const button of root.querySelectorAll("button.curl")) button.hidden = false;
  }

  async function copy(button) {
    const text = curl(JSON.parse(button.dataset.curl));
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "Copied";
  }

  function words() {
    try {
      return new URLSearchParams(location.hash.slice(1));
    } catch {
      return new URLSearchParams();
    }
  }

  function remember() {
    const kept = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) kept.set(name, value);
    history.replaceState(null, "", `#${kept}`);
  }

  function filter() {
    const wanted = names.map((name) => [name, form.elements[name].value]).filter(([, value]) => value);
    const terms = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    cases.forEach((item, index) => {
      const fits = wanted.every(([name, value]) => kinds[index][name] === value) && terms.every((term) => texts()[index].includes(term));
      item.hidden = !fits;
      count += fits;
    });
    shown.textContent = `${count} of ${cases.length} cases`;
  }

  async function open(item, step) {
    item.hidden = false;
    mark(cases.indexOf(item));
    const details = item.querySelector("details");
    if (details) {
      details.open = true;
      await fill(item);
    }
    for (const old of document.querySelectorAll(".step.now")) old.classList.remove("now");
    const target = (step && item.querySelector(`[data-step="${CSS.escape(step)}"]`)) || item;
    if (target !== item) {
      target.classList.add("now");
      const wire = target.querySelector("details.wire");
      if (wire) wire.open = true;
    }
    // What comes into view is laid out only then, and may be higher than it was taken for: look again once it is.
    const scroll = () => target.scrollIntoView({ block: "start" });
    scroll();
    requestAnimationFrame(() => requestAnimationFrame(scroll));
    (details ? details.firstElementChild : item).focus({ preventScroll: true });
  }

  function mark(index) {
    if (cases[now]) cases[now].classList.remove("now");
    now = index;
    if (cases[now]) cases[now].classList.add("now");
  }

  // What is in the fragment: filters, a case, a step of it; a plain name is an anchor and left to the browser.
  async function follow() {
    const asked = words();
    const known = [...names, "q", "case"].some((name) => asked.has(name));
    if (!known && location.hash.length > 1) return;
    for (const name of names) form.elements[name].value = asked.get(name) || "";
    for (const name of names) if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
    form.elements.q.value = asked.get("q") || "";
    filter();
    const item = byName.get(asked.get("case"));
    if (item) await open(item, asked.get("step"));
    else if (known) document.getElementById("cases").scrollIntoView();
  }

  function move(by) {
    const visible = cases.map((item, index) => [item, index]).filter(([item]) => !item.hidden);
    if (!visible.length) return;
    const at = visible.findIndex(([, index]) => index === now);
    const [item, index] = visible[Math.min(visible.length - 1, Math.max(0, at + by))];
    mark(index);
    const summary = item.querySelector("summary");
    if (!summary) item.tabIndex = -1;
    (summary || item).focus();
  }

  form.hidden = false;
  form.addEventListener("input", () => { filter(); remember(); });
  form.addEventListener("reset", () => setTimeout(() => { filter(); remember(); }));
  form.addEventListener("submit", (event) => event.preventDefault());
  list.addEventListener("toggle", (event) => {
    const item = event.target.parentElement;
    if (event.target.open && item.classList.contains("case")) fill(item);
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.curl");
    if (button) copy(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { "/": () => form.elements.q.focus(), j: () => move(1), k: () => move(-1) }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("details.cause, .case:not(.v-pass):not([hidden]) > details")) one.open = true;
  });
  offerCurl(document);
  filter();
  follow();
})();
