/** Options on their way into the core: as JSON, which both sides read the same way. */
import { DoorcodeError, refusal } from './errors.js';

/** `value` as JSON text; nothing where there is none. What JSON can't say is refused, by the name of its member. */
export function toJson(value: unknown, argument: string): string | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    return JSON.stringify(value, finite) ?? refuse(argument);
  } catch (error) {
    if (error instanceof DoorcodeError) throw error;
    throw refusal(argument, 'type', `${argument} can't be written as JSON`);
  }
}

function finite(name: string, value: unknown): unknown {
  const lost = typeof value === 'number' ? !Number.isFinite(value) : typeof value === 'bigint';
  return lost ? refuse(name) : value;
}

function refuse(argument: string): never {
  throw refusal(argument, 'type', `${argument} has a type that JSON does not have`);
}
