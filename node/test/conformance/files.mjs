// The contract: the files in conformance/.
import { readFileSync, readdirSync } from 'node:fs';

const FOLDER = new URL('../../../conformance/', import.meta.url);

export const read = (path) => JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8'));

export const surface = read('surface.json');
export const errors = read('errors.json');
export const setups = read('setups.json');

export const record = (name) => surface.records.find((record) => record.name === name);

export const operation = (id) => surface.operations.find((operation) => operation.id === id);

export function vectors() {
  const files = readdirSync(new URL('vectors/', FOLDER)).sort();
  return files.flatMap((file) => read(`vectors/${file}`).vectors);
}
