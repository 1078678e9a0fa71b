// Values of a vector that stand for others: references, and what JSON can't hold or nobody wants to read.

export class Captured {
  /** The service's time, in seconds. */
  now = 0;
  #values;

  constructor(values) {
    this.#values = { ...values };
  }

  keep(name, value) {
    this.#values[name] = value;
  }

  /** `value` with every reference and special value in it replaced. */
  resolve(value) {
    if (typeof value === 'string') return this.#fill(value);
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const [[name, given] = [], ...others] = Object.entries(value);
    if (others.length === 0 && name in MAKERS) return MAKERS[name](this.resolve(given));
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [asText(this.#fill(name)), this.resolve(item)]),
    );
  }

  /** A text that is one reference takes its value, whatever the type. */
  #fill(text) {
    const whole = /^\$\{([^}]+)\}$/.exec(text);
    if (whole) return this.#find(whole[1]);
    return text.replace(/\$\{([^}]*)\}/g, (_, path) => asText(this.#find(path)));
  }

  #find(path) {
    const time = /^now([+-]\d+)?$/.exec(path);
    if (time) return this.now + Number(time[1] ?? 0);
    const [name, ...steps] = path.split('.');
    const found = steps.reduce(child, this.#values[name]);
    if (found === undefined) throw new Error(`unresolved reference \${${path}}`);
    return found;
  }
}

/** A member, an item, or of a token one of the parts between the dots. */
function child(value, step) {
  return typeof value === 'string' ? value.split('.')[Number(step)] : value?.[step];
}

const asText = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

const MAKERS = {
  $repeat: ([text, times]) => text.repeat(times),
  $join: (parts) => parts.map(asText).join(''),
  $flip: ([text, at]) => flip(text, at < 0 ? at + text.length : at),
  $utf16: (units) => String.fromCharCode(...units),
};

function flip(text, at) {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}
