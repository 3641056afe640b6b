// What if this fails? One makes parts of a diagram fail, and reads what still works, what does not, and why.

const trials = new WeakMap();
const SIZES = ["", "One failure is enough", "Two failures together", "Three failures together"];

// What is tried on a diagram: its structure, how to speak of it, its parts, and what has failed.
function trialOf(figure) {
  const there = trials.get(figure);
  if (there) return there;
  const structure = told(figure, "simulation");
  const svg = diagramOf(figure);
  const frames = [...svg.querySelectorAll(".frames > .frame")];
  const headers = [...svg.querySelectorAll(".headers > .header")];
  const parts = [...svg.querySelectorAll("[data-component]:not(.badge, .header)")].map((element) => ({
    element,
    ids: words(element.dataset.instance),
    handle: headers[frames.indexOf(element)] || element,
  }));
  for (const part of parts) {
    part.role = part.handle.getAttribute("role");
    part.name = part.handle.getAttribute("aria-label") || part.handle.querySelector("title")?.textContent || "";
  }
  const trial = { figure, structure, svg, parts, ...told(figure, "failures"), failed: new Set(), steps: new Set() };
  trial.can = new Set(structure.units);
  trial.usual = busy(structure, holding(structure, trial.failed));
  trials.set(figure, trial);
  return trial;
}

const nameOf = ({ names }, id) => names[id] || id;

function listed(trial, ids, most = 4) {
  const all = [...ids].map((id) => nameOf(trial, id));
  const some = all.length > most ? [...all.slice(0, most - 1), `${all.length - most + 1} more`] : all;
  return new Intl.ListFormat("en-GB").format(some);
}

// Why a journey does not work: what is to blame, what that takes down, and why nothing stands in for it.
function blame(trial, journey) {
  const { structure, reasons } = trial;
  const { top } = structure.journeys[journey];
  const guilty = culprits(structure, trial.failed, top);
  if (!guilty.size) return "Not even with everything up.";
  const value = holding(structure, guilty);
  const way = wayDown(structure, value, top).map((node) => [...meaning(structure, node), node]);
  const steps = way.filter(([what]) => what);
  const lies = ([what, id]) => what === "instance" && !value[structure.stands[id]];
  const cause = steps[steps.length - 1][1];
  let at = steps.length - 1;
  while (at && lies(steps[at - 1])) at--;
  const last = steps[at][1];
  const alone = guilty.size === 1;
  const telling = ([what, id, node]) => (alone || inputsOf(structure, node).length > 1) && reasons[`${what}:${id}`];
  let why = "";
  if (alone && at && steps[at - 1][0] === "instance") why = `${nameOf(trial, steps[at - 1][1])} cannot work without it`;
  else while (at-- && !why) why = telling(steps[at]) || "";
  const fell = last !== cause && (alone || !why);
  const with_ = fell ? `, and with ${alone ? "it" : "them"} ${nameOf(trial, last)}` : "";
  return `${listed(trial, guilty)} failed${with_}${why && (fell ? "; " : ", and ") + why}.`;
}

// What a journey that works rests on now: of each group that has lost members, those that are left.
function rest({ structure }, value, journey) {
  const left = new Set();
  for (const node of under(structure, value, structure.journeys[journey].top)) {
    const inputs = inputsOf(structure, node);
    if (inputs.every((input) => value[input])) continue;
    for (const input of inputs) {
      const [what, id] = meaning(structure, input);
      if (value[input] && what === "instance") left.add(id);
    }
  }
  return left;
}

function verdict(trial, result, journey) {
  const { works } = result.journeys[journey];
  const left = works && rest(trial, result.value, journey);
  const why = works ? left.size ? `, thanks to ${listed(trial, left)}.` : "." : ` ${blame(trial, journey)}`;
  return make(
    "li",
    { class: works ? "infra-holds" : "infra-breaks" },
    `${trial.journeys[journey]}: `,
    make("b", {}, works ? "still works" : "does not work."),
    why,
  );
}

