// A walk with a request: step by step along the lines, with what happens; also when something has failed.

const walks = new WeakMap();

// Who answers at each step. Where nobody does, the way ends.
function route(trial, plan, journey) {
  const { structure, parts } = trial;
  const { value, journeys } = outcome(structure, trial.failed);
  const [client, flow, taken, writes] = plan.journeys[journey];
  const nodes = structure.journeys[journey].works;
  const stands = (id) => value[structure.stands[id]];
  const works = (id) => (id in nodes ? value[nodes[id]] : stands(id));
  const home = new Map(parts.flatMap(({ element, ids }) => ids.map((id) => [id, element.dataset.component])));
  const at = new Map([[home.get(client), client]]);
  const best = (ids) => ids.find(works) || ids.find(stands);
  const hops = [];
  for (const number of taken) {
    const { text, way, uses } = plan.flows[flow][number];
    const hop = { number, text, way, uses, flow, note: "" };
    hops.push(hop);
    if (way === "returns") break;
    const connection = plan.connections[uses];
    if (!connection) continue;
    if (way === "asks" || way === "told") {
      hop.from = client;
      hop.ends = connection.names && !connection.names.some(works);
    } else {
      const own = [...home].filter(([, component]) => component === connection.from).map(([id]) => id);
      if (way === "takes") at.set(connection.from, best(own));
      hop.from = at.get(connection.from);
      const able = candidates(connection, hop.from, writes);
      hop.to = best(able);
      hop.many = connection.to.length > 1 && !connection.only;
      hop.note = hop.to ? chosen(trial, able, hop.to, works, stands) : "";
      hop.ends = !hop.to;
      at.set(home.get(hop.to), hop.to);
    }
    if (hop.ends) break;
  }
  const last = hops[hops.length - 1];
  if (!journeys[journey].works) {
    last.ends = true;
    last.note = `The request gets no further. ${blame(trial, journey)}`;
    if (last.way === "returns") last.text = "";
  }
  return hops;
}

function candidates(connection, source, writes) {
  const able = (writes && connection.write) || connection.to;
  if (connection.only?.[source]) return connection.only[source];
  const near = (connection.near?.[source] || []).filter((id) => able.includes(id));
  return [...new Set([...near, ...able])];
}

function chosen(trial, able, to, works, stands) {
  const first = able[0];
  if (to === first) return able.length > 1 ? `This time: ${nameOf(trial, to)}.` : "";
  const how = stands(first) ? "cannot do it now" : "is down";
  return `${nameOf(trial, first)} ${how}, so ${nameOf(trial, to)} takes it.`;
}

// The lines that a step goes along, in order.
function linesOf({ svg, parts }, { uses, way, from, to }) {
  const shown = (id) => parts.find(({ ids }) => ids.includes(id))?.ids[0];
  const lookup = way === "asks" || way === "told";
  const all = shapes(svg).wires.filter(({ element }) => {
    const whole = element.closest("[data-connection]");
    return whole && words(whole.dataset.connection).includes(uses) && whole.matches(".lookup") === lookup;
  });
  const some = all.filter((wire) => wire.from.includes(shown(from)) && (lookup || wire.to.includes(shown(to))));
  return (some.length ? some : all).map(({ element }) => (element.matches("path") ? element : element.querySelector("path")));
}

// A dot runs along lines; where the reader wants no motion it is at their end at once.
function run(svg, lines, backwards, signal) {
  svg.querySelector(".infra-token")?.remove();
  if (!lines.length) return;
  const token = draw("circle", { r: 6.5, class: "infra-token" });
  svg.append(token);
  const lengths = lines.map((line) => line.getTotalLength());
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const place = (share) => {
    let left = total * (backwards ? 1 - share : share);
    let at = 0;
    while (at < lines.length - 1 && left > lengths[at]) left -= lengths[at++];
    const { x, y } = lines[at].getPointAtLength(left);
    token.setAttribute("transform", `translate(${x} ${y})`);
  };
  if (calm()) return place(1);
  const time = Math.min(2200, 500 + total * 3);
  let began = 0;
  const move = (now) => {
    began ||= now;
    place(Math.min(1, (now - began) / time));
    if (now - began < time && token.isConnected && !signal.aborted) requestAnimationFrame(move);
  };
  requestAnimationFrame(move);
}

