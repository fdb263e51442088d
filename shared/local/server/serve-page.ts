import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { ownOrigins, refusal } from "./allowed-origin.ts";
import type { Answer, Received } from "./answer.ts";
import { newCsrfToken } from "./csrf-token.ts";
import { readRawBody } from "./read-raw-body.ts";
import { routeRequest } from "./route-request.ts";
import { securityHeaders } from "./security-headers.ts";
import type { RouteContext, ServePageOptions } from "./serve-page-options.ts";

export type PageServer = { readonly url: string; readonly close: () => Promise<void> };

/**
 * Serves the page, `/healthz`, `/api/state` and the overrides on this machine alone. Rejects with a
 * sentence that names the port when it is taken.
 */
export async function servePage(options: ServePageOptions): Promise<PageServer> {
	const server = createServer();
	await listen(server, options);
	const { port } = server.address() as AddressInfo;
	const context: RouteContext = { ...options, csrfToken: newCsrfToken(), notes: new Map() };
	server.on("request", (message, response) => {
		void answer(message, response, { context, origins: ownOrigins(port) });
	});
	return { url: `http://${options.host}:${port}`, close: () => close(server) };
}

async function answer(
	message: IncomingMessage,
	response: ServerResponse,
	{ context, origins }: { context: RouteContext; origins: ReadonlySet<string> },
): Promise<void> {
	try {
		const refused = refusal(message.headers, message.method ?? "GET", origins);
		send(response, message.method, refused ?? (await routeRequest(received(message), context)));
	} catch (error) {
		send(response, message.method, failure(error));
	}
}

function received(message: IncomingMessage): Received {
	const [path = "/", query = ""] = (message.url ?? "/").split("?", 2);
	const headers: Record<string, string> = {};
	for (const [name, value] of Object.entries(message.headers)) {
		if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
	}
	return {
		method: message.method ?? "GET",
		path,
		query: new URLSearchParams(query),
		headers,
		readBody: (most) => readRawBody(message, most),
	};
}

function failure(error: unknown): Answer {
	const why = error instanceof Error ? error.message : String(error);
	return { status: 500, text: `The guard could not answer: ${why}\n` };
}

function send(response: ServerResponse, method: string | undefined, answered: Answer): void {
	const body = Buffer.from(answered.text, "utf8");
	response.writeHead(answered.status, {
		...securityHeaders,
		"content-type": answered.type ?? "text/plain; charset=utf-8",
		"content-length": body.length,
		...answered.headers,
	});
	response.end(method === "HEAD" ? undefined : body);
}

function listen(server: Server, { port, host }: ServePageOptions): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
		server.listen(port, host, resolve);
	});
}

function listenError(error: NodeJS.ErrnoException, port: number): Error {
	const why =
		error.code === "EADDRINUSE"
			? `Port ${port} is in use by another program. Choose a free one with PORT=, e.g. PORT=8788.`
			: `Port ${port} cannot be opened (${error.code ?? error.message}). Choose one with PORT=.`;
	return new Error(why, { cause: error });
}

function close(server: Server): Promise<void> {
	return new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}
