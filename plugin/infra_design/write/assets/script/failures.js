// What if this fails? One makes parts of a diagram fail, and reads what still works, what does not, and why.

const trials = memory();

// What is tried on a diagram, and how to speak of it and show it.
function trialOf(figure) {
  if (trials.has(figure)) return trials.get(figure);
  const structure = told(figure, "simulation");
  const { stands, journeys } = structure;
  const said = told(figure, "failures");
  const { inputsOf, meaning, instanceAt, holding, under, busy, culprits, wayUp } = judge(structure);
  const svg = diagramOf(figure);
  const [frames, headers] = ["frame", "header"].map((name) => [...svg.querySelectorAll(`.${name}s > .${name}`)]);
  const parts = [...svg.querySelectorAll("[data-component]:not(.badge, .header)")].map((element) => {
    const handle = headers[frames.indexOf(element)] || element;
    return { element, handle, ids: words(element.dataset.instance), name: handle.getAttribute("aria-label") };
  });
  const usual = busy(holding(new Set()));
  const elementOf = (id) => parts.find(({ ids }) => ids.includes(id))?.element;
  const homeOf = (id) => elementOf(id)?.dataset.component;
  const nameOf = (id) => said.names[id] || id;

  // Names in a row; several of a large group by their number.
  function row(ids, most = 4) {
    const by = new Map();
    for (const id of ids) by.set(homeOf(id) || id, [...(by.get(homeOf(id) || id) || []), nameOf(id)]);
    const all = [...by].flatMap(([home, own]) => (own.length > 3 ? `${own.length} ${said.groups[home]}` : own));
    const more = all.length > most ? `${all.splice(most - 1).length} more` : [];
    return new Intl.ListFormat("en-GB").format(all.concat(more));
  }

  // Why a journey does not work: what is to blame, what that takes down, and why nothing stands in for it.
  function blame(failed, { top }) {
    const guilty = culprits(failed, top);
    if (!guilty.size) return said.never;
    const value = holding(guilty);
    const lies = (id) => value[stands[id]] === false;
    const way = wayUp(value, top).filter(meaning);
    const cause = instanceAt(way[0]);
    while (lies(instanceAt(way[1]))) way.shift();
    const [last, user] = way.map(instanceAt);
    const alone = guilty.size === 1;
    const too = Object.keys(stands).filter((id) => last !== cause && lies(id) && homeOf(id) === homeOf(last));
    let why = alone && user && `${nameOf(user)} cannot work without it`;
    for (const node of way) if (alone || inputsOf(node).length > 1) why ||= said.reasons[meaning(node)];
    return [`${row(guilty)} failed`, alone && too[0] && `with it ${row(too)}`, why].filter(Boolean).join(", and ") + ".";
  }

  // What a journey that works rests on now: of each group that has lost members, those that are left.
  function rest(value, { top }) {
    const left = new Set();
    for (const node of under(value, top)) {
      const able = new Set(inputsOf(node).every((input) => value[input]) ? [] : [node]);
      for (const one of able) {
        if (instanceAt(one)) left.add(instanceAt(one));
        else for (const input of inputsOf(one)) if (value[input]) able.add(input);
      }
    }
    return left.size ? `, thanks to ${row(left)}.` : ".";
  }

  // The diagram shows what has become of its parts; gives what holds, and what has become of an instance.
  function depict(failed) {
    const value = holding(failed);
    const working = busy(value);
    const idle = (id) => usual.includes(id) && !working.includes(id) && "idle";
    const fateOf = (id) => (failed.has(id) ? "failed" : value[stands[id]] ? idle(id) || "" : "down");
    const layer = draw("g", { class: "infra-fates", "aria-hidden": "true" });
    undepict();
    svg.append(layer);
    for (const { element, handle, name, ids } of parts) {
      const fate = fateOf(ids[0]);
      const lost = ids.filter((id) => failed.has(id)).length;
      const whole = ids.every((id) => fateOf(id) === fate);
      const text = whole ? fate : lost && `${lost} of ${ids.length} failed`;
      if (!text) continue;
      handle.setAttribute("aria-label", `${name}: ${text}`);
      if (whole) handle.dataset.fate = element.dataset.fate = fate;
      if (!element.matches(".card, .frame")) continue;
      const box = element.querySelector(".box");
      const { x, y, width, height } = (box || element).getBBox();
      const middle = x + width / 2;
      layer.append(draw("text", { x: middle, y: y + (box ? 3 : height + 3) }, text));
      const cross = whole && lost && element.matches(".card:not(.chip)");
      if (cross) layer.append(draw("path", { d: `M${middle - 18} ${y + 10}l36 36m0-36l-36 36` }));
    }
    const gone = (ids) => ids.every((id) => elementOf(id)?.dataset.fate);
    paint(svg, "infra-cut", shapes(svg).wires.filter(({ from, to }) => gone(from) || gone(to)).map(({ element }) => element));
    return { value, fateOf };
  }

  function undepict() {
    svg.querySelector(".infra-fates")?.remove();
    paint(svg, "infra-cut");
    for (const { element, handle, name } of parts) {
      for (const one of [element, handle]) delete one.dataset.fate;
      handle.setAttribute("aria-label", name);
    }
  }

  const failed = new Set();
  const trial = { structure, said, svg, parts, failed, holding, elementOf, homeOf, nameOf, row, blame, rest, depict, undepict };
  trials.set(figure, trial);
  return trial;
}

