// What if this fails? One makes parts of a diagram fail, and reads what still works, what does not, and why.

const trials = new WeakMap();

// What is tried on a diagram: its structure, how to speak of it, its parts, and what has failed.
function trialOf(figure) {
  if (trials.has(figure)) return trials.get(figure);
  const structure = told(figure, "simulation");
  const svg = diagramOf(figure);
  const [frames, headers] = ["frame", "header"].map((name) => [...svg.querySelectorAll(`.${name}s > .${name}`)]);
  const parts = [...svg.querySelectorAll("[data-component]:not(.badge, .header)")].map((element) => {
    const { component: home, instance } = element.dataset;
    const handle = headers[frames.indexOf(element)] || element;
    return { element, handle, home, ids: words(instance), name: handle.getAttribute("aria-label") };
  });
  const usual = busy(structure, holding(structure, new Set()));
  trials.set(figure, { ...told(figure, "failures"), structure, svg, parts, usual, failed: new Set() });
  return trialOf(figure);
}

const partOf = ({ parts }, id) => parts.find(({ ids }) => ids.includes(id));
const nameOf = ({ names }, id) => names[id] || id;

// Names in a row; several of a large group by their number.
function row(trial, ids, most = 4) {
  const by = new Map();
  for (const id of ids) {
    const title = trial.groups[partOf(trial, id)?.home] || id;
    by.set(title, [...(by.get(title) || []), nameOf(trial, id)]);
  }
  const all = [...by].flatMap(([title, own]) => (own.length > 3 ? `${own.length} ${title}` : own));
  const more = all.length > most ? `${all.splice(most - 1).length} more` : [];
  return new Intl.ListFormat("en-GB").format(all.concat(more));
}

// Why a journey does not work: what is to blame, what that takes down, and why nothing stands in for it.
function blame(trial, failed, { top }) {
  const { structure, reasons } = trial;
  const guilty = culprits(structure, failed, top);
  if (!guilty.size) return "Not even with everything up.";
  const value = holding(structure, guilty);
  const way = wayDown(structure, value, top).filter((node) => meaning(structure, node)).reverse();
  const alone = guilty.size === 1;
  const cause = instanceAt(structure, way[0]);
  const lies = (node) => value[structure.stands[instanceAt(structure, node)]] === false;
  while (lies(way[1])) way.shift();
  const last = instanceAt(structure, way[0]);
  const user = instanceAt(structure, way[1]);
  let why = "";
  if (alone && user) why = `${nameOf(trial, user)} cannot work without it`;
  for (const node of way) {
    if (alone || inputsOf(structure, node).length > 1) why ||= reasons[meaning(structure, node)];
  }
  const homeOf = (id) => partOf(trial, id)?.home;
  const too = Object.keys(structure.stands).filter((id) => !value[structure.stands[id]] && homeOf(id) === homeOf(last));
  const fell = last !== cause && (alone || !why) && `, and with ${alone ? "it" : "them"} ${row(trial, too)}`;
  return `${row(trial, guilty)} failed${fell || ""}${why ? (fell ? "; " : ", and ") + why : ""}.`;
}

// What a journey that works rests on now: of each group that has lost members, those that are left.
function rest({ structure }, value, { top }) {
  const left = new Set();
  for (const node of under(structure, value, top)) {
    if (inputsOf(structure, node).every((input) => value[input])) continue;
    const able = new Set([node]);
    for (const one of able) {
      if (instanceAt(structure, one)) left.add(instanceAt(structure, one));
      else for (const input of inputsOf(structure, one)) if (value[input]) able.add(input);
    }
  }
  return left;
}

function verdict(trial, value, [id, journey]) {
  const works = value[journey.top];
  const left = works && rest(trial, value, journey);
  const why = works ? (left.size ? `, thanks to ${row(trial, left)}.` : ".") : ` ${blame(trial, trial.failed, journey)}`;
  const says = make("b", {}, works ? "still works" : "does not work.");
  return make("li", { class: works && "infra-holds" }, `${trial.journeys[id]}: `, says, why);
}

// What has become of each instance, by kind of fate; and of each part of the diagram, which then shows it.
function depict(trial, failed) {
  const { structure, svg, parts } = trial;
  const value = holding(structure, failed);
  const working = busy(structure, value);
  const down = Object.keys(structure.stands).filter((id) => !value[structure.stands[id]] && !failed.has(id));
  const idle = [...trial.usual].filter((id) => !working.has(id) && value[structure.stands[id]]);
  const fates = { failed: [...failed], down, idle };
  const layer = draw("g", { class: "infra-fates", "aria-hidden": "true" });
  undepict(trial);
  svg.append(layer);
  for (const { element, handle, name, ids } of parts) {
    const among = (all) => ids.filter((id) => all.includes(id)).length;
    const lost = among(fates.failed);
    const fate = Object.keys(fates).find((one) => among(fates[one]) === ids.length) || (lost ? "part" : "");
    const said = fate === "part" ? `${lost} of ${ids.length} failed` : fate;
    handle.setAttribute("aria-pressed", lost === ids.length);
    handle.setAttribute("aria-label", fate ? `${name}: ${said}` : name);
    if (!fate) continue;
    handle.dataset.fate = element.dataset.fate = fate;
    if (!element.matches(".card, .frame")) continue;
    const box = element.querySelector(".box");
    const { x, y, width, height } = (box || element).getBBox();
    const middle = x + width / 2;
    layer.append(draw("text", { x: middle, y: y + 3 + (box ? 0 : height), class: `infra-${fate}` }, said));
    if (fate === "failed" && element.matches(".card:not(.chip)")) layer.append(draw("path", { class: "infra-cross", d: `M${middle - 18} ${y + 10}l36 36m0-36l-36 36` }));
  }
  const gone = (ids) => ids.every((id) => partOf(trial, id)?.element.matches("[data-fate]:not([data-fate=part])"));
  const cut = shapes(svg).wires.filter(({ from, to }) => gone(from) || gone(to));
  paint(svg, "infra-cut", cut.map(({ element }) => element));
  return [value, fates];
}

