import { modelInfo, whoAmI } from "@huggingface/hub";
import * as z from "zod";
import { secondMs } from "../../domain/instant.ts";
import type { AccountErrorCode } from "../../ports/account-error.ts";
import type { Clock } from "../../ports/clock.ts";
import { defaultAddresses } from "./addresses.ts";
import { HuggingFaceError } from "./hugging-face-error.ts";
import { redact, redactedCause } from "./redact.ts";

export type AccountCheckOptions = {
	readonly token: string;
	readonly fetch: typeof fetch;
	readonly clock: Clock;
	readonly hubUrl?: string;
	readonly timeoutMs?: number;
};

export type TokenOwner = {
	readonly user: string;
	/** The user's own namespace first, then the organisations. */
	readonly namespaces: readonly string[];
	/** `read`, `write` or `fineGrained`; null: the Hub does not say. */
	readonly role: string | null;
	/** What a fine-grained token may do, as the Hub spells it; null: the Hub does not say. */
	readonly scopes: readonly TokenScope[] | null;
};

export type TokenScope = {
	/** null: wherever its owner may. */
	readonly namespace: string | null;
	readonly permissions: readonly string[];
};

/** Questions to the Hub, asked when things are set up. Both reject with a `HuggingFaceError`. */
export type AccountCheck = {
	checkToken(): Promise<TokenOwner>;
	/** Number of weights of a model; null: no such model, or it does not say. */
	modelParameters(model: string): Promise<number | null>;
};

const defaultTimeoutMs = 10 * secondMs;

export function createAccountCheck(options: AccountCheckOptions): AccountCheck {
	const hub = { ...options, hubUrl: options.hubUrl ?? defaultAddresses.hubUrl };
	return {
		checkToken: () => checkToken(hub),
		modelParameters: (model) => modelParameters(model, hub),
	};
}

type Hub = AccountCheckOptions & { readonly hubUrl: string };

async function checkToken(hub: Hub): Promise<TokenOwner> {
	const owner = await ask("/api/whoami-v2", hub, (fetch) =>
		whoAmI({ accessToken: hub.token, hubUrl: hub.hubUrl, fetch }),
	);
	const organisations = owner.type === "user" ? owner.orgs.map(({ name }) => name) : [];
	const role = owner.auth.accessToken?.role ?? null;
	const scopes = scopesOf(owner.auth.accessToken);
	return { user: owner.name, namespaces: [owner.name, ...organisations], role, scopes };
}

/** In the Hub's answer, not in the types of its library. */
const accessTokenSchema = z.object({
	fineGrained: z.object({
		scoped: z.array(
			z.object({ entity: z.object({ name: z.string() }), permissions: z.array(z.string()) }),
		),
		global: z.array(z.string()),
	}),
});

function scopesOf(accessToken: unknown): readonly TokenScope[] | null {
	const parsed = accessTokenSchema.safeParse(accessToken);
	if (!parsed.success) return null;
	const { scoped, global } = parsed.data.fineGrained;
	const named = scoped.map(({ entity, permissions }) => ({ namespace: entity.name, permissions }));
	return [...named, { namespace: null, permissions: global }];
}

async function modelParameters(model: string, hub: Hub): Promise<number | null> {
	const fields = { additionalFields: ["safetensors" as const] };
	try {
		const info = await ask(`/api/models/${model}`, hub, (fetch) =>
			modelInfo({ name: model, hubUrl: hub.hubUrl, accessToken: hub.token, fetch, ...fields }),
		);
		return info.safetensors?.total ?? null;
	} catch (error) {
		if (error instanceof HuggingFaceError && error.code === "not-found") return null;
		throw error;
	}
}

async function ask<Answer>(
	route: string,
	hub: Hub,
	question: (fetch: typeof globalThis.fetch) => Promise<Answer>,
): Promise<Answer> {
	const expiry = new AbortController();
	const answered = new AbortController();
	void hub.clock.sleep(hub.timeoutMs ?? defaultTimeoutMs, answered.signal).then(() => {
		if (!answered.signal.aborted) expiry.abort();
	});
	try {
		return await question((input, init) => hub.fetch(input, { ...init, signal: expiry.signal }));
	} catch (error) {
		throw failureOf(error, { route, token: hub.token, isLate: expiry.signal.aborted });
	} finally {
		answered.abort();
	}
}

type FailedQuestion = { readonly route: string; readonly token: string; readonly isLate: boolean };

function failureOf(error: unknown, { route, token, isLate }: FailedQuestion): HuggingFaceError {
	const call = { method: "GET", route, cause: redactedCause(error, token) };
	if (isLate) {
		return new HuggingFaceError({
			...call,
			code: "timeout",
			retryable: true,
			event: "was too late",
		});
	}
	const status = statusOf(error);
	if (status === null) {
		const event = `got no usable answer (${call.cause.message})`;
		return new HuggingFaceError({ ...call, code: "unavailable", retryable: true, event });
	}
	const code = codeByStatus.get(status) ?? "unavailable";
	const retryable = code === "rate-limited" || code === "unavailable";
	const vendorMessage = redact(vendorText(error), token);
	const event = `answered ${status}`;
	return new HuggingFaceError({ ...call, code, retryable, event, status, vendorMessage });
}

const codeByStatus: ReadonlyMap<number, AccountErrorCode> = new Map([
	[401, "unauthorized"],
	[403, "forbidden"],
	[404, "not-found"],
	[429, "rate-limited"],
]);

/** By field, not by class: names of classes do not survive bundling. */
function statusOf(error: unknown): number | null {
	if (!(error instanceof Error) || !("statusCode" in error)) return null;
	return typeof error.statusCode === "number" ? error.statusCode : null;
}

function vendorText(error: unknown): string {
	if (!(error instanceof Error) || !("data" in error)) return "";
	const data = error.data as { readonly error?: unknown; readonly message?: unknown } | undefined;
	const said = data?.error ?? data?.message;
	return typeof said === "string" ? said : "";
}
