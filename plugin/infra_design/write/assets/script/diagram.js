// A diagram that answers: what a part uses and what uses it lights up, and a tip says what is known of it.

const looked = memory();

// A diagram with its shapes and what Python says of them.
function look(figure) {
  const svg = diagramOf(figure);
  if (looked.get(figure)?.svg !== svg) {
    looked.set(figure, { svg, said: told(figure, "facts"), found: shapes(svg), views: told(figure, "views") || [] });
  }
  return looked.get(figure);
}

const PART = "[data-component], .flow[id], .tie[id]";
const holds = (box, at) => {
  const { x, y, width, height } = box.getBBox();
  return at.x > x - 2 && at.x < x + width + 2 && at.y > y - 2 && at.y < y + height + 2;
};
const ends = (ids) => ids.map((id) => id.replace(/^itself\./, ""));
const issuesOf = (said, ids) => said.issues.filter((issue) => issue[5].some((id) => ids.has(id)));
const drawnOf = (wire) => (wire.matches("path") ? [wire, wire.nextElementSibling].filter((one) => one?.matches("path")) : [wire]);

// A line ends at a firewall where traffic goes through it.
const passes = (box, path) => path.matches("path") && [0, 1e6].some((far) => holds(box, path.getPointAtLength(far)));

// The ids that a shape stands for; a frame for all that stands in it, too.
function idsOf({ svg }, shape, whole) {
  const ids = new Set(words(shape.dataset.instance));
  if (!whole) return ids.add(shape.dataset.component);
  const frame = [...svg.querySelectorAll(".frame")].find((one) => one.dataset.instance === shape.dataset.instance);
  for (const box of frame ? svg.querySelectorAll(".card > .box") : []) {
    const { x, y, width, height } = box.getBBox();
    if (!holds(frame, { x: x + width / 2, y: y + height / 2 })) continue;
    for (const id of words(box.parentNode.dataset.instance)) ids.add(id);
  }
  return ids;
}

// Light up what a part uses, what uses it, and the lines between.
function follow(figure, shape) {
  const known = look(figure);
  const { svg, found } = known;
  const lit = { uses: new Set(), users: new Set() };
  const near = new Set(shape ? [shape] : []);
  const ids = shape?.dataset.component ? idsOf(known, shape, true) : new Set();
  const guards = svg.querySelectorAll(".guard > .box");
  for (const { element, from, to } of shape ? found.wires : []) {
    const line = element.closest(".flow, .tie");
    const [out, into] = [ends(from), ends(to)].map((ends) => ends.some((id) => ids.has(id)));
    if (line !== shape && out === into) continue;
    for (const one of drawnOf(element)) near.add(one);
    for (const guard of guards) if (passes(guard, element)) near.add(guard.parentNode);
    for (const one of line.querySelectorAll(".label, .words, .sign, .joint")) near.add(one);
    near.add(line);
    for (const id of into || line === shape ? ends(from) : []) for (const one of shapesOf(found, id)) lit.users.add(one);
    for (const id of out || line === shape ? ends(to) : []) for (const one of shapesOf(found, id)) lit.uses.add(one);
  }
  for (const id of ids) for (const one of shapesOf(found, id)) near.add(one);
  svg.classList.toggle("infra-focusing", Boolean(shape));
  paint(svg, "infra-lit", [...near, ...lit.uses, ...lit.users]);
  for (const way of ["uses", "users"]) paint(svg, `infra-${way}`, [...lit[way]].filter((one) => !near.has(one)));
}

// What is said of a part: title, what it is, facts, and the issues that concern it.
function saidOf({ said, svg }, shape) {
  if (!shape.dataset.component) {
    const all = words(shape.dataset.connection);
    const wires = all.map((id) => said.wires[id]).filter(Boolean);
    return [wires.map(([title]) => title).join("; "), "", wires.flatMap((wire) => wire[1]), said.issues.filter((issue) => issue[7].some((id) => all.includes(id)))];
  }
  const copies = words(shape.dataset.instance);
  const [title, what, facts] = said.parts[shape.dataset.component] || ["", "", []];
  const [own, more] = (copies.length === 1 && said.copies[copies[0]]) || [`${title} ×${copies.length}`, []];
  const both = new Map([...more, ...facts].reverse());
  return [own, what, [...both].reverse(), issuesOf(said, idsOf({ svg }, shape))];
}

const badge = (severity, text = severity) => make("span", { class: `infra-badge infra-${severity}` }, text);

function tally(issues) {
  const count = new Map();
  for (const [, severity, accepted] of issues) {
    const kind = accepted ? "accepted" : severity;
    count.set(kind, (count.get(kind) || 0) + 1);
  }
  return [...count].flatMap(([kind, many]) => [badge(kind, `${many} ${kind}`), " "]);
}

