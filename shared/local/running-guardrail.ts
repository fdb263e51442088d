import { isSafeAddress } from "../config/safe-address.ts";
import type { Secret } from "../config/secret.ts";
import type { Settings } from "../config/settings.ts";
import type { ReadModel } from "../domain/read-model.ts";
import { UsageError } from "./cli/usage-error.ts";

const timeoutMs = 5_000;
/** Walking every chain of the record takes longer than showing the page. */
const readMs = 30_000;

/** A guardrail that runs, on this machine or elsewhere, asked over HTTP like anybody else would. */
export type RunningGuardrail = {
	readonly url: string;
	readState(): Promise<ReadModel>;
	/** Any document of the page, as it is. */
	read(path: string): Promise<unknown>;
	post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Reply>;
};

/** Nothing answers at the address: what is on this machine can still be read from its store. */
export class NotRunningError extends UsageError {}

export type Reply = { readonly status: number; readonly body: unknown };

/** The guardrail at this address, else the one on this machine. */
export function runningFrom(
	{ port, pageKey }: Pick<Settings, "port" | "pageKey">,
	url: string | undefined,
): RunningGuardrail {
	const address = url?.replace(/\/+$/, "") ?? `http://127.0.0.1:${port}`;
	return runningGuardrail(address, pageKey);
}

/** `key` opens a page that is not public; an order is signed and needs none. */
function runningGuardrail(url: string, key: Secret | null): RunningGuardrail {
	const read = (path: string) => readFrom(url, path, key);
	return {
		url,
		readState: async () => (await read("/api/state")) as ReadModel,
		read,
		post: (path, headers, body) =>
			ask(`${url}${path}`, { method: "POST", headers, body }, timeoutMs),
	};
}

const closed = 401;

async function readFrom(url: string, path: string, key: Secret | null): Promise<unknown> {
	if (key !== null && !isSafeAddress(url)) {
		throw new UsageError(
			`GUARDRAIL_KEY is not sent to ${url}, which is not encrypted`,
			"give --url an https:// address",
		);
	}
	const headers = key === null ? {} : { authorization: `Bearer ${key.reveal()}` };
	const { status, body } = await ask(`${url}${path}`, { method: "GET", headers }, readMs);
	if (status === closed) throw closedError(url, key);
	if (status !== 200) throw new Error(`${url}${path} answers ${status}`);
	return body;
}

function closedError(url: string, key: Secret | null): UsageError {
	return key === null
		? new UsageError(
				`the page at ${url} wants its key`,
				"set GUARDRAIL_KEY to it; in AWS it is the value of dashboard-key",
			)
		: new UsageError(
				`the page at ${url} does not take this GUARDRAIL_KEY`,
				"compare it with the value of dashboard-key",
			);
}

async function ask(url: string, init: RequestInit, waitMs: number): Promise<Reply> {
	const signal = AbortSignal.timeout(waitMs);
	const response = await fetch(url, { ...init, signal, redirect: "error" }).catch(() => {
		throw new NotRunningError(
			`no guardrail answers at ${url}`,
			"npm start, or --url if it runs elsewhere",
		);
	});
	const text = await response.text();
	return { status: response.status, body: parsed(text) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return { error: text.slice(0, 300) };
	}
}