function undepict({ svg, parts }) {
  svg.querySelector(".infra-fates")?.remove();
  paint(svg, "infra-cut");
  for (const { element, handle, name } of parts) {
    for (const one of [element, handle]) delete one.dataset.fate;
    handle.removeAttribute("aria-pressed");
    handle.setAttribute("aria-label", name);
  }
}

// A key that puts a diagram into a mode with a panel of its own, and out of it.
function modeKey(figure, name, label, start, end) {
  const box = panel(figure, name, label);
  const begin = (...choices) => {
    enter(figure, name, () => turn(false, end()));
    turn(true, start(...choices));
    figure.scrollIntoView({ behavior: calm() ? "auto" : "smooth" });
  };
  const key = button(toolbar(figure), label, () => (box.hidden ? begin() : leaveMode(figure)), { toggle: true });
  const turn = (on) => {
    box.hidden = !on;
    key.setAttribute("aria-pressed", on);
  };
  box.removeAttribute("aria-live");
  return [box, begin];
}

widget(".infra-figure[data-simulation]", (figure, signal) => {
  const trial = trialOf(figure);
  const { structure, svg, parts, failed } = trial;
  const [hint, verdicts] = [make("p"), make("ul", { class: "infra-verdicts" })];
  const [facts, keys, choice] = [make("dl", { class: "infra-facts" }), make("div", { class: "infra-keys" }), make("select")];
  const count = make("input", { type: "number", min: 0 });
  const label = make("label", {}, count);
  let group = [];
  const title = "What if this fails?";
  const [box, begin] = modeKey(figure, "failures", title, () => change(), () => {
    undepict(trial);
    for (const { handle } of parts) handle.removeAttribute("role");
    link(figure, "fails", "");
  });
  box.append(make("div", { role: "status" }, hint, verdicts), facts, keys);

  choice.setAttribute("aria-label", "Try a failure that breaks something");
  choice.append(make("option", { value: "" }, "Try one that breaks something …"));
  for (const [size, some, more] of trial.tries) {
    const options = some.map((ids) => make("option", { value: ids }, row(trial, ids)));
    choice.append(make("optgroup", { label: size }, ...options, ...(more ? [make("option", { disabled: true }, more)] : [])));
  }
  choice.addEventListener("change", () => only(choice.value));
  count.addEventListener("change", () => set(group, +count.value));
  keys.append(label, make("span", { class: "infra-choice" }, choice));
  const after = [button(keys, "Repair all", () => only(""))];
  if (figure.dataset.walk) after.push(button(keys, "Follow a request", () => walks.get(figure)()));
  after.push(button(keys, "Copy link", (key) => navigator.clipboard?.writeText(location.href).then(() => (key.textContent = "Copied"))));

  const set = (ids, most) => change(ids.forEach((id, place) => failed[place < most ? "add" : "delete"](id)));

  // A click fails one, then all of those that a part stands for, then repairs them.
  function strike(ids, home) {
    const units = ids.filter((id) => structure.units.includes(id));
    const lost = units.filter((id) => failed.has(id)).length;
    if (units.length > 1) group = units;
    set(units, lost ? (lost < units.length ? units.length : 0) : 1);
    if (!units.length) hint.textContent = trial.fixed[home];
  }

  function only(text) {
    const ids = text.split(",").filter(Boolean);
    failed.clear();
    set(ids.filter((id) => structure.units.includes(id)), ids.length);
    return ids.filter((id) => !structure.units.includes(id));
  }

  function change() {
    const [value, fates] = depict(trial, failed);
    const journeys = Object.entries(structure.journeys);
    const lines = [["Failed", fates.failed], ["Down with it", fates.down], ["Up, but of no use now", fates.idle]];
    const start = "Nothing has failed. Click anything in the diagram to make it fail, and again to repair it.";
    for (const { handle } of parts) handle.setAttribute("role", "button");
    hint.textContent = failed.size ? (journeys.length ? "" : trial.fixed[""]) : start;
    verdicts.replaceChildren(...(failed.size ? journeys.map((one) => verdict(trial, value, one)) : []));
    facts.replaceChildren(
      ...lines.filter(([, ids]) => ids.length).flatMap(([term, ids]) => [make("dt", {}, term), make("dd", {}, row(trial, ids, 8))]),
    );
    label.hidden = !group.length;
    label.replaceChildren(count, ` of ${group.length} ${trial.groups[partOf(trial, group[0])?.home]}`);
    count.max = group.length;
    count.value = group.filter((id) => failed.has(id)).length;
    choice.value = [...failed];
    if (!choice.value) choice.value = "";
    for (const key of after) key.hidden = !failed.size;
    link(figure, "fails", [...failed].join());
  }

  const hit = (event) => {
    const shape = event.target.closest("[data-component]");
    if (box.hidden || !shape || (event.key && event.key !== " ")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    strike(words(shape.dataset.instance), shape.dataset.component);
  };
  const hush = (event) => box.hidden || event.stopImmediatePropagation();
  for (const name of ["click", "keydown"]) svg.addEventListener(name, hit, true);
  for (const name of ["pointerover", "focusin"]) svg.addEventListener(name, hush, true);
  onLink(figure, "fails", signal, (text) => {
    if (box.hidden) begin();
    const unknown = only(text);
    if (unknown.length) hint.textContent = `Not in this stage: ${unknown.join(", ")}.`;
  });
});
