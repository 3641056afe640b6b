// A walk with a request: step by step along the lines, with what happens; also when something has failed.

const walks = memory();

// Who answers at each step of a journey, those first who usually do. Where nobody does, the way ends.
function route({ structure, said, parts, holding, homeOf, nameOf, blame }, plan, journey, failed) {
  const { top, works } = structure.journeys[journey];
  const value = holding(failed);
  const [client, flow, taken, writes] = plan.journeys[journey];
  const stands = (id) => value[structure.stands[id]];
  const able = (id) => value[works[id] ?? structure.stands[id]];
  const best = (ids) => ids.find(able) || ids.find(stands);
  const at = { [homeOf(client)]: client };
  const hops = [];
  for (const number of taken) {
    const { text, way, uses } = plan.flows[flow][number];
    const { from, to, write, only, near, names } = plan.connections[uses] || {};
    if (from && !at[from] && way !== "takes") continue;
    const hop = { number, flow, text, way, uses, from: at[from], note: "" };
    hops.push(hop);
    if (way === "asks" || way === "told") {
      if (names && !best(names)) break;
    } else if (from) {
      if (way === "takes") hop.from = at[from] = best(parts.flatMap(({ ids }) => ids).filter((id) => homeOf(id) === from));
      const choices = only?.[hop.from] || (writes && write) || [...(near?.[hop.from] || []), ...to];
      hop.to = best(choices);
      if (!hop.to) break;
      at[homeOf(hop.to)] = hop.to;
      if (hop.to !== choices[0]) hop.note = `${nameOf(choices[0])} cannot, so ${nameOf(hop.to)} takes it.`;
      else if (choices.length > 1) hop.note = `This time: ${nameOf(hop.to)}.`;
    }
  }
  const last = hops.at(-1);
  if (value[top]) return hops;
  if (last.way === "returns") last.text = "";
  last.note = `${said.stuck} ${blame(failed, structure.journeys[journey])}`;
  return hops;
}

// The lines that a step goes along, in order; a way that is not drawn because it is for emergencies is added.
function linesOf({ svg, elementOf }, { uses, way, from, to }) {
  const [source, target] = [elementOf(from), elementOf(to)];
  const lookup = way === "asks" || way === "told";
  const at = (ids, part) => ids.includes(words(part?.dataset.instance)[0]);
  const lines = shapes(svg).wires.filter(({ element, ...wire }) => {
    const whole = element.closest("[data-connection]");
    const same = words(whole?.dataset.connection).includes(uses) && whole.matches(".lookup") === lookup;
    return same && at(wire.from, source) && (lookup || at(wire.to, target));
  });
  if (lines.length || !source || !target || source === target) return lines.map(({ element }) => element);
  const middle = (part) => {
    const { x, y, width, height } = part.getBBox();
    return `${x + width / 2} ${y + height / 2}`;
  };
  const line = draw("path", { class: "infra-detour", d: `M${middle(source)}L${middle(target)}` });
  svg.querySelector(".cards").before(line);
  return [line];
}

widget(".infra-figure[data-walk]", (figure, signal) => {
  const trial = trialOf(figure);
  const { said, svg, failed, elementOf, nameOf, depict, undepict } = trial;
  const plan = told(figure, "walk");
  const text = make("div", { role: "status" });
  const keys = make("div");
  const choice = make("select", { class: "infra-tool", "aria-label": "Which request" });
  const lists = [...document.querySelectorAll("ol[data-steps]")].filter((one) => one.dataset.steps === figure.dataset.stage);
  let [ways, hops, at, timer] = [[], [], 0, 0];
  const [box, begin] = modeKey(figure, "walk", said.keys[2], start, () => {
    stop();
    undepict();
    clear();
  });
  box.append(keys, text);
  keys.append(choice);
  const back = button(keys, "Back", () => go(at - 1, stop()));
  const play = button(keys, "Play", () => (timer ? stop() : tick(at + 1 < hops.length || go(0))));
  const next = button(keys, "Next", () => go(at + 1, stop()));

  function clear() {
    for (const one of svg.querySelectorAll(".infra-token, .infra-detour")) one.remove();
    for (const name of ["walked", "walking", "now"]) paint(document, `infra-${name}`);
  }

  // Each journey as usual or with what has been made to fail, and with one failed that usually answers.
  function start(flow = 0, step = 0, tried = false) {
    ways = Object.entries(plan.journeys).flatMap(([journey, [, place, , , spared]]) => {
      const title = said.journeys[journey];
      return [
        [title + (tried ? said.tried : ""), journey, tried ? failed : new Set(), place],
        ...spared.map((id) => [`${title}, with ${nameOf(id)} failed`, journey, new Set([id])]),
      ];
    });
    choice.replaceChildren(...ways.map(([title]) => make("option", {}, title)));
    choice.selectedIndex = ways.findIndex((way) => way[3] === flow);
    choose();
    go(hops.findIndex(({ number }) => number >= step));
    if (!step && !calm()) tick();
  }

  function choose() {
    const [, journey, lost] = ways[choice.selectedIndex];
    hops = route(trial, plan, journey, lost);
    stop();
    undepict();
    if (lost.size) depict(lost);
    go(0);
  }

  function go(to) {
    clear();
    at = Math.max(0, Math.min(hops.length - 1, to));
    const hop = hops[at];
    const home = hop.way === "returns";
    const lines = home ? hops.filter(({ to }) => to).flatMap((one) => linesOf(trial, one)) : linesOf(trial, hop);
    const paths = lines.map((line) => (line.querySelector("path") || line).getAttribute("d"));
    const count = make("b", {}, `Step ${at + 1} of ${hops.length}: `);
    text.replaceChildren(make("p", {}, count, `${hop.text} `, make("b", {}, hop.note)));
    [back.disabled, next.disabled] = [!at, at === hops.length - 1];
    paint(svg, "infra-walked", lines);
    paint(svg, "infra-walking", [hop.from, hop.to].map(elementOf).filter(Boolean));
    reveal(elementOf(hop.to || hop.from));
    lists[hop.flow]?.children[hop.number]?.classList.add("infra-now");
    if (!paths.length || calm()) return;
    const keyPoints = home || hop.way === "told" || hop.way === "takes" ? "1;0" : "0;1";
    const look = { path: paths.join(""), keyPoints, keyTimes: "0;1", calcMode: "linear", dur: "1.4s", fill: "freeze", begin: "indefinite" };
    const motion = draw("animateMotion", look);
    svg.append(draw("circle", { r: 6.5, class: "infra-token" }, motion));
    motion.beginElement();
  }

  function tick() {
    play.textContent = "Pause";
    timer = setTimeout(() => {
      go(at + 1);
      if (at + 1 < hops.length) tick();
      else stop();
    }, 1800 + 35 * text.textContent.length);
  }

  function stop() {
    clearTimeout(timer);
    timer = 0;
    play.textContent = "Play";
  }

  choice.addEventListener("change", choose);
  box.addEventListener("keydown", ({ key, target }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step && target !== choice) go(at + step, stop());
  });
  signal.addEventListener("abort", stop);
  walks.set(figure, () => begin(0, 0, true));
  lists.forEach((list, flow) => {
    [...list.children].forEach((item, step) => {
      if (item.querySelector(".infra-jump")) return;
      const jump = make("button", { type: "button", class: "infra-jump", "aria-label": `Show step ${step + 1} in the diagram` });
      jump.addEventListener("click", () => {
        begin(flow, step);
        play.focus({ preventScroll: true });
      }, { signal });
      item.prepend(jump);
    });
  });
});
