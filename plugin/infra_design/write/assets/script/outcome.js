// What holds when something has failed: from the structure that analyze/simulation.py writes, with the same answers.

// For each node whether it holds: all do but the units that have failed, and gates that have too few inputs left.
function holding({ units, gates }, failed) {
  const value = [...units.map((id) => !failed.has(id)), ...gates.map(() => true)];
  for (let again = true; again; ) {
    again = false;
    gates.forEach(([least, ...inputs], gate) => {
      const node = units.length + gate;
      if (!value[node] || inputs.filter((input) => value[input]).length >= least) return;
      value[node] = false;
      again = true;
    });
  }
  return value;
}

const inputsOf = ({ units, gates }, node) => (node < units.length ? [] : gates[node - units.length].slice(1));

// What a node stands for: "writing:mysql"; and the instance that it is, if it is one.
const meaning = ({ units, means }, node) => (node < units.length ? `instance:${units[node]}` : means[node - units.length] || "");
const instanceAt = (structure, node) => meaning(structure, node).split("instance:")[1];

// Nodes that hold and that a node which holds rests on.
function under(structure, value, top) {
  const seen = new Set(value[top] ? [top] : []);
  for (const node of seen) for (const input of inputsOf(structure, node)) if (value[input]) seen.add(input);
  return seen;
}

// Instances that journeys which work make use of.
function busy(structure, value) {
  const used = Object.values(structure.journeys).flatMap(({ top, works }) => {
    const seen = under(structure, value, top);
    return Object.keys(works).filter((id) => seen.has(works[id]));
  });
  return new Set(used);
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
  const above = new Map([[top]]);
  const [near, far] = [[top], []];
  for (;;) {
    let node = near.shift() ?? far.pop();
    const fallen = inputsOf(structure, node).filter((input) => !value[input]);
    for (const input of fallen) {
      if (above.has(input)) continue;
      above.set(input, node);
      const up = value[structure.stands[instanceAt(structure, input)]] ?? true;
      (up ? near : far).push(input);
    }
    const way = [];
    if (fallen.length) continue;
    for (; node !== undefined; node = above.get(node)) way.unshift(node);
    return way;
  }
}
