// Measures the package against what users would pick instead: one JSON row a line, and a table for people.
import { measureCalls, measureImport } from './calls.mjs';
import { measureTokens } from './tokens.mjs';

await measureTokens();
await measureCalls();
await measureImport();
