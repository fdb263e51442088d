import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { SimulatorClock } from "../clock.ts";
import { errorResponse } from "./error-response.ts";
import { handleRequest, type ReceivedRequest } from "./handle-request.ts";
import { compileRoutes } from "./match-route.ts";
import type { Outcome } from "./outcome.ts";
import { readBody } from "./read-body.ts";
import type { Route, SimulatedResponse } from "./route.ts";
import type { ServerSettings } from "./server-settings.ts";

export type ServeOptions = {
	/** The routes, or what makes them once the address of the server is known. */
	routes: readonly Route[] | ((url: string) => readonly Route[]);
	clock: SimulatorClock;
	port: number;
	settings: ServerSettings;
};

export type AccountServer = { url: string; close(): Promise<void> };

const defaultBodyLimitBytes = 1_000_000;

/**
 * Serves routes on 127.0.0.1; port 0 takes any free port. Closing cuts all connections and waits until
 * no handler is left.
 */
export async function serveAccount(options: ServeOptions): Promise<AccountServer> {
	const server = createServer();
	await listen(server, options.port);
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}`;
	const routes = compileRoutes(
		typeof options.routes === "function" ? options.routes(url) : options.routes,
	);
	const works = new Set<Promise<void>>();
	server.on("request", (message: IncomingMessage, response: ServerResponse) => {
		const work = answer(message, response, { ...options, routes });
		works.add(work);
		void work.finally(() => works.delete(work));
	});
	return {
		url,
		close: async () => {
			await close(server);
			await Promise.all(works);
		},
	};
}

/** Without a reason of its own, each abort makes an error with its stack, and each answer ends with one. */
const closed = "closed";

type AnswerContext = Omit<ServeOptions, "routes"> & {
	routes: ReturnType<typeof compileRoutes>;
};

async function answer(
	message: IncomingMessage,
	response: ServerResponse,
	context: AnswerContext,
): Promise<void> {
	const gone = new AbortController();
	response.on("close", () => gone.abort(closed));
	try {
		send(response, await outcomeOf(message, gone.signal, context));
	} catch (error) {
		if (!gone.signal.aborted) send(response, { kind: "answer", response: failure(error) });
	}
}

async function outcomeOf(
	message: IncomingMessage,
	signal: AbortSignal,
	{ routes, clock, settings }: AnswerContext,
): Promise<Outcome> {
	const body = await readBody(message, settings.bodyLimitBytes ?? defaultBodyLimitBytes);
	if (body.outcome === "tooLarge") return refuse(413, "Payload Too Large");
	if (body.outcome === "notJson") return refuse(400, "The request body is not valid JSON");
	return handleRequest(receivedRequest(message, body), {
		routes,
		settings,
		signal,
		clock,
	});
}

function receivedRequest(
	message: IncomingMessage,
	{ body, rawBody }: { body: unknown; rawBody: string },
): ReceivedRequest {
	const target = message.url ?? "/";
	const url = new URL(target, "http://127.0.0.1");
	return {
		method: message.method ?? "GET",
		target,
		path: url.pathname,
		query: url.searchParams,
		headers: flatHeaders(message),
		body,
		rawBody,
	};
}

function flatHeaders(message: IncomingMessage): Record<string, string> {
	return Object.fromEntries(
		Object.entries(message.headers).map(([name, value]) => [name, String(value)]),
	);
}

function refuse(status: number, text: string): Outcome {
	return { kind: "answer", response: errorResponse(status, text) };
}

/** A failure of the simulated account itself is a bug, so its message goes to whoever asked. */
function failure(error: unknown): SimulatedResponse {
	const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return { status: 500, body: { error: `The simulated account failed: ${text}` } };
}

function send(response: ServerResponse, outcome: Outcome): void {
	if (outcome.kind === "gone" || response.destroyed) return;
	if (outcome.kind === "reset") {
		response.socket?.resetAndDestroy();
		return;
	}
	const { status, headers, body } = outcome.response;
	const isText = typeof body === "string";
	response.writeHead(status, {
		"content-type": isText ? "text/plain; charset=utf-8" : "application/json",
		...headers,
	});
	response.end(isText ? body : JSON.stringify(body));
}

function listen(server: Server, port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", () => {
			server.off("error", reject);
			resolve();
		});
	});
}

function close(server: Server): Promise<void> {
	return new Promise((resolve, reject) => {
		server.close((error) => (error ? reject(error) : resolve()));
		server.closeAllConnections();
	});
}
