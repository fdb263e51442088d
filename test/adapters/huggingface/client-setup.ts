import { inspect } from "node:util";
import { VirtualClock } from "../../../shared/adapters/clock/virtual-clock.ts";
import {
	createHttpClient,
	type HttpClientOptions,
} from "../../../shared/adapters/huggingface/http-client.ts";
import { HuggingFaceError } from "../../../shared/adapters/huggingface/hugging-face-error.ts";
import { runner } from "./runner.ts";
import { type ScriptedAnswer, scriptedFetch } from "./scripted-fetch.ts";

export const start = Date.UTC(2026, 10, 22);
export const token = "hf_canaryCanaryCanary";
export const request = {
	method: "GET",
	path: "/v2/endpoint/acme",
	query: { limit: "100" },
} as const;
export const change = {
	method: "PUT",
	path: "/v2/endpoint/acme/chat",
	body: { tags: [] },
} as const;

type Setup = Partial<Omit<HttpClientOptions, "fetch" | "clock">> & {
	readonly script: readonly ScriptedAnswer[];
};

export function setUp({ script, ...options }: Setup) {
	const clock = new VirtualClock(start);
	const { calls, fetch } = scriptedFetch(...script);
	const client = createHttpClient({ fetch, clock, token, ...options });
	return { clock, calls, client, run: runner(clock) };
}

export async function failure(work: Promise<unknown>): Promise<HuggingFaceError> {
	const error = await work.then(
		() => null,
		(reason: unknown) => reason,
	);
	if (error instanceof HuggingFaceError) return error;
	throw new Error(`Expected a HuggingFaceError, not ${inspect(error)}`);
}

export async function failureOf(...script: readonly ScriptedAnswer[]): Promise<HuggingFaceError> {
	const { client, run } = setUp({ script });
	return failure(run(client.read(request)));
}
