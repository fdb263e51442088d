import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { createAccountCheck } from "../../adapters/huggingface/account-check.ts";
import { createSqliteTable } from "../../adapters/sqlite/table.ts";
import type { Settings } from "../../config/settings.ts";
import { withoutWordText } from "../../core/notify/without-word-text.ts";
import type { Mode, Policy } from "../../domain/policy.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Receiver } from "../../ports/receiver.ts";
import { composeGuardrail } from "../compose.ts";
import { everyMinute, guardNowAndThen, hourNowAndThen, watchNowAndThen } from "../every-minute.ts";
import { proposePolicy } from "./propose-policy.ts";
import type { Session } from "./session.ts";
import { theOnlyNamespace } from "./the-only-namespace.ts";

export type LiveSessionOptions = {
	readonly settings: Settings;
	readonly token: string;
	/** null: the only one that the token can see. */
	readonly namespace: string | null;
	/** null: a budget is proposed from the run rate, and nothing is ever written. */
	readonly policy: Policy | null;
	readonly log: Log;
	readonly receivers: readonly Receiver[];
};

/** The live account, in shadow unless its policy file says otherwise. */
export async function liveSession(options: LiveSessionOptions): Promise<Session> {
	const { settings, token, log } = options;
	const clock = new SystemClock();
	const namespace = options.namespace ?? (await onlyNamespace(options, clock));
	const proposed =
		options.policy === null ? await proposePolicy({ ...options, namespace, clock }) : null;
	const policy = options.policy ?? proposed;
	if (policy === null) throw new Error("no policy was given and none could be proposed");
	mkdirSync(settings.home, { recursive: true });
	const table = createSqliteTable({ path: join(settings.home, `${namespace}.db`), clock });
	const guardrail = composeGuardrail({
		namespace,
		policy,
		simulated: false,
		table,
		clock,
		log,
		fetch,
		endpointsUrl: settings.endpointsUrl,
		hubUrl: settings.hubUrl,
		tokens: { read: token, write: token },
		receivers: options.receivers,
	});
	return {
		namespace,
		policy,
		clock,
		guardrail,
		label: labelOf(namespace, policy, proposed !== null),
		simulated: false,
		seed: null,
		accountUrl: settings.endpointsUrl,
		...lifeOf(guardrail, clock, { log, close: () => table.close() }),
	};
}

export async function onlyNamespace(
	{ settings, token }: Pick<LiveSessionOptions, "settings" | "token">,
	clock: Clock,
): Promise<string> {
	const check = createAccountCheck({ token, fetch, clock, hubUrl: settings.hubUrl });
	const { namespaces } = await check.checkToken();
	return theOnlyNamespace(namespaces);
}

export function labelOf(namespace: string, policy: Policy, isProposed: boolean): string {
	const budget = `$${(policy.budget.dailyMicroUsd / 1_000_000).toFixed(2)} a day`;
	const words = isProposed ? `${budget}, proposed from the run rate × 24 × 1.2` : budget;
	return `live account ${namespace}, ${words} · ${modeText(policy)}`;
}

function modeText({ budget }: Policy): string {
	return budget.mode === "ask" ? `ASK: ${withoutWordText(budget)}` : modeWords[budget.mode];
}

/** The first words that whoever starts it reads: whether their endpoints are touched. */
const modeWords: Readonly<Record<Exclude<Mode, "ask">, string>> = {
	enforce: "ENFORCE: at its lines endpoints of this account are capped and paused",
	shadow: "SHADOW: nothing will be stopped",
	observe: "OBSERVE: alerts only, nothing will be stopped",
};

function lifeOf(
	guardrail: Session["guardrail"],
	clock: Clock,
	{ log, close }: { log: Log; close: () => void },
): Pick<Session, "run" | "stop" | "close"> {
	const abort = new AbortController();
	const report = (error: unknown) => {
		log.warn("pass-ended", { problem: error instanceof Error ? error.message : String(error) });
	};
	return {
		run: async () => {
			await guardrail.meterPass().catch(report);
			await Promise.all([
				everyMinute(guardrail, clock, abort.signal, report),
				guardNowAndThen(guardrail, clock, abort.signal, report),
				watchNowAndThen(guardrail, clock, abort.signal, report),
				hourNowAndThen(guardrail, clock, abort.signal, report),
			]);
		},
		stop: () => abort.abort(),
		close: async () => {
			await guardrail.bus.drain();
			close();
		},
	};
}
