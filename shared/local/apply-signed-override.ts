import { parseOverrideCommand } from "../adapters/webhooks/override-command.ts";
import { verifyWebhook } from "../adapters/webhooks/standard-webhook.ts";
import type { OverrideAnswer, OverrideCommand } from "../app/apply-override.ts";
import type { Log } from "../ports/log.ts";

export type SignedOverrideDeps = {
	readonly secrets: readonly string[];
	/** Wall clock: a signature is about real time, whatever time the account is in. */
	readonly wallNow: () => number;
	readonly apply: (command: OverrideCommand) => Promise<OverrideAnswer>;
	readonly log: Log;
};

export type SignedOverride = {
	readonly headers: Readonly<Record<string, string>>;
	readonly rawBody: Uint8Array;
};

/** Verify over raw bytes → parse → apply. Whatever fails before `apply` changes nothing. */
export async function applySignedOverride(
	deps: SignedOverrideDeps,
	{ headers, rawBody }: SignedOverride,
): Promise<{ status: number; body: unknown }> {
	const verified = verifyWebhook({
		headers,
		rawBody,
		secrets: deps.secrets,
		nowMs: deps.wallNow(),
	});
	if (!verified.ok) {
		deps.log.warn("override-refused", { status: verified.status, problem: verified.problem });
		return { status: verified.status, body: { error: verified.problem } };
	}
	const parsed = parseOverrideCommand(rawBody);
	if (!parsed.ok)
		return { status: 422, body: { error: "the order is malformed", problems: parsed.problems } };
	return deps.apply({
		...parsed.command,
		requestId: verified.id,
		bodyHash: verified.bodySha256,
	});
}