// A key that puts a diagram into a mode with a panel of its own, and out of it.
function modeKey(figure, name, label, start, end) {
  const box = panel(figure, name, label);
  const begin = (...choices) => {
    enter(figure, name, () => turn(false, end()));
    turn(true, start(...choices));
    bring(figure);
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
  const { structure, said, svg, parts, failed, holding, elementOf, row, blame, rest, depict, undepict } = trialOf(figure);
  const { units } = structure;
  const journeys = Object.entries(structure.journeys);
  const [hint, verdicts, facts, keys] = ["p", "ul", "dl", "div"].map((tag) => make(tag));
  const choice = make("select", { class: "infra-tool", "aria-label": said.choose }, make("option", { value: "" }, said.choose));
  const [box, begin] = modeKey(figure, "failures", said.title, () => change(), () => {
    undepict();
    for (const { handle } of parts) handle.removeAttribute("aria-roledescription");
    link(figure, "fails", "");
  });
  box.append(make("div", { role: "status" }, hint, verdicts), facts, keys);
  for (const [label, some] of said.tries) {
    choice.append(make("optgroup", { label }, ...some.map((ids) => make("option", { value: ids }, row(ids)))));
  }
  choice.addEventListener("change", () => only(choice.value));
  keys.append(choice);
  const acts = [() => only(""), () => navigator.clipboard?.writeText(location.href), () => walks.get(figure)()];
  const after = said.keys.map((label, place) => button(keys, label, acts[place]));

  // A click fails one; of several, then as many as it takes to change something, then all; and then repairs them.
  function strike(ids, home) {
    const able = ids.filter((id) => units.includes(id));
    const lost = able.filter((id) => failed.has(id)).length;
    const working = (count) => {
      able.forEach((id, place) => failed[place < count ? "add" : "delete"](id));
      const value = holding(failed);
      return journeys.filter(([, { top }]) => value[top]).length;
    };
    const before = working(lost);
    let count = lost < able.length && lost + 1;
    while (lost && count && count < able.length && working(count) === before) count += Math.ceil(able.length / 99);
    working(count);
    change();
    if (!able.length) hint.textContent = said.fixed[home];
  }

  function only(text) {
    failed.clear();
    const strange = text.split(",").filter((id) => id && !(units.includes(id) && failed.add(id)));
    change();
    reveal(elementOf([...failed][0]));
    if (strange.length) hint.textContent = `Not in this stage: ${strange.join(", ")}.`;
  }

  function change() {
    const { value, fateOf } = depict(failed);
    for (const { handle } of parts) handle.setAttribute("aria-roledescription", "switch");
    hint.textContent = failed.size ? said.fixed[""] || "" : said.start;
    const told = (failed.size ? journeys : []).map(([id, journey]) => {
      const works = value[journey.top];
      const says = make("b", {}, works ? said.works : said.breaks);
      const why = works ? rest(value, journey) : ` ${blame(failed, journey)}`;
      return make("li", { class: works && "infra-holds" }, `${said.journeys[id]}: `, says, why);
    });
    verdicts.replaceChildren(...told);
    facts.replaceChildren();
    for (const [fate, term] of Object.entries(said.fates)) {
      const ids = Object.keys(structure.stands).filter((id) => fateOf(id) === fate);
      if (ids.length) facts.append(make("dt", {}, term), make("dd", {}, row(ids, 8)));
    }
    choice.value = [...failed];
    if (!choice.value) choice.value = "";
    for (const key of after) key.hidden = !failed.size;
    link(figure, "fails", [...failed].join());
  }

  // On the element around it: an SVG that listens to the focus takes it.
  const hit = (event) => {
    const { instance, component } = event.target.closest("[data-component]")?.dataset || {};
    const strikes = event.type === "click" || event.key === " ";
    if (box.hidden || !component || (event.key && !strikes)) return;
    event.stopImmediatePropagation();
    if (!strikes) return;
    event.preventDefault();
    strike(words(instance), component);
  };
  for (const name of ["click", "keydown", "pointerover", "focusin"]) svg.parentNode.addEventListener(name, hit, true);
  onLink(figure, "fails", signal, (text) => {
    if (box.hidden) begin();
    only(text);
  });
});
