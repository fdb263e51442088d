import { parseOverrideCommand } from "../adapters/webhooks/override-command.ts";
import { verifyWebhook } from "../adapters/webhooks/standard-webhook.ts";
import { applyOverride, type OverrideAnswer, type OverrideDeps } from "../app/apply-override.ts";

export type SignedOverrideDeps = {
	/** Two during a rotation. */
	readonly secrets: readonly string[];
};

export type SignedOverride = {
	readonly headers: Readonly<Record<string, string | undefined>>;
	/** As it came over the wire. */
	readonly rawBody: Uint8Array;
};

/** Verify over the raw bytes → parse → apply. Whatever fails before the last changes nothing. */
export async function takeSignedOverride(
	deps: OverrideDeps & SignedOverrideDeps,
	{ headers, rawBody }: SignedOverride,
): Promise<OverrideAnswer> {
	const { secrets, clock, log } = deps;
	const verified = verifyWebhook({ headers, rawBody, secrets, nowMs: clock.now() });
	if (!verified.ok) {
		log.warn("override-refused", { status: verified.status, problem: verified.problem });
		return { status: verified.status, body: { error: verified.problem } };
	}
	const parsed = parseOverrideCommand(rawBody);
	if (!parsed.ok) {
		const body = { error: "the order is malformed", problems: parsed.problems };
		return { status: 422, body };
	}
	const { id: requestId, bodySha256: bodyHash } = verified;
	return applyOverride(deps, { ...parsed.command, requestId, bodyHash });
}
