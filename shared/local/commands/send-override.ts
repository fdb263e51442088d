import { randomUUID } from "node:crypto";
import { userInfo } from "node:os";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { parseOverrideKeys } from "../../adapters/webhooks/override-keys.ts";
import { readOrCreateOverrideSecret } from "../../adapters/webhooks/override-secret.ts";
import { signedOverrideRequest } from "../../adapters/webhooks/signed-override-request.ts";
import { readSettings, type Settings } from "../../config/settings.ts";
import { nextClockTime } from "../../core/notify/next-clock-time.ts";
import { UsageError } from "../cli/usage-error.ts";
import { type Reply, type RunningGuardrail, runningFrom } from "../running-guardrail.ts";
import type { OrderData } from "./order-of.ts";

export type OverrideFlags = {
	readonly url?: string;
	readonly namespace?: string;
	readonly reason: string;
	readonly actor?: string;
};

/** Signs an override with this machine's secret and sends it to the running guardrail. */
export async function sendOverride(order: OrderData, flags: OverrideFlags): Promise<Reply> {
	const settings = settingsOrThrow();
	const guardrail = await runningFor(flags);
	const { endpoint, until, ...what } = order;
	const needsState = flags.namespace === undefined || until !== null;
	const state = needsState ? await guardrail.readState() : null;
	const end = until === null || state === null ? {} : { expiresAt: instantOf(until, state) };
	const { headers, body } = signedOverrideRequest({
		id: `msg_${randomUUID().replaceAll("-", "").slice(0, idDigits)}`,
		nowMs: new SystemClock().now(),
		secret: await signingSecret(settings),
		data: {
			...what,
			...end,
			scope: {
				namespace: flags.namespace ?? state?.namespace ?? "",
				...(endpoint === null ? {} : { endpoint }),
			},
			reason: flags.reason,
			actor: flags.actor ?? userInfo().username,
		},
	});
	return guardrail.post("/v1/overrides", headers, body);
}

/** The guardrail that `--url` names, else the one on this machine. */
export async function runningFor({ url }: { readonly url?: string }): Promise<RunningGuardrail> {
	return runningFrom(settingsOrThrow(), url);
}

function settingsOrThrow(): Settings {
	const read = readSettings();
	if (!read.ok) throw new UsageError(read.problems.join("; "));
	return read.settings;
}

async function signingSecret({ overrideSecrets, home }: Settings): Promise<string> {
	const given = overrideSecrets[0]?.reveal();
	const [key] = parseOverrideKeys(given ?? (await readOrCreateOverrideSecret(home)));
	if (key === undefined) throw new UsageError("there is no override secret to sign with");
	return key.secret;
}

/** 64 bits: short enough to be read out, and never the same twice. */
const idDigits = 16;

type State = Awaited<ReturnType<RunningGuardrail["readState"]>>;

/** The next time that clocks of the budget's zone show this. */
function instantOf(until: string, { now, policy }: State): string {
	const at = nextClockTime(until, policy.budget.zone, now);
	if (at !== null) return new Date(at).toISOString();
	throw new UsageError(`--until ${until} is not a time of the day`, "write it as 18:00");
}

export type Granted = {
	readonly overrideId: string;
	readonly effect: string;
	readonly exposureUsd: number;
	readonly expiresAt: number;
	readonly waitsForSecond?: boolean;
	/** Of the budget; absent in answers of an older guardrail. */
	readonly zone?: string;
	/** What became of the end that was asked for. */
	readonly note?: string | null;
	/** restore-now: endpoints that come back; absent in answers of an older guardrail. */
	readonly putsBack?: readonly string[];
};

/** The answer of a granted override; throws with the guard's own words where it was refused. */
export function grantedOrThrow({ status, body }: Reply): Granted {
	if (status === 202 || status === 200) return body as Granted;
	const { error, problems = [] } = body as Refused;
	const detail = problems.map(problemText).join("; ");
	const said = error ?? "no reason given";
	throw new Error(`the guard refused (${status}): ${said}${detail === "" ? "" : `: ${detail}`}`);
}

type Problem = { readonly path: string; readonly problem: string; readonly allowed: string | null };
type Refused = { readonly error?: string; readonly problems?: readonly Problem[] };

function problemText({ path, problem, allowed }: Problem): string {
	const where = path === "" ? "" : `${path}: `;
	return `${where}${problem}${allowed === null ? "" : ` (allowed: ${allowed})`}`;
}
