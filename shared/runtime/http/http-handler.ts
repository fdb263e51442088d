import middy from "@middy/core";
import httpErrorHandler from "@middy/http-error-handler";
import { log } from "../compose/aws-basics.ts";
import { type HttpRequest, httpRequest } from "../events/http-request.ts";
import type { Answer } from "./answer.ts";

export type Routes = Readonly<Record<string, (request: HttpRequest) => Promise<Answer>>>;

export type HttpHandlerOptions = {
	/** Name of the function in its log. */
	readonly name: string;
	/** By method and path, `GET /healthz`. */
	readonly routes: Routes;
	/** Sent with every answer, errors included. */
	readonly headers: Readonly<Record<string, string>>;
};

export type HttpResponse = {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly cookies?: readonly string[];
	readonly body: string;
};

/** A function behind the HTTP API. What it throws is in its log; outside, only that it failed. */
export function httpHandler({ name, routes, headers }: HttpHandlerOptions) {
	return middy<unknown, HttpResponse>()
		.use(withHeaders(headers))
		.use(httpErrorHandler({ logger: failed(name), fallbackMessage: sorry }))
		.handler(async (event) => {
			const request = httpRequest.parse(event);
			return responseOf(await answerTo(request, routes), request.method === "HEAD");
		});
}

const sorry = '{"error":"the guard could not answer; its log says why"}';

async function answerTo(request: HttpRequest, routes: Routes): Promise<Answer> {
	const method = request.method === "HEAD" ? "GET" : request.method;
	const route = `${method} ${request.path}`;
	const handle = Object.hasOwn(routes, route) ? routes[route] : undefined;
	return handle === undefined ? { status: 404, text: "There is nothing here.\n" } : handle(request);
}

function responseOf(answer: Answer, isHead: boolean): HttpResponse {
	return {
		statusCode: answer.status,
		headers: { "content-type": answer.type ?? "text/plain; charset=utf-8", ...answer.headers },
		...(answer.cookies === undefined ? {} : { cookies: answer.cookies }),
		body: isHead ? "" : answer.text,
	};
}

function withHeaders(headers: Readonly<Record<string, string>>) {
	const add = (request: middy.Request<unknown, HttpResponse>) => {
		const { response } = request;
		if (response == null) return;
		request.response = { ...response, headers: { ...headers, ...response.headers } };
	};
	return { after: add, onError: add };
}

function failed(name: string) {
	return (error: unknown) => {
		const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
		log.error("invocation-failed", { function: name, kind, problem: message });
	};
}