widget(".infra-figure[data-walk][data-simulation]", (figure, signal) => {
  const plan = told(figure, "walk");
  const trial = trialOf(figure);
  const { svg } = trial;
  const isOn = () => figure.dataset.mode === "walk";
  const key = button(toolbar(figure), "Follow a request", () => (isOn() ? leaveMode(figure) : begin()), { toggle: true });
  const box = panel(figure, "walk", "Follow a request");
  box.removeAttribute("aria-live");
  const choice = make("select", { "aria-label": "Which request" });
  const keys = make("div", { class: "infra-keys" }, make("span", { class: "infra-choice" }, choice));
  const said = make("div", { role: "status" });
  box.append(keys, said);
  const back = button(keys, "Back", () => go(at - 1, true), { icon: "M10 3L5 8L10 13" });
  const play = button(keys, "Play", () => (timer ? pause() : start()), { icon: "M5 3L12 8L5 13Z" });
  const on = button(keys, "Next", () => go(at + 1, true), { icon: "M6 3L11 8L6 13" });
  const count = make("span");
  keys.append(count);
  const lists = () => [...document.querySelectorAll("ol[data-steps]")].filter((one) => one.dataset.steps === figure.dataset.stage);
  let ways = [];
  let current = trial;
  let hops = [];
  let at = 0;
  let timer = 0;

  // Each journey as usual; with what the reader has made fail; with what usually answers having failed.
  function* offers() {
    for (const journey of Object.keys(plan.journeys)) {
      const title = trial.journeys[journey];
      yield { journey, title, failed: new Set() };
      const usual = route({ ...trial, failed: new Set() }, plan, journey);
      const one = usual.filter(({ many, to }) => many && trial.can.has(to)).map(({ to }) => to);
      for (const id of new Set(one)) {
        yield { journey, title: `${title}, with ${nameOf(trial, id)} failed`, failed: new Set([id]) };
      }
      const own = new Set(trial.failed);
      if (own.size) yield { journey, title: `${title}, with what you made fail`, failed: own, own };
    }
  }

  function choose(number, step = 0) {
    choice.selectedIndex = number;
    const { journey, failed } = ways[number];
    current = { ...trial, failed };
    hops = route(current, plan, journey);
    undepict(trial);
    if (failed.size) depict(trial, fates(current, outcome(trial.structure, failed)));
    go(Math.max(0, hops.findIndex(({ number: one }) => one === step)));
  }

  function go(to, still) {
    if (still) pause();
    at = Math.max(0, Math.min(hops.length - 1, to));
    const hop = hops[at];
    const returns = hop.way === "returns";
    const lines = returns
      ? hops.flatMap((one) => (one.way === "uses" || one.way === "takes" ? linesOf(trial, one) : []))
      : linesOf(trial, hop);
    const note = make("b", {}, hop.note);
    said.replaceChildren(make("p", { class: hop.ends ? "infra-stuck" : null }, hop.text, hop.text && hop.note ? " " : "", note));
    count.textContent = `Step ${at + 1} of ${hops.length}`;
    back.disabled = at === 0;
    on.disabled = at === hops.length - 1;
    const heads = lines.map((line) => line.nextElementSibling).filter((next) => next?.matches(".arrow"));
    paint(svg, "infra-walked", [...lines, ...heads]);
    const here = trial.parts.filter(({ ids }) => ids.includes(hop.from) || ids.includes(hop.to));
    paint(svg, "infra-walking", here.map(({ element }) => element));
    run(svg, lines, returns || hop.way === "told" || hop.way === "takes", signal);
    for (const list of lists()) paint(list, "infra-now");
    lists()[hop.flow]?.children[hop.number]?.classList.add("infra-now");
  }

  function start() {
    if (at === hops.length - 1) go(0);
    play.setAttribute("aria-label", (play.title = "Pause"));
    play.querySelector("path").setAttribute("d", "M5 3V13M11 3V13");
    tick();
  }

  function tick() {
    timer = setTimeout(() => {
      go(at + 1);
      if (at < hops.length - 1) tick();
      else pause();
    }, 1800 + 35 * said.textContent.length);
  }

  function pause() {
    clearTimeout(timer);
    timer = 0;
    play.setAttribute("aria-label", (play.title = "Play"));
    play.querySelector("path").setAttribute("d", "M5 3L12 8L5 13Z");
  }

  function begin(flow = 0, step = 0) {
    const tried = figure.dataset.mode === "failures" && trial.failed.size;
    ways = [...offers()];
    choice.replaceChildren(...ways.map(({ title }) => make("option", {}, title)));
    enter(figure, "walk", leave);
    box.hidden = false;
    key.setAttribute("aria-pressed", "true");
    const now = ways.findIndex(({ journey, own }) => plan.journeys[journey][1] === flow && (own || !tried));
    choose(Math.max(0, now), step);
    figure.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    if (!step && !calm()) start();
  }

  function leave() {
    pause();
    box.hidden = true;
    key.setAttribute("aria-pressed", "false");
    undepict(trial);
    svg.querySelector(".infra-token")?.remove();
    for (const name of ["walked", "walking"]) paint(svg, `infra-${name}`);
    for (const list of lists()) paint(list, "infra-now");
  }

  choice.addEventListener("change", () => choose(choice.selectedIndex));
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step && event.target !== choice) go(at + step, true);
  });
  signal.addEventListener("abort", () => clearTimeout(timer));
  walks.set(figure, begin);
  lists().forEach((list, flow) =>
    [...list.children].forEach((item, step) => {
      if (item.querySelector(".infra-jump")) return;
      const jump = make("button", { type: "button", class: "infra-jump", "aria-label": `Show step ${step + 1} in the diagram` });
      jump.addEventListener("click", () => begin(flow, step));
      item.prepend(jump);
    }),
  );
});
