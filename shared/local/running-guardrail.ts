import type { ReadModel } from "../domain/read-model.ts";
import { UsageError } from "./cli/usage-error.ts";

const timeoutMs = 5_000;

/** The guardrail that runs on this machine, asked over HTTP like anybody else would. */
export type RunningGuardrail = {
	readonly url: string;
	readState(): Promise<ReadModel>;
	/** Any document of the page, as it is. */
	read(path: string): Promise<unknown>;
	post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Reply>;
};

export type Reply = { readonly status: number; readonly body: unknown };

export function runningGuardrail(url: string): RunningGuardrail {
	return {
		url,
		readState: async () => (await read(`${url}/api/state`)) as ReadModel,
		read: (path) => read(`${url}${path}`),
		post: (path, headers, body) => ask(`${url}${path}`, { method: "POST", headers, body }),
	};
}

async function read(url: string): Promise<unknown> {
	const { status, body } = await ask(url, { method: "GET" });
	if (status !== 200) throw new Error(`${url} answers ${status}`);
	return body;
}

async function ask(url: string, init: RequestInit): Promise<Reply> {
	const signal = AbortSignal.timeout(timeoutMs);
	const response = await fetch(url, { ...init, signal, redirect: "error" }).catch(() => {
		throw new UsageError(
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
