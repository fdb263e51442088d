import { parseOverrideCommand } from "../adapters/webhooks/override-command.ts";
import type { OverrideKey } from "../adapters/webhooks/override-keys.ts";
import { verifyWebhook } from "../adapters/webhooks/standard-webhook.ts";
import type { OverrideAnswer, OverrideCommand } from "../app/apply-override.ts";
import type { RefusedOrder } from "../app/overrides/record-refusal.ts";
import type { Instant } from "../domain/instant.ts";
import type { OverrideRules } from "../domain/override-rules.ts";
import type { Log } from "../ports/log.ts";

export type SignedOverrideDeps = {
	/** Of one name there are two during a rotation. */
	readonly keys: readonly OverrideKey[];
	readonly rules: OverrideRules;
	/** Wall clock: a signature is about real time, whatever time the account is in. */
	readonly wallNow: () => Instant;
	readonly apply: (command: OverrideCommand) => Promise<OverrideAnswer>;
	readonly recordRefusal: (refused: RefusedOrder) => Promise<void>;
	readonly log: Log;
};

export type SignedOverride = {
	readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
	/** As it came over the wire. */
	readonly rawBody: Uint8Array;
};

/**
 * Verify over the raw bytes → parse → apply. Whatever fails before the last changes nothing. What was
 * signed is on record even where it is malformed; what was not is only counted in the log.
 */
export async function takeSignedOverride(
	deps: SignedOverrideDeps,
	{ headers, rawBody }: SignedOverride,
): Promise<OverrideAnswer> {
	const secrets = deps.keys.map(({ secret }) => secret);
	const verified = verifyWebhook({ headers, rawBody, secrets, nowMs: deps.wallNow() });
	if (!verified.ok) {
		const { status, problem } = verified;
		deps.log.warn("override-unauthenticated", { status, problem, count: 1 });
		return { status, body: { error: problem } };
	}
	const { id: requestId, bodySha256: bodyHash, secretIndex } = verified;
	const name = deps.keys[secretIndex]?.name ?? "";
	const principal = `key:${name}`;
	const parsed = parseOverrideCommand(rawBody);
	if (!parsed.ok) {
		const [problem] = parsed.problems;
		await deps.recordRefusal({ requestId, bodyHash, principal, problem: problem?.problem ?? "" });
		return { status: 422, body: { error: "the order is malformed", problems: parsed.problems } };
	}
	const role = deps.rules.keys.find((key) => key.name === name)?.role ?? null;
	return deps.apply({ ...parsed.command, requestId, bodyHash, principal, role });
}
