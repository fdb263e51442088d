import type { IncomingMessage, ServerResponse } from "node:http";
import { type Listening, listen } from "../../local-aws/listen.ts";
import type { Functions } from "./functions.ts";
import { identifier } from "./identifier.ts";
import { accountId } from "./template.ts";
import type { Route } from "./wiring.ts";

export type HttpApiOptions = {
	readonly routes: readonly Route[];
	readonly functions: Functions;
	readonly now: () => number;
};

/** API Gateway's HTTP API with payload format 2.0, for routes without variables. */
export function startHttpApi(options: HttpApiOptions): Promise<Listening> {
	return listen((request, response) => answer(options, request, response));
}

type FunctionAnswer = {
	readonly statusCode?: number;
	readonly headers?: Readonly<Record<string, string>>;
	readonly cookies?: readonly string[];
	readonly body?: string;
	readonly isBase64Encoded?: boolean;
};

async function answer(
	{ routes, functions, now }: HttpApiOptions,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const event = await eventOf(request, now());
	const route = routes.find(({ key }) => key === event.routeKey);
	if (route === undefined) return reply(response, 404, '{"message":"Not Found"}');
	const outcome = await functions.invoke(route.functionArn, event);
	if (outcome.kind === "error") return reply(response, 500, '{"message":"Internal Server Error"}');
	const { statusCode = 200, headers = {}, cookies = [], ...rest } = outcome.value as FunctionAnswer;
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	if (cookies.length > 0) response.setHeader("set-cookie", cookies);
	const bytes = Buffer.from(rest.body ?? "", rest.isBase64Encoded === true ? "base64" : "utf8");
	response.writeHead(statusCode).end(bytes);
}

function reply(response: ServerResponse, status: number, body: string): void {
	response.writeHead(status, { "content-type": "application/json" }).end(body);
}

async function eventOf(request: IncomingMessage, now: number) {
	const { pathname, search } = new URL(request.url ?? "/", "http://127.0.0.1");
	const method = request.method ?? "GET";
	const routeKey = `${method} ${pathname}`;
	const { cookie, ...others } = request.headers;
	const headers = Object.entries(others).map(([name, value]) => [name, String(value)]);
	return {
		version: "2.0",
		routeKey,
		rawPath: pathname,
		rawQueryString: search.slice(1),
		...(cookie === undefined ? {} : { cookies: cookie.split("; ") }),
		headers: Object.fromEntries(headers) as Record<string, string>,
		requestContext: {
			accountId,
			apiId: "local",
			http: { method, path: pathname, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "" },
			requestId: identifier(routeKey, now),
			routeKey,
			stage: "$default",
			timeEpoch: now,
		},
		...(await bodyOf(request)),
	};
}

/** API Gateway hands on text as it is, and everything else in base64. */
const textTypes = /^(text\/|application\/(json|javascript|xml)\b)/;

async function bodyOf(request: IncomingMessage) {
	const chunks: Buffer[] = [];
	for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
	const bytes = Buffer.concat(chunks);
	if (bytes.length === 0) return { isBase64Encoded: false };
	const isText = textTypes.test(request.headers["content-type"] ?? "");
	return { body: bytes.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}
