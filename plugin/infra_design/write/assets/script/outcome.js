// What holds when something has failed: from the structure that analyze/simulation.py writes, with the same answers.

function judge({ units, gates, means, stands, journeys }) {
  const inputsOf = (node) => gates[node - units.length]?.slice(1) || [];

  // What a node stands for, "writing:mysql"; and the instance that it is, if it is one.
  const meaning = (node) => (node < units.length ? `instance:${units[node]}` : means[node - units.length] || "");
  const instanceAt = (node) => meaning(node).split("instance:")[1];

  // For each node whether it holds: all do but the units that have failed, and gates with too few inputs left.
  function holding(failed) {
    const value = [...units.map((id) => !failed.has(id)), ...gates.map(() => true)];
    for (let again = true; again; ) {
      again = false;
      gates.forEach(([least], gate) => {
        const node = units.length + gate;
        if (value[node] && inputsOf(node).filter((input) => value[input]).length < least) {
          value[node] = false;
          again = true;
        }
      });
    }
    return value;
  }

  // Nodes that hold and that a node which holds rests on.
  function under(value, top) {
    const seen = new Set(value[top] ? [top] : []);
    for (const node of seen) for (const input of inputsOf(node)) if (value[input]) seen.add(input);
    return seen;
  }

  // Instances that journeys which work make use of.
  const busy = (value) =>
    Object.values(journeys).flatMap(({ top, works }) => {
      const seen = under(value, top);
      return Object.keys(works).filter((id) => seen.has(works[id]));
    });

  // Failures that suffice to make a node false, none of which could be left out.
  function culprits(failed, top) {
    const needed = new Set(failed);
    for (const id of failed) {
      needed.delete(id);
      if (holding(needed)[top]) needed.add(id);
    }
    return needed;
  }

  // From a cause up to a false node, by way of what is still up as long as possible: that tells why it does not help.
  function wayUp(value, top) {
    const above = new Map([[top]]);
    const [near, far] = [[top], []];
    for (;;) {
      let node = near.shift() ?? far.pop();
      const fallen = inputsOf(node).filter((input) => !value[input]);
      for (const input of fallen) {
        if (above.has(input)) continue;
        above.set(input, node);
        (value[stands[instanceAt(input)]] === false ? far : near).push(input);
      }
      const way = [];
      for (; !fallen.length && node !== undefined; node = above.get(node)) way.push(node);
      if (way.length) return way;
    }
  }
  return { inputsOf, meaning, instanceAt, holding, under, busy, culprits, wayUp };
}
