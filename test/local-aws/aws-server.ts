import type { IncomingMessage, ServerResponse } from "node:http";
import { listen } from "./listen.ts";
import { readBody } from "./read-body.ts";

export type PutEntry = {
	readonly EventBusName: string;
	readonly Source: string;
	readonly DetailType: string;
	readonly Detail: string;
	readonly Time: number;
};

export type AwsServer = {
	readonly endpoint: string;
	/** Entries that the bus took, in order. */
	readonly entries: PutEntry[];
	/** SecureStrings by name or ARN. */
	readonly parameters: Map<string, string>;
	/** Names that were asked for with decryption, in order. */
	readonly reads: string[];
	/** Makes the bus answer 200 but leave each entry out with this code; null: it takes them. */
	refuseEntries(errorCode: string | null): void;
	stop(): Promise<void>;
};

/** EventBridge's PutEvents and SSM's GetParameter over their wire protocol, JSON 1.1. */
export async function startAwsServer(): Promise<AwsServer> {
	const state = {
		entries: [] as PutEntry[],
		parameters: new Map<string, string>(),
		reads: [] as string[],
		entryError: null as string | null,
	};
	const { endpoint, stop } = await listen((request, response) => answer(state, request, response));
	const { entries, parameters, reads } = state;
	const refuseEntries = (errorCode: string | null): void => {
		state.entryError = errorCode;
	};
	return { endpoint, entries, parameters, reads, refuseEntries, stop };
}

type State = Pick<AwsServer, "entries" | "parameters" | "reads"> & {
	readonly entryError: string | null;
};

async function answer(state: State, request: IncomingMessage, response: ServerResponse) {
	const body = JSON.parse(await readBody(request)) as Record<string, unknown>;
	const target = String(request.headers["x-amz-target"]);
	if (target === "AWSEvents.PutEvents") return reply(response, putEvents(state, body));
	if (target === "AmazonSSM.GetParameter") return reply(response, getParameter(state, body));
	return reply(response, { __type: "UnknownOperationException" });
}

function putEvents(state: State, body: Record<string, unknown>) {
	const entries = body["Entries"] as PutEntry[];
	if (state.entryError !== null) {
		const failed = entries.map(() => ({ ErrorCode: state.entryError, ErrorMessage: "injected" }));
		return { FailedEntryCount: failed.length, Entries: failed };
	}
	const taken = entries.map((_entry, index) => ({
		EventId: `event-${state.entries.length + index}`,
	}));
	state.entries.push(...entries);
	return { FailedEntryCount: 0, Entries: taken };
}

function getParameter(state: State, body: Record<string, unknown>) {
	const name = String(body["Name"]);
	const value = state.parameters.get(name);
	if (value === undefined) return { __type: "ParameterNotFound" };
	if (body["WithDecryption"] === true) state.reads.push(name);
	const shown = body["WithDecryption"] === true ? value : "AQICAHencrypted";
	return { Parameter: { Name: name, Type: "SecureString", Value: shown, Version: 1 } };
}

function reply(response: ServerResponse, answer: object): void {
	const status = "__type" in answer ? 400 : 200;
	const headers = { "content-type": "application/x-amz-json-1.1" };
	response.writeHead(status, headers).end(JSON.stringify(answer));
}
