// Pairs measured in turns, so that a neighbour on the machine disturbs both sides alike.

/** Microseconds for one, of work that is awaited or not. */
export async function timed(work, times) {
  const start = process.hrtime.bigint();
  for (let turn = 0; turn < times; turn++) {
    const answer = work();
    if (answer instanceof Promise) await answer;
  }
  return Number(process.hrtime.bigint() - start) / 1e3 / times;
}

/** Ours and a peer's work in turns: `limit` is the most that ours may take of the peer's time. */
export async function compare(name, unit, ours, peerName, peer, limit, rounds = 21) {
  const pairs = [];
  for (let round = 0; round < rounds; round++) pairs.push([await ours(), await peer()]);
  const [mine, theirs] = [median(pairs.map(([own]) => own)), median(pairs.map(([, other]) => other))];
  row(name, unit, mine, peerName, theirs, median(pairs.map(([own, other]) => own / other)), limit);
}

function row(name, unit, ours, peerName, peer, ratio, limit) {
  const met = limit === null ? null : ratio <= limit;
  const told = { name: `Node: ${name}`, unit, ours, peer, peer_name: peerName, ratio, target: limit, met };
  process.stdout.write(`${JSON.stringify(told)}\n`);
  const said = { true: 'met', false: 'MISSED', null: '' }[met];
  const pair = `${ours.toFixed(2).padStart(10)} ${unit.padEnd(5)} ${peer.toFixed(2).padStart(10)} ${peerName.padEnd(34)}`;
  process.stderr.write(
    `${name.padEnd(38)} ${pair} ratio ${ratio.toFixed(4).padStart(8)}  target ${limit ?? '-'}  ${said}\n`,
  );
}

function median(values) {
  return values.toSorted((one, other) => one - other)[values.length >> 1];
}
