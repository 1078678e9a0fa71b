// Every error that a vector meets is held against its row in errors.json, whether the vector asks or not.
import { errors } from './files.mjs';
import { differences } from './matching.mjs';

/** How `error` differs from what its kind and reason allow. */
export function tableDifferences(error) {
  const kind = errors.kinds.find(({ slug }) => slug === error.kind);
  if (!kind) return [`errors.json has no kind ${error.kind}`];
  const row = error.reason === null ? {} : kind.reasons?.[error.reason];
  if (!row) return [`errors.json has no reason ${error.reason} for ${error.kind}`];
  return differences(expected(error, { ...kind, ...row }), error);
}

/** What the service said goes before what the table says. */
function expected(error, { code, description, status, retryable }) {
  return {
    retryable,
    ...(error.body === null && { status, description }),
    ...(!error.code.startsWith('E') && { code }),
  };
}
