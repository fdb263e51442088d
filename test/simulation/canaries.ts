import type { SceneName } from "./scenes.ts";

/** A planted bug: one piece of the production code replaced as the module is loaded, in its own process only. */
export type Canary = {
	readonly name: string;
	readonly file: string;
	readonly find: string;
	readonly replace: string;
	/** It is found on a fixed day: the thousands of days leave the feature off, or meet the race too seldom. */
	readonly scene?: SceneName;
};

/** The mistakes that this design can make, each as the smallest change of code that makes it. */
export const canaries: readonly Canary[] = [
	{
		name: "version condition dropped",
		file: "shared/app/store/record.ts",
		find: "const result = await table.put({ ...key, body: asJson(value) }, expectedVersion);",
		replace: `const now = (await table.get(key))?.version ?? 0;
			const result = await table.put({ ...key, body: asJson(value) }, now);`,
	},
	{
		name: "split write: the tier is stored, its notice after the act",
		file: "shared/app/guard/act-on-decision.ts",
		find: "const version = acts ? await save(pass, intended, pass.control.version)",
		replace:
			"const version = acts ? await save(pass, { ...intended, outbox: pass.before.outbox }, pass.control.version)",
	},
	{
		name: "partial list trusted",
		file: "shared/app/meter-fleet.ts",
		find: "if (!inventory.complete) return",
		replace: "if (!inventory.complete && inventory.endpoints.length === 0) return",
	},
	{
		name: "original not saved",
		file: "shared/app/store/guard-store.ts",
		find: "await table.put({ ...key, body: asJson(record) }, 0);\n\t\t\treturn (await readRecord<RestoreRecord>(table, key)).value;",
		replace: "return record;",
	},
	{
		name: "intent lost: stored after the act only",
		file: "shared/app/guard/act-on-decision.ts",
		find: "const version = acts ? await save(pass, intended, pass.control.version) : pass.control.version;",
		replace: "const version = pass.control.version;",
	},
	{
		name: "observations dropped on failure",
		file: "shared/app/meter-fleet.ts",
		find: "{ ...before, lastPassAt: now, failedPasses, lastError, dropsInARow },",
		replace:
			"{ ...before, lastPassAt: now, observedUntil: Math.max(now, before.observedUntil), failedPasses, lastError, dropsInARow },",
	},
	{
		name: "clip-and-union replaced by append",
		file: "shared/core/ledger/book.ts",
		find: "spans: joinSpans([...kept, ...fresh]),",
		replace: "spans: [...item.spans, ...fresh],",
	},
	{
		name: "restore without re-PUT",
		file: "shared/app/guard/carry-out-restore.ts",
		find: "const woken = await resume(pass, fresh, step);",
		replace:
			'const woken = await resume(pass, fresh, step);\n\t\tif (fresh.state === "paused") return reached(step, now, { ...fresh, state: step.record.state, scaling: step.record.scaling });',
	},
	{
		name: "person ignored",
		file: "shared/core/verify/verify-held.ts",
		find: '{ next: held, event: null };\n\treturn { next: supersededBy(endpoint, held, now), event: "superseded" };',
		replace: "{ next: held, event: null };\n\treturn { next: held, event: null };",
	},
	{
		name: "sampled time not counted",
		file: "shared/core/ledger/observe.ts",
		find: '...estimate({ from: posture.since, to: seenUntil }, "sampled", before, posture.price),',
		replace: "",
	},
	{
		name: "lease ignored",
		file: "shared/app/guard/take-lease.ts",
		find: "if (value !== null && value.leaseUntil > now) return null;",
		replace: "",
	},
	{
		name: "a restored intent is forgotten at once",
		file: "shared/core/verify/verify-held.ts",
		find: "now - backSince(held) >= restoredKeptMs(limits)",
		replace: "now - backSince(held) >= 0",
	},
	{
		name: "a call that lands after its restore is not undone",
		file: "shared/core/verify/verify-held.ts",
		find: "&& age < limits.intentGraceMs",
		replace: "&& age < 0",
		scene: "race",
	},
	{
		name: "the fresh read before the act is not compared",
		file: "shared/app/guard/carry-out-step.ts",
		find: "if (isSameConfiguration(fresh, step.before) && !isUndone(fresh, step, previous)) return null;",
		replace: "return null;",
	},
	{
		name: "the log of what was sent is written before the send",
		file: "shared/app/send-notices.ts",
		find: 'state: "claimed",',
		replace: 'state: "sent",',
	},
	{
		name: "protected is not looked at",
		file: "shared/core/plan/step-for.ts",
		find: 'if (policy.protected) return "protected";',
		replace: "",
	},
	{
		name: "the expensive are not paused at shutdown",
		file: "shared/core/plan/step-for.ts",
		find: 'if (tier === "shutdown" && isExpensive(input)) return stopping;',
		replace: "",
	},
	{
		name: "the first step is blocked by a limit",
		file: "shared/core/plan/within-limits.ts",
		find: "if (steps.length === 0 || fits || mayExceed(step)) {",
		replace: "if (fits || mayExceed(step)) {",
	},
	{
		name: "a side effect of the pause is taken for a person",
		file: "shared/core/verify/verify-held.ts",
		find: 'if (written.paused) return endpoint.state === "paused";',
		replace: `if (written.paused) {
			return endpoint.state === "paused" && endpoint.scaling.maxReplica === written.maxReplica;
		}`,
	},
	{
		name: "the cooldown is ignored",
		file: "shared/core/plan/ladder-of.ts",
		find: 'return now - backSince(held) < policy.limits.cooldownMs ? "cooldown" : null;',
		replace: "return null;",
	},
	{
		name: "a schedule goes over a cap",
		file: "shared/core/schedule/plan-schedules.ts",
		find: 'return isHeld ? "held" : null;',
		replace: "return null;",
		scene: "schedule",
	},
	{
		name: "the envelope is ignored",
		file: "shared/core/plan/envelope-steps.ts",
		find: "if (!input.policy.budget.envelope) return { steps: [], envelope: null };",
		replace: "return { steps: [], envelope: null };",
		scene: "envelope",
	},
	{
		name: "overrides are read too late",
		file: "shared/app/store/guard-store.ts",
		find: "overridesInForce(await readAllOverrides(table, namespace), now),",
		replace: "overridesInForce(await readAllOverrides(table, namespace), now - 600_000),",
	},
	{
		name: "a message repeated each pass",
		file: "shared/core/notify/override-news.ts",
		find: "const id = ",
		replace: "const id = String(now) + ",
	},
	{
		name: "the resolve is lost",
		file: "shared/app/guard/notices-of.ts",
		find: "...restoredNotice(facts, held, generation),",
		replace: "",
	},
	{
		name: "an order does not end by the time",
		file: "shared/domain/override.ts",
		find: "return waitsForSecond !== true && grantedAt <= now && now < expiresAt;",
		replace: "return waitsForSecond !== true && grantedAt <= now && expiresAt > 0;",
		scene: "expiry",
	},
	{
		name: "a hold lifts the absolute ceiling",
		file: "shared/core/plan/ladder-of.ts",
		find: 'if (tier !== "ceiling") {\n\t\tif (inForce',
		replace: "{\n\t\tif (inForce",
		scene: "ceiling",
	},
	{
		name: "a raise lifts the absolute ceiling",
		file: "shared/core/reading/raised-policy.ts",
		find: "const ceiling = (budget.thresholds.ceiling * budget.dailyMicroUsd) / dailyMicroUsd;",
		replace: "const { ceiling } = budget.thresholds;",
		scene: "ceiling",
	},
	{
		name: "a silence stops an action",
		file: "shared/core/plan/ladder-of.ts",
		find: '(({ kind }) => kind === "hold" || kind === "restore-now")',
		replace: '(({ kind }) => ["hold", "restore-now", "silence"].includes(kind))',
		scene: "expiry",
	},
];

/** The planted source, or an error: a canary that no longer fits the code proves nothing. */
export function planted(canary: Canary, source: string): string {
	if (source.split(canary.find).length !== 2) {
		throw new Error(`"${canary.name}" no longer fits ${canary.file}: find its place anew`);
	}
	return source.replace(canary.find, () => canary.replace);
}
