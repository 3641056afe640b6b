// What all widgets stand on: when they begin and end, how they find parts of a diagram, where their controls go.

const widgets = [];
const begun = new Map();
const memories = [];

// What is known of an element for as long as it is on the page.
function memory() {
  memories.push(new WeakMap());
  return memories.at(-1);
}

// A widget begins on each element that its selector finds, now or after instant navigation; what it listens to beyond
// that element's content takes the signal, so that it ends when the element is gone. Material keeps what is gone: so
// its content goes.
function widget(selector, begin) {
  widgets.push({ selector, begin });
}

function refresh() {
  for (const [element, { controller }] of begun) {
    if (!element.isConnected) {
      controller.abort();
      element.replaceChildren();
      for (const known of [begun, ...memories]) known.delete(element);
    }
  }
  for (const one of widgets) {
    for (const element of document.querySelectorAll(one.selector)) {
      if (!begun.has(element)) begun.set(element, { controller: new AbortController(), widgets: new Set() });
      const { controller, widgets: running } = begun.get(element);
      if (running.has(one)) continue;
      running.add(one);
      one.begin(element, controller.signal);
    }
  }
}

// What Python wrote into a data attribute as JSON.
const told = (element, key) => (element.dataset[key] ? JSON.parse(element.dataset[key]) : null);

// Attributes; those that are null or false are left out.
function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value != null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

function make(tag, attributes = {}, ...children) {
  const element = set(document.createElement(tag), attributes);
  element.append(...children);
  return element;
}

const words = (text) => (text || "").split(" ").filter(Boolean);

// The shapes of a diagram by what they show: components, instances, connections, and wires from one instance to another.
function shapes(svg) {
  const found = { components: new Map(), instances: new Map(), connections: new Map(), wires: [] };
  const add = (map, id, element) => map.set(id, [...(map.get(id) || []), element]);
  for (const element of svg.querySelectorAll("[data-component]")) {
    add(found.components, element.dataset.component, element);
    for (const id of words(element.dataset.instance)) add(found.instances, id, element);
  }
  for (const element of svg.querySelectorAll("[data-connection]")) {
    for (const id of words(element.dataset.connection)) add(found.connections, id, element);
  }
  for (const element of svg.querySelectorAll("[data-from]")) {
    found.wires.push({ element, from: words(element.dataset.from), to: words(element.dataset.to) });
  }
  return found;
}

// The shapes of a component or instance, whichever the id names.
const shapesOf = (found, id) => found.instances.get(id) || found.components.get(id) || [];

// Exactly these elements below a root have the class, from now on.
function paint(root, name, elements = []) {
  const wanted = new Set(elements);
  for (const element of root.querySelectorAll(`.${name}`)) if (!wanted.has(element)) element.classList.remove(name);
  for (const element of wanted) element.classList.add(name);
}

// The same in SVG, for what is drawn over a diagram.
function draw(tag, attributes = {}, ...children) {
  const element = set(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes);
  element.append(...children);
  return element;
}

const diagramOf = (figure) => figure.querySelector(":scope > .infra-scroll > svg");
const titleOf = (figure) => diagramOf(figure).querySelector(":scope > title, :scope > desc")?.textContent || "";

// The controls of a figure: a toolbar over the diagram, a panel under it that says aloud what changes.
function toolbar(figure) {
  const there = figure.querySelector(":scope > .infra-tools");
  if (there) return there;
  const bar = make("div", { class: "infra-tools", role: "group", "aria-label": `Diagram: ${titleOf(figure)}` });
  figure.prepend(bar);
  return bar;
}

// A key with its name on it; or with an icon, which is an SVG path on a grid of 16 x 16, and its name beside the pointer.
function button(bar, label, act, { icon = "", toggle = false } = {}) {
  const key = make("button", { type: "button", class: "infra-tool", "aria-pressed": toggle ? "false" : null });
  if (icon) {
    key.append(draw("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, draw("path", { d: icon })));
    set(key, { "aria-label": label, title: label });
  } else key.append(label);
  key.addEventListener("click", () => act(key));
  bar.append(key);
  return key;
}

function panel(figure, name, label) {
  const there = figure.querySelector(`:scope > .infra-panel[data-panel="${name}"]`);
  if (there) return there;
  const attributes = { role: "region", "aria-label": label, "aria-live": "polite", hidden: true };
  const made = make("div", { class: "infra-panel", "data-panel": name, ...attributes });
  figure.querySelector(":scope > .infra-scroll").after(made);
  return made;
}

// What a diagram shows can be part of the address: one thing at a time, #~in=STAGE&key=value, which no element has as
// its id. An empty value takes it out again. Whoever shows it is told now, and when somebody follows such a link.
const linked = (figure, key) => {
  const said = new URLSearchParams(location.hash.startsWith("#~") ? location.hash.slice(2) : "");
  return said.get("in") === (figure.dataset.stage || "") ? said.get(key) || "" : "";
};

function link(figure, key, value) {
  if (linked(figure, key) === value) return;
  const said = new URLSearchParams({ in: figure.dataset.stage || "", [key]: value }).toString();
  const hash = value ? `#~${said.replace(/%(40|2C|3A)/g, decodeURIComponent)}` : "";
  history.replaceState(history.state, "", location.pathname + location.search + hash);
}

function onLink(figure, key, signal, show) {
  const follow = () => {
    const value = linked(figure, key);
    if (value) show(value);
  };
  addEventListener("hashchange", follow, { signal });
  follow();
}

// A diagram is in one mode at a time: what enters one makes whatever was there before leave.
const modes = memory();

function enter(figure, name, leave) {
  const before = modes.get(figure);
  if (before) before.leave();
  modes.set(figure, { name, leave });
  figure.dataset.mode = name;
}

function leaveMode(figure) {
  const before = modes.get(figure);
  if (!before) return;
  modes.delete(figure);
  delete figure.dataset.mode;
  before.leave();
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const pace = () => (calm() ? "auto" : "smooth");

// A diagram that is wider than its room scrolls to a part; the page stays.
function reveal(part) {
  if (!part) return;
  const room = part.closest(".infra-scroll");
  const [to, from] = [part, room].map((one) => one.getBoundingClientRect());
  room.scrollBy({ left: (to.left + to.right - from.left - from.right) / 2, behavior: pace() });
}
