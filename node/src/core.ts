/** The native client behind a client: makes calls, picks who carries them, and tells what came of them. */
import { type Outcome, type RequestOptions, checkedSignal, run } from './call.js';
import { claimsReader } from './claims.js';
import { type Config, type Logger, type Settings, toSettings } from './config.js';
import { isArgument, refuse, valueOf } from './errors.js';
import { type HttpClient, createHttpClient } from './http.js';
import { toJson } from './json.js';
import { type Native, native } from './native.js';
import type { Claims } from './token.js';
import { type HttpTrace, type SdkResponse, toResponse, trace } from './response.js';

/** Makes a call on a native client. */
export type Make = (client: Native.Client) => Native.Call | Native.Outcome;

/** Throws what can't be used. */
type Refuse = (failure: Native.Failure) => never;

export class Core {
  readonly #settings: Settings;
  readonly #own: Native.Client;
  readonly #ownHttp: HttpClient;
  #outside: Native.Client | undefined;
  #lastResponse: HttpTrace | undefined;
  http: HttpClient;
  // Kept here: a check asks for it, and asking the native half takes as long as the check.
  readonly readClaims: (json: string) => Claims;
  readonly projectId: string;
  readonly baseUrl: string;

  constructor(config: Config) {
    this.#settings = toSettings(config);
    const { hooks, fetch } = this.#settings.http;
    this.#own = this.#create(!!(hooks ?? fetch), config);
    const { projectId, baseUrl } = this.#own;
    this.readClaims = config.tokenCache === 0 ? JSON.parse : claimsReader();
    [this.projectId, this.baseUrl] = [projectId, baseUrl];
    this.#ownHttp = createHttpClient({ ...this.#settings.http, projectId, baseUrl });
    this.http = this.#ownHttp;
    if (hooks ?? fetch) this.#outside = this.#own;
  }

  get lastResponse(): HttpTrace | undefined {
    return this.#lastResponse;
  }

  /** The native client, for what needs no network. */
  get client(): Native.Client {
    return this.#carrier ?? this.#own;
  }

  /** Who carries calls from outside of the core, where somebody does. */
  get #carrier(): Native.Client | undefined {
    if (this.http === this.#ownHttp && !this.#outside) return undefined;
    return (this.#outside ??= this.#create(true, {}));
  }

  #create(drivenFromOutside: boolean, values: object): Native.Client {
    const { core, clock, logger } = this.#settings;
    const settings = toJson({ ...core, drivenFromOutside }, 'config');
    const made = native.Client.create(settings, clock, logger && ((level, text) => say(logger, level, text)));
    return made instanceof native.Client ? made : refuse(made, { ...values });
  }

  /** Starts a call. Arguments that can't be used are thrown at once; what is known at once is no promise. */
  start(make: Make, request?: RequestOptions, no: Refuse = refuse): Outcome | Promise<Outcome> {
    const { signal, ...options } = request ?? {};
    const stopped = checkedSignal(signal);
    const started = make(request ? this.#with(options) : this.client);
    if (started instanceof native.Call) return this.#ended(run(started, this.#carrier && this.http, stopped));
    if (started.failure && isArgument(started.failure)) no(started.failure);
    return started;
  }

  #with(options: Omit<RequestOptions, 'signal'>): Native.Client {
    return valueOf(this.client.withOptions(toJson(options, 'options')));
  }

  async #ended(running: Promise<Outcome>): Promise<Outcome> {
    const outcome = await running;
    if (this.#settings.captureLastResponse) this.#lastResponse = trace(outcome) ?? this.#lastResponse;
    return outcome;
  }

  /** A call whose no is an answer too. */
  answer<T>(
    make: Make,
    read: (value: any) => T,
    request?: RequestOptions,
    values?: Record<string, unknown>,
  ): Promise<SdkResponse<T>> {
    return answered(
      this.start(make, request, (failure) => refuse(failure, values)),
      read,
    );
  }
}

/** Async, so that an error is made where the stack of whoever awaits it can be seen. */
async function answered<T>(started: Outcome | Promise<Outcome>, read: (value: any) => T): Promise<SdkResponse<T>> {
  return toResponse(await started, read);
}

function say(logger: Logger, level: string, text: string): void {
  const method = level === 'debug' ? 'debug' : 'warn';
  logger[method]?.(text);
}