widget(".infra-figure[data-facts]", (figure, signal) => {
  const known = look(figure);
  const { svg } = known;
  const tip = make("div", { class: "infra-tip", id: `${svg.id}-tip`, role: "tooltip", hidden: true });
  let [shown, soon, touched] = [null, 0, false];
  figure.append(tip);

  for (const title of svg.querySelectorAll(":scope > g title")) {
    const part = title.parentNode;
    for (const text of part.querySelectorAll("text")) text.after(" ");
    title.remove();
    const shows = part.textContent.trim();
    // What a link shows begins its name, so that it can be called by that.
    const link = part.localName === "a";
    const name = link ? title.textContent.replace(/^[^,]*/, shows) : title.textContent;
    set(part, { role: !link && "img", "aria-label": name });
  }
  const own = svg.querySelector(":scope > title");
  if (own) own.replaceWith(draw("desc", { id: own.id }, own.textContent));

  const place = (shape) => {
    const [box, size] = [shape.getBoundingClientRect(), tip.getBoundingClientRect()];
    const left = Math.max(8, Math.min(box.left + (box.width - size.width) / 2, innerWidth - size.width - 8));
    const below = box.bottom + size.height + 12 < innerHeight || box.top < size.height + 12;
    tip.style.left = `${left}px`;
    tip.style.top = `${Math.max(8, Math.min(below ? box.bottom + 6 : box.top - size.height - 6, innerHeight - size.height - 8))}px`;
  };
  const hide = () => {
    clearTimeout(soon);
    if (!shown) return;
    shown.removeAttribute("aria-describedby");
    shown = null;
    tip.hidden = true;
    follow(figure, null);
  };
  const show = (shape) => {
    clearTimeout(soon);
    if (shape === shown) return;
    hide();
    const [title, what, facts, issues] = saidOf(known, shape);
    if (!title) return;
    shown = shape;
    const ways = { Uses: "infra-uses", "Used by": "infra-users" };
    const list = facts.map(([label, value]) => make("div", { class: ways[label] }, make("dt", {}, label), make("dd", {}, value)));
    tip.replaceChildren(make("b", {}, title), make("small", {}, what), make("dl", {}, ...list));
    const keys = make("p", {});
    if (issues.length) button(keys, "Its issues", () => listIssues(figure, title, issues));
    if (touched && shape.localName === "a") keys.append(make("a", { href: shape.getAttribute("xlink:href") }, "Explanation"));
    tip.append(make("p", { class: "infra-badges" }, ...tally(issues)), keys);
    for (const key of keys.children) key.tabIndex = -1;
    tip.hidden = false;
    place(shape);
    shape.setAttribute("aria-describedby", tip.id);
    if (!figure.dataset.mode) follow(figure, shape);
  };
  const at = (event) => event.target.closest?.(PART);
  const later = (act, time) => {
    clearTimeout(soon);
    soon = setTimeout(act, time);
  };

  svg.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const shape = at(event);
    if (shape) later(() => show(shape), shown ? 60 : 140);
    else later(hide, 250);
  });
  svg.addEventListener("pointerleave", () => later(hide, 250));
  tip.addEventListener("pointerenter", () => clearTimeout(soon));
  tip.addEventListener("pointerleave", () => later(hide, 250));
  // On an SVG element these would make it a stop for the tab key.
  svg.parentNode.addEventListener("focusin", (event) => at(event)?.matches(":focus-visible") && show(at(event)));
  svg.parentNode.addEventListener("focusout", () => later(hide, 60));
  svg.addEventListener("pointerdown", (event) => (touched = event.pointerType === "touch"));
  svg.addEventListener("click", (event) => {
    const shape = at(event);
    if (!touched || figure.dataset.mode) return;
    if (shape && shape !== shown) {
      event.preventDefault();
      show(shape);
    } else if (!shape) hide();
  });
  addEventListener("scroll", () => shown && place(shown), { signal, passive: true, capture: true });
  addEventListener("pointerdown", (event) => figure.contains(event.target) || hide(), { signal });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) {
      event.stopImmediatePropagation();
      hide();
    }
  }, { signal, capture: true });
  figure.addEventListener("keydown", (event) => {
    const shape = at(event);
    if (event.key !== "i" || !shape || event.ctrlKey || event.metaKey || event.altKey) return;
    const [title, , , issues] = saidOf(known, shape);
    if (issues.length) listIssues(figure, title, issues);
  }, { signal });
  signal.addEventListener("abort", () => clearTimeout(soon));

  // Lines are one stop for the tab key; arrows go from one to the next.
  const lines = [...svg.querySelectorAll(".flow[id], .tie[id]")];
  lines.forEach((line, index) => {
    line.setAttribute("tabindex", index ? -1 : 0);
    line.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      const next = lines[(index + step + lines.length) % lines.length];
      for (const one of lines) one.setAttribute("tabindex", one === next ? 0 : -1);
      next.focus();
    });
  });
});
