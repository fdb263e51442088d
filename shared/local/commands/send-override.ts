import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { parseOverrideKeys } from "../../adapters/webhooks/override-keys.ts";
import { readOrCreateOverrideSecret } from "../../adapters/webhooks/override-secret.ts";
import { signedOverrideRequest } from "../../adapters/webhooks/signed-override-request.ts";
import { readSettings } from "../../config/settings.ts";
import type { OverrideKind } from "../../domain/override.ts";
import { UsageError } from "../cli/usage-error.ts";
import { type Reply, runningGuardrail } from "../running-guardrail.ts";

export type OverrideFlags = {
	readonly url?: string;
	readonly namespace?: string;
	readonly reason: string;
	readonly ttlSeconds: number;
	readonly actor?: string;
};

/** Signs an override with this machine's secret and sends it to the running guardrail. */
export async function sendOverride(
	kind: OverrideKind,
	endpoint: string | null,
	flags: OverrideFlags,
): Promise<Reply> {
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	const { settings } = read;
	const guardrail = runningGuardrail(flags.url ?? `http://127.0.0.1:${settings.port}`);
	const namespace = flags.namespace ?? (await guardrail.readState()).namespace;
	const given = settings.overrideSecrets[0]?.reveal();
	const [key] = parseOverrideKeys(given ?? (await readOrCreateOverrideSecret(settings.home)));
	if (key === undefined) throw new UsageError("there is no override secret to sign with");
	const { headers, body } = signedOverrideRequest({
		id: `msg_${randomUUID().replaceAll("-", "")}`,
		nowMs: new SystemClock().now(),
		secret: key.secret,
		data: {
			kind,
			scope: { namespace, ...(endpoint === null ? {} : { endpoint }) },
			ttlSeconds: flags.ttlSeconds,
			reason: flags.reason,
			actor: flags.actor ?? userInfo().username,
		},
	});
	return guardrail.post("/v1/overrides", headers, body);
}

export type Granted = {
	readonly overrideId: string;
	readonly effect: string;
	readonly exposureUsd: number;
	readonly expiresAt: number;
};

/** The answer of a granted override; throws with the guard's own words where it was refused. */
export function grantedOrThrow({ status, body }: Reply): Granted {
	if (status === 202 || status === 200) return body as Granted;
	const { error, problems } = body as { error?: string; problems?: unknown };
	const detail = problems === undefined ? "" : ` ${JSON.stringify(problems)}`;
	throw new Error(`the guard refused (${status}): ${error ?? "no reason given"}${detail}`);
}
