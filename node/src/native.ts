/** Finds the native half, and says what was tried where it can't be loaded. */
import type * as Native from '../native/index.js';

export type { Native };

function load(): typeof Native {
  try {
    return require('../native/index.js') as typeof Native;
  } catch (error) {
    throw new Error(`doorcode's native module can't be loaded on ${platform()}: ${reasons(error).join('; ')}`, {
      cause: error,
    });
  }
}

const platform = () => `${process.platform}-${process.arch}, Node ${process.versions.node}`;

/** The loader tries one file after the other; the first failures say most. */
function reasons(error: unknown): string[] {
  const told: string[] = [];
  for (let at = error; at instanceof Error && told.length < 8; at = at.cause) told.push(firstLine(at.message));
  return told;
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';

export const native = load();
