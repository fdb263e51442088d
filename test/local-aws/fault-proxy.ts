import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { listen } from "./listen.ts";
import { readBody } from "./read-body.ts";

/**
 * What the proxy does to one request instead of passing it on. `error-after` and `cut-after` pass it
 * on and hide the answer; `leave-half` passes on the first half of a BatchWriteItem, `leave-all`
 * nothing of it; `hang` never answers.
 */
export type ProxyFault =
	| "throttle"
	| "error-before"
	| "error-after"
	| "cut-after"
	| "leave-half"
	| "leave-all"
	| "hang";

export type ProxiedCall = { readonly operation: string; readonly body: string };

export type FaultProxy = {
	readonly endpoint: string;
	/** Calls since the last `arm`, faulty ones included. */
	readonly calls: ProxiedCall[];
	/** Decides for each further request, told its operation and its place since now, from 0. */
	arm(faultOf: (operation: string, index: number) => ProxyFault | null): void;
	stop(): Promise<void>;
};

/** A proxy in front of DynamoDB Local that fails as the network and the service do. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
	const calls: ProxiedCall[] = [];
	let faultOf: (operation: string, index: number) => ProxyFault | null = () => null;
	const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
		const body = await readBody(request);
		const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
		const fault = faultOf(operation, calls.length);
		calls.push({ operation, body });
		await handle({ target, headers: request.headers, body, response }, fault);
	};
	const { endpoint, stop } = await listen(answer);
	return {
		endpoint,
		calls,
		arm: (next) => {
			calls.length = 0;
			faultOf = next;
		},
		stop,
	};
}

type Exchange = {
	readonly target: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
	readonly response: ServerResponse;
};

async function handle(exchange: Exchange, fault: ProxyFault | null): Promise<void> {
	const { response } = exchange;
	if (fault === "throttle") return fail(response, 400, "ProvisionedThroughputExceededException");
	if (fault === "error-before") return fail(response, 500, "InternalServerError");
	if (fault === "hang") return;
	if (fault === "leave-all") return leaveAll(exchange);
	const half = fault === "leave-half" ? halved(exchange.body) : null;
	const passed = await pass(exchange, half?.first ?? exchange.body);
	if (fault === "error-after") return fail(response, 500, "InternalServerError");
	if (fault === "cut-after") return void response.socket?.destroy();
	const text = half === null ? passed.text : JSON.stringify({ UnprocessedItems: half.rest });
	reply(response, passed.status, text);
}

async function pass(exchange: Exchange, body: string) {
	const kept = ["x-amz-target", "authorization", "x-amz-date", "content-type"];
	const headers = kept.map((name): [string, string] => [name, String(exchange.headers[name])]);
	const answer = await fetch(exchange.target, { method: "POST", headers, body });
	return { status: answer.status, text: await answer.text() };
}

function fail(response: ServerResponse, status: number, type: string): void {
	const __type = `com.amazonaws.dynamodb.v20120810#${type}`;
	reply(response, status, JSON.stringify({ __type, message: "injected by a test" }));
}

function reply(response: ServerResponse, status: number, text: string): void {
	response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(text);
}

function leaveAll({ body, response }: Exchange): void {
	const { RequestItems } = JSON.parse(body) as { RequestItems: unknown };
	reply(response, 200, JSON.stringify({ UnprocessedItems: RequestItems }));
}

function halved(body: string) {
	const request = JSON.parse(body) as { RequestItems: Record<string, unknown[]> };
	const [tableName = "", items = []] = Object.entries(request.RequestItems)[0] ?? [];
	const middle = Math.ceil(items.length / 2);
	const first = { ...request, RequestItems: { [tableName]: items.slice(0, middle) } };
	const rest = items.slice(middle);
	return { first: JSON.stringify(first), rest: rest.length === 0 ? {} : { [tableName]: rest } };
}
