// What holds when something has failed: from the structure that analyze/simulation.py writes, with the same answers.

// For each node whether it holds: all do but the units that have failed, and the gates that have too few inputs left.
function holding(structure, failed) {
  const { units, gates } = structure;
  const value = [...units.map((id) => !failed.has(id)), ...gates.map(([least, ...inputs]) => inputs.length >= least)];
  const spare = gates.map(([least, ...inputs]) => inputs.length - least);
  const falling = [...value.keys()].filter((node) => !value[node]);
  structure.users ||= usersOf(structure);
  while (falling.length) {
    for (const gate of structure.users[falling.pop()]) {
      if (--spare[gate] !== -1) continue;
      value[units.length + gate] = false;
      falling.push(units.length + gate);
    }
  }
  return value;
}

function usersOf({ units, gates }) {
  const users = [...units, ...gates].map(() => []);
  gates.forEach(([, ...inputs], gate) => inputs.forEach((node) => users[node].push(gate)));
  return users;
}

const inputsOf = ({ units, gates }, node) => (node < units.length ? [] : gates[node - units.length].slice(1));

// What a node stands for and of what: ["writing", "mysql"].
function meaning({ units, means }, node) {
  const text = node < units.length ? `instance:${units[node]}` : means[node - units.length];
  const end = text.indexOf(":");
  return [text.slice(0, Math.max(end, 0)), text.slice(end + 1)];
}

const without = (nodes, value) => Object.keys(nodes).filter((id) => !value[nodes[id]]);

// Which instances have failed or stand on something that has, which journeys work, what of each does not.
function outcome(structure, failed) {
  const value = holding(structure, failed);
  const journeys = {};
  for (const [id, { top, works }] of Object.entries(structure.journeys)) {
    journeys[id] = { works: value[top], down: without(works, value) };
  }
  return { value, fallen: new Set(without(structure.stands, value)), journeys };
}

// Nodes that a journey's working rests on.
function under(structure, value, top) {
  const seen = new Set();
  const stack = [top];
  while (stack.length) {
    const node = stack.pop();
    if (!value[node] || seen.has(node)) continue;
    seen.add(node);
    stack.push(...inputsOf(structure, node));
  }
  return seen;
}

// Instances that journeys which work make use of.
function busy(structure, value) {
  const found = new Set();
  for (const { top, works } of Object.values(structure.journeys)) {
    const seen = under(structure, value, top);
    for (const id of Object.keys(works)) if (seen.has(works[id])) found.add(id);
  }
  return found;
}

// Failures that suffice to make a node false, none of which could be left out.
function culprits(structure, failed, top) {
  const needed = new Set(failed);
  for (const id of failed) {
    needed.delete(id);
    if (holding(structure, needed)[top]) needed.add(id);
  }
  return needed;
}

// From a false node down to a cause, by way of what is still up as long as possible: that tells why it does not help.
function wayDown(structure, value, top) {
  const above = new Map([[top, -1]]);
  const near = [top];
  const far = [];
  while (near.length || far.length) {
    let node = near.length ? near.shift() : far.pop();
    const fallen = inputsOf(structure, node).filter((input) => !value[input]);
    if (!fallen.length) {
      const way = [];
      for (; node >= 0; node = above.get(node)) way.unshift(node);
      return way;
    }
    for (const input of fallen) {
      if (above.has(input)) continue;
      above.set(input, node);
      const [what, id] = meaning(structure, input);
      (what === "instance" && !value[structure.stands[id]] ? far : near).push(input);
    }
  }
  return [top];
}
