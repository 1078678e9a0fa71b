/** The raw HTTP client: what hooks see, what `fetch` carries, and what a user may replace. */

/** Headers in any form that `fetch` takes. */
export type HeadersInit = ConstructorParameters<typeof Headers>[0];

/** Whether `fetch` sends cookies along. */
export type CookiePolicy = NonNullable<RequestInit['credentials']>;

/** A request as hooks see it. */
export interface RequestConfig {
  /** Below the base URL, or a whole URL. */
  path: string;
  headers?: HeadersInit | undefined;
  queryParams?: Record<string, string> | undefined;
  body?: unknown;
  method: string;
  /** Goes into the bearer, after the project. */
  token?: string | undefined;
  signal?: AbortSignal | undefined;
}

export type RequestInitConfig = Omit<RequestConfig, 'path' | 'method' | 'body'>;
export type BeforeRequest = (config: RequestConfig) => RequestConfig;
export type AfterRequest = (config: RequestConfig, response: Response) => void | Promise<void>;

/** Sees every request before it goes out, and every response. */
export interface Hooks {
  beforeRequest?: BeforeRequest | BeforeRequest[] | undefined;
  afterRequest?: AfterRequest | AfterRequest[] | undefined;
  transformResponse?: ((response: Response) => Promise<Response>) | undefined;
}

/** Requests with this client's project, keys and headers. Give another one to `client.httpClient` to carry its calls. */
export interface HttpClient {
  get(path: string, config?: RequestInitConfig): Promise<Response>;
  post(path: string, body?: unknown, config?: RequestInitConfig): Promise<Response>;
  patch(path: string, body?: unknown, config?: RequestInitConfig): Promise<Response>;
  put(path: string, body?: unknown, config?: RequestInitConfig): Promise<Response>;
  delete(path: string, config?: RequestInitConfig): Promise<Response>;
  hooks?: Hooks | undefined;
  buildUrl(path: string, queryParams?: Record<string, string>): string;
}

/** What requests are made with. */
export interface HttpSettings {
  projectId: string;
  baseUrl: string;
  authManagementKey?: string | undefined;
  headers: Record<string, string>;
  hooks?: Hooks | undefined;
  fetch?: typeof fetch | undefined;
  /** `credentials` of every request; null leaves it out. */
  cookiePolicy?: CookiePolicy | null | undefined;
}

export function createHttpClient(settings: HttpSettings): HttpClient {
  const send = async (method: string, path: string, body?: unknown, config?: RequestInitConfig) => {
    const { beforeRequest, afterRequest, transformResponse } = client.hooks ?? {};
    const given: RequestConfig = { ...config, method, path, body };
    const request = list(beforeRequest).reduce((config, hook) => hook(config), given);
    const response = await fetched(settings, client.buildUrl(request.path, request.queryParams), request);
    for (const hook of list(afterRequest)) await hook(request, response.clone());
    return transformResponse ? transformResponse(response) : response;
  };
  const client: HttpClient = {
    get: (path, config) => send('GET', path, undefined, config),
    post: (path, body, config) => send('POST', path, body, config),
    patch: (path, body, config) => send('PATCH', path, body, config),
    put: (path, body, config) => send('PUT', path, body, config),
    delete: (path, config) => send('DELETE', path, undefined, config),
    hooks: settings.hooks,
    buildUrl: (path, queryParams) => buildUrl(settings.baseUrl, path, queryParams),
  };
  return client;
}

function fetched(settings: HttpSettings, url: string, request: RequestConfig): Promise<Response> {
  const { method, body, signal } = request;
  const init: RequestInit = { method, headers: headersOf(settings, request) };
  if (body !== undefined) init.body = typeof body === 'string' ? body : JSON.stringify(body);
  if (signal) init.signal = signal;
  // Redirects of anything but GET would carry the bearer to somebody who was not meant.
  if (method !== 'GET') init.redirect = 'manual';
  if (settings.cookiePolicy !== null) init.credentials = settings.cookiePolicy ?? 'include';
  return (settings.fetch ?? fetch)(url, init);
}

function headersOf(settings: HttpSettings, { body, headers, token }: RequestConfig): Headers {
  const bearer = [settings.projectId, token, settings.authManagementKey].filter(Boolean).join(':');
  const all = new Headers({
    authorization: `Bearer ${bearer}`,
    'x-descope-project-id': settings.projectId,
    ...(body !== undefined && { 'content-type': 'application/json' }),
    ...settings.headers,
  });
  new Headers(headers).forEach((value, name) => all.set(name, value));
  return all;
}

function buildUrl(baseUrl: string, path: string, queryParams?: Record<string, string>): string {
  const url = /^https?:/.test(path) ? path : `${baseUrl}/${path.replace(/^\//, '')}`;
  return queryParams ? `${url}?${new URLSearchParams(queryParams)}` : url;
}

function list<T>(one: T | T[] | undefined): T[] {
  return one === undefined ? [] : Array.isArray(one) ? one : [one];
}
