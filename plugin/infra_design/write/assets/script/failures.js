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
    if (!guilty.size) return "Not even with everything up.";
    const value = holding(guilty);
    const lies = (id) => value[stands[id]] === false;
    const way = wayUp(value, top).filter(meaning);
    const cause = instanceAt(way[0]);
    while (lies(instanceAt(way[1]))) way.shift();
    const [last, user] = way.map(instanceAt);
    const alone = guilty.size === 1;
    let why = alone && user && `${nameOf(user)} cannot work without it`;
    for (const node of way) if (alone || inputsOf(node).length > 1) why ||= said.reasons[meaning(node)];
    const text = `${row(guilty)} failed`;
    if (last === cause || !(alone || !why)) return `${text}${why ? `, and ${why}` : ""}.`;
    const too = row(Object.keys(stands).filter((id) => lies(id) && homeOf(id) === homeOf(last)));
    return `${text}, and with ${alone ? "it" : "them"} ${too}${why ? `; ${why}` : ""}.`;
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

  // The diagram shows what has become of its parts; gives that by kind of fate.
  function depict(failed) {
    const value = holding(failed);
    const working = busy(value);
    const down = Object.keys(stands).filter((id) => !value[stands[id]] && !failed.has(id));
    const idle = usual.filter((id, place) => usual.indexOf(id) === place && !working.includes(id) && value[stands[id]]);
    const fates = { failed: [...failed], down, idle };
    undepict();
    const layer = draw("g", { class: "infra-fates", "aria-hidden": "true" });
    svg.append(layer);
    for (const { element, handle, name, ids } of parts) {
      const among = (all) => ids.filter((id) => all.includes(id)).length;
      const lost = among(fates.failed);
      const fate = Object.keys(fates).find((one) => among(fates[one]) === ids.length) || (lost ? "part" : "");
      const text = fate === "part" ? `${lost} of ${ids.length} failed` : fate;
      handle.setAttribute("aria-pressed", lost === ids.length);
      if (!fate) continue;
      handle.setAttribute("aria-label", `${name}: ${text}`);
      handle.dataset.fate = element.dataset.fate = fate;
      if (!element.matches(".card, .frame")) continue;
      const box = element.querySelector(".box");
      const { x, y, width, height } = (box || element).getBBox();
      const middle = x + width / 2;
      layer.append(draw("text", { x: middle, y: y + 3 + (box ? 0 : height), class: `infra-${fate}` }, text));
      if (fate !== "failed" || !element.matches(".card:not(.chip)")) continue;
      layer.append(draw("path", { class: "infra-cross", d: `M${middle - 18} ${y + 10}l36 36m0-36l-36 36` }));
    }
    const gone = (ids) => ids.every((id) => elementOf(id)?.matches("[data-fate]:not([data-fate=part])"));
    const cut = shapes(svg).wires.filter(({ from, to }) => gone(from) || gone(to));
    paint(svg, "infra-cut", cut.map(({ element }) => element));
    return { value, fates };
  }

  function undepict() {
    svg.querySelector(".infra-fates")?.remove();
    paint(svg, "infra-cut");
    for (const { element, handle, name } of parts) {
      for (const one of [element, handle]) delete one.dataset.fate;
      handle.removeAttribute("aria-pressed");
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
  const { structure, said, svg, parts, failed, holding, row, blame, rest, depict, undepict } = trialOf(figure);
  const { units } = structure;
  const journeys = Object.entries(structure.journeys);
  const [hint, verdicts, facts, keys, choice] = ["p", "ul", "dl", "div", "select"].map((tag) => make(tag));
  const [box, begin] = modeKey(figure, "failures", "What if this fails?", () => change(), () => {
    undepict();
    for (const { handle } of parts) handle.removeAttribute("role");
    link(figure, "fails", "");
  });
  verdicts.className = "infra-verdicts";
  facts.className = "infra-facts";
  keys.className = "infra-keys";
  box.append(make("div", { role: "status" }, hint, verdicts), facts, keys);
  choice.setAttribute("aria-label", said.choose);
  choice.append(make("option", { value: "" }, said.choose));
  for (const [label, some] of said.tries) {
    choice.append(make("optgroup", { label }, ...some.map((ids) => make("option", { value: ids }, row(ids)))));
  }
  choice.addEventListener("change", () => only(choice.value));
  keys.append(make("span", { class: "infra-choice" }, choice));
  const after = [button(keys, "Repair all", () => only(""))];
  if (figure.dataset.walk) after.push(button(keys, "Follow a request", () => walks.get(figure)()));
  after.push(button(keys, "Copy link", () => navigator.clipboard?.writeText(location.href)));

  // A click fails one; of several, then as many as it takes to change something, then all; and then repairs them.
  function strike(ids, home) {
    const able = ids.filter((id) => units.includes(id));
    const lost = able.filter((id) => failed.has(id)).length;
    const working = (count) => {
      able.forEach((id, place) => failed[place < count ? "add" : "delete"](id));
      const value = holding(failed);
      return journeys.filter(([, { top }]) => value[top]).length;
    };
    let count = lost < able.length && 1;
    if (lost && count) {
      const before = working(lost);
      let low = lost;
      for (count = able.length; count - low > 1; ) {
        const half = (low + count) >> 1;
        if (working(half) < before) count = half;
        else low = half;
      }
    }
    working(count);
    change();
    if (!able.length) hint.textContent = said.fixed[home];
  }

  function only(text) {
    failed.clear();
    const strange = text.split(",").filter((id) => id && !(units.includes(id) && failed.add(id)));
    change();
    if (strange.length) hint.textContent = `Not in this stage: ${strange.join(", ")}.`;
  }

  function change() {
    const { value, fates } = depict(failed);
    for (const { handle } of parts) handle.setAttribute("role", "button");
    hint.textContent = failed.size ? said.fixed[""] || "" : said.start;
    verdicts.replaceChildren(
      ...journeys.slice(0, failed.size && journeys.length).map(([id, journey]) => {
        const works = value[journey.top];
        const says = make("b", {}, works ? "still works" : "does not work.");
        const why = works ? rest(value, journey) : ` ${blame(failed, journey)}`;
        return make("li", { class: works && "infra-holds" }, `${said.journeys[id]}: `, says, why);
      }),
    );
    const rows = Object.values(fates).map((ids, place) => [said.fates[place], row(ids, 8)]);
    facts.replaceChildren(...rows.filter(([, text]) => text).flatMap(([term, text]) => [make("dt", {}, term), make("dd", {}, text)]));
    choice.value = [...failed];
    if (!choice.value) choice.value = "";
    for (const key of after) key.hidden = !failed.size;
    link(figure, "fails", [...failed].join());
  }

  const hit = (event) => {
    const { instance, component } = event.target.closest("[data-component]")?.dataset || {};
    if (box.hidden || !component || (event.key && event.key !== " ")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    strike(words(instance), component);
  };
  const hush = (event) => box.hidden || event.stopImmediatePropagation();
  for (const name of ["click", "keydown"]) svg.addEventListener(name, hit, true);
  for (const name of ["pointerover", "focusin"]) svg.addEventListener(name, hush, true);
  onLink(figure, "fails", signal, (text) => {
    if (box.hidden) begin();
    only(text);
  });
});