// What has become of each part of the diagram.
function fates(trial, result) {
  const working = busy(trial.structure, result.value);
  const idle = (id) => trial.usual.has(id) && !working.has(id);
  return trial.parts.map((part) => {
    const { ids } = part;
    const failed = ids.filter((id) => trial.failed.has(id)).length;
    const fallen = ids.filter((id) => result.fallen.has(id)).length;
    const all = (count) => count && count === ids.length;
    const fate = all(failed) ? "failed" : all(fallen) ? "fallen" : all(ids.filter(idle).length) ? "idle" : "";
    return { ...part, failed, fate: fate || (fallen ? "partly" : "") };
  });
}

const FATES = { failed: "failed", fallen: "down with what it stands on", idle: "up, but of no use now" };
const SIGNS = { failed: "M-4-4L4 4M-4 4L4-4", fallen: "M0-5V5M-4 1L0 5L4 1", idle: "M-4 0H4" };

// The diagram as it is now: signs over its parts, and lines to what is down dimmed.
function depict(trial, found) {
  const { svg } = trial;
  undepict(trial);
  const hatch = `${svg.id}-hatch`;
  const look = { id: hatch, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  const layer = draw("g", { class: "infra-fates" }, draw("pattern", look, draw("path", { d: "M0 0V7" })));
  for (const part of found) {
    const { fate, element, handle } = part;
    if (!fate) continue;
    layer.append(fateSign(part));
    for (const one of [element, handle]) one.classList.add(`infra-${fate}`);
    const box = element.querySelector(".box");
    if (box && fate === "fallen") box.style.fill = `url(#${hatch})`;
  }
  svg.append(layer);
  const gone = new Set(found.filter(({ fate }) => fate in FATES).map(({ ids }) => ids[0]));
  const ends = (ids) => ids.length && ids.every((id) => gone.has(id));
  const cut = shapes(svg).wires.filter(({ from, to }) => ends(from) || ends(to)).map(({ element }) => element);
  const heads = cut.map((element) => element.nextElementSibling).filter((next) => next?.matches(".arrow"));
  paint(svg, "infra-cut", [...cut, ...heads]);
  const whole = [...svg.querySelectorAll(".flow")].filter((flow) => !flow.querySelector("[data-from]:not(.infra-cut)"));
  paint(svg, "infra-dead", whole.filter((flow) => flow.querySelector("[data-from]")));
}

function fateSign({ element, ids, failed, fate }) {
  const { x, y, width, height } = (element.querySelector(".box") || element).getBBox();
  const mark = draw("g", { class: `infra-fate infra-fate-${fate}` });
  if (element.matches(".card") && fate !== "partly") {
    mark.append(draw("rect", { x, y, width, height, rx: 8, class: "infra-fate-box" }));
  }
  const icon = element.querySelector("image");
  if (fate === "failed" && icon) {
    const { x: left, y: top, width: wide, height: high } = icon.getBBox();
    const cross = `M${left} ${top}l${wide} ${high}m0 ${-high}l${-wide} ${high}`;
    mark.append(draw("path", { class: "infra-fate-cross", d: cross }));
  }
  const corner = draw("g", { class: "infra-fate-sign", transform: `translate(${x + 4} ${y + 4})` });
  if (fate === "partly") {
    const text = draw("text", { x: 18, y: 4, "text-anchor": "middle" });
    text.textContent = `${failed} of ${ids.length}`;
    corner.append(draw("rect", { x: -8, y: -8, width: 52, height: 16, rx: 8 }), text);
  } else corner.append(draw("circle", { r: 9 }), draw("path", { d: SIGNS[fate] }));
  mark.append(corner);
  return mark;
}

function undepict({ svg }) {
  svg.querySelector(".infra-fates")?.remove();
  for (const box of svg.querySelectorAll(".infra-fallen > .box")) box.style.fill = "";
  for (const name of ["failed", "fallen", "idle", "partly", "cut", "dead"]) paint(svg, `infra-${name}`);
}

function silence({ handle, role, name }) {
  handle.removeAttribute("aria-pressed");
  handle.setAttribute("aria-label", name);
  if (role) handle.setAttribute("role", role);
  else handle.removeAttribute("role");
}

// For who cannot see: which parts can be made to fail, and what has become of each.
function pronounce(found) {
  for (const { handle, name, ids, fate, failed } of found) {
    const now = fate === "partly" ? `${failed} of ${ids.length} failed` : FATES[fate];
    handle.setAttribute("role", "button");
    handle.setAttribute("aria-pressed", String(failed === ids.length));
    handle.setAttribute("aria-label", now ? `${name}: ${now}` : name);
  }
}

// A click fails one, then all of those that a part stands for, then repairs them.
function strike(trial, ids) {
  const units = ids.filter((id) => trial.can.has(id));
  const down = units.filter((id) => trial.failed.has(id)).length;
  fail(trial, units, down === 0 ? 1 : down < units.length ? units.length : 0);
}

function fail(trial, units, count) {
  units.forEach((id, place) => trial.failed[place < count ? "add" : "delete"](id));
}

// The part that an element belongs to: itself, the header of a frame, a badge.
const partAt = ({ parts }, one) =>
  parts.find(({ handle, element }) => handle === one || element.dataset.instance === one.dataset.instance);

// What has failed, each with a way to repair it; where one part stands for many, how many of them.
function* repairs(trial, again) {
  const left = new Set(trial.failed);
  for (const { element, ids } of trial.parts) {
    const units = ids.filter((id) => trial.can.has(id));
    const down = units.filter((id) => left.has(id));
    if (units.length < 2 || !down.length) continue;
    down.forEach((id) => left.delete(id));
    const input = make("input", { type: "number", min: 0, max: units.length, value: down.length, "data-key": units[0] });
    input.addEventListener("change", () => again(() => fail(trial, units, Number(input.value))));
    const title = element.querySelector("text.title")?.textContent || units[0];
    yield make("label", {}, input, ` of ${units.length} ${title}`);
  }
  for (const id of left) {
    const key = make("button", { type: "button", class: "infra-tool", "data-key": id }, `${nameOf(trial, id)} ✕`);
    key.setAttribute("aria-label", `Repair ${nameOf(trial, id)}`);
    key.addEventListener("click", () => again(() => trial.failed.delete(id)));
    yield key;
  }
}

// What goes down with what has failed, by what it stands on; and what is up to no avail.
function* consequences(trial, result, found) {
  const { structure, failed } = trial;
  const by = new Map();
  for (const id of result.fallen) {
    if (failed.has(id)) continue;
    const cause = structure.units[wayDown(structure, result.value, structure.stands[id]).pop()];
    by.set(cause, [...(by.get(cause) || []), id]);
  }
  for (const [cause, ids] of by) {
    yield [`Down with ${nameOf(trial, cause)}`, listed(trial, ids, 8), "fallen"];
  }
  const idle = new Set(found.filter(({ fate }) => fate === "idle").flatMap(({ ids }) => ids));
  if (idle.size) yield ["Up, but of no use now", listed(trial, idle, 8), "idle"];
}

widget(".infra-figure[data-simulation]", (figure, signal) => {
  const trial = trialOf(figure);
  const { structure, svg, can, failed } = trial;
  const key = button(toolbar(figure), "What if this fails?", () => (isOn() ? leaveMode(figure) : begin()), { toggle: true });
  const box = panel(figure, "failures", "What if this fails?");
  const isOn = () => figure.dataset.mode === "failures";
  box.removeAttribute("aria-live");
  const hint = make("p");
  const verdicts = make("ul", { class: "infra-verdicts" });
  const facts = make("dl", { class: "infra-facts" });
  const keys = make("div", { class: "infra-keys" });
  box.append(make("div", { role: "status" }, hint, verdicts), facts, keys);
  const choice = make("select", { "aria-label": "Try a failure that breaks something" });
  const empty = make("option", { value: "" }, "Try one that breaks something …");

  function fill() {
    const groups = new Map();
    for (const ids of trial.tries) {
      const size = SIZES[ids.length] || `${ids.length} failures together`;
      if (!groups.has(size)) groups.set(size, make("optgroup", { label: size }));
      groups.get(size).append(make("option", { value: ids.join() }, listed(trial, ids)));
    }
    for (const [size, count] of Object.entries(trial.more)) {
      groups.get(SIZES[size]).append(make("option", { disabled: true }, `and ${count} more`));
    }
    choice.append(empty, ...groups.values());
    choice.addEventListener("change", () => choice.value && again(() => only(choice.value.split(","))));
    const shown = new Set(trial.parts.flatMap(({ ids }) => ids));
    const hidden = structure.units.filter((id) => !shown.has(id)).slice(0, 24);
    if (trial.tries.length) keys.append(make("span", { class: "infra-choice" }, choice));
    for (const id of hidden) {
      const one = button(keys, nameOf(trial, id), () => again(() => strike(trial, [id])), { toggle: true });
      one.dataset.unit = id;
    }
    trial.mend = button(keys, "Repair all", () => again(() => failed.clear()));
    if (figure.dataset.walk) trial.follow = button(keys, "Follow a request", () => walks.get(figure)());
    trial.copy = button(keys, "Copy link", async () => {
      await navigator.clipboard?.writeText(location.href);
      trial.copy.textContent = navigator.clipboard ? "Link copied" : "The address is the link";
    });
  }

  function only(ids) {
    failed.clear();
    for (const id of ids) if (can.has(id)) failed.add(id);
    return ids.filter((id) => !can.has(id));
  }

  function again(change, aside = "") {
    change?.();
    const focused = box.contains(document.activeElement) && document.activeElement;
    const result = outcome(structure, failed);
    const found = fates(trial, result);
    depict(trial, found);
    pronounce(found);
    show(result, found, aside);
    if (focused && !focused.isConnected) (facts.querySelector(`[data-key="${focused.dataset.key}"]`) || choice).focus();
    link(figure, "fails", [...failed].join());
  }

  function show(result, found, aside) {
    const start = "Nothing has failed. Click anything in the diagram to make it fail, and again to repair it.";
    hint.textContent = aside || (failed.size ? "" : start);
    hint.hidden = !hint.textContent;
    const ids = failed.size ? Object.keys(structure.journeys) : [];
    verdicts.replaceChildren(...ids.map((id) => verdict(trial, result, id)));
    if (failed.size && !ids.length) verdicts.append(make("li", {}, "This stage has no journeys, so nothing says what has to work."));
    const lines = [...consequences(trial, result, found)].map(([term, text, fate]) => [term, [text], fate]);
    if (failed.size) lines.unshift(["Failed", [...repairs(trial, again)], "failed"]);
    facts.replaceChildren(
      ...lines.flatMap(([term, text, fate]) => [make("dt", { class: `infra-${fate}-key` }, term), make("dd", {}, ...text)]),
    );
    if (choice.value !== [...failed].join()) choice.value = "";
    for (const one of [trial.mend, trial.copy, trial.follow]) if (one) one.hidden = !failed.size;
    trial.copy.textContent = "Copy link";
    for (const one of keys.querySelectorAll("[data-unit]")) one.setAttribute("aria-pressed", String(failed.has(one.dataset.unit)));
  }

  function begin() {
    if (!keys.firstChild) fill();
    enter(figure, "failures", leave);
    box.hidden = false;
    key.setAttribute("aria-pressed", "true");
    again();
    figure.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
  }

  function leave() {
    box.hidden = true;
    key.setAttribute("aria-pressed", "false");
    undepict(trial);
    trial.parts.forEach(silence);
    link(figure, "fails", "");
  }

  function hit(event) {
    if (!isOn() || (event.type === "keydown" && event.key !== " ")) return;
    const element = event.target.closest(".header, [data-component]");
    const part = element && partAt(trial, element);
    if (!part) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const fixed = trial.fixed[part.element.dataset.component];
    again(() => strike(trial, part.ids), part.ids.some((id) => can.has(id)) ? "" : fixed);
  }
  svg.addEventListener("click", hit, true);
  svg.addEventListener("keydown", hit, true);

  onLink(figure, "fails", signal, (value) => {
    const unknown = only(value.split(","));
    if (!isOn()) begin();
    again(null, unknown.length ? `Not in this stage: ${unknown.join(", ")}.` : "");
  });
});
