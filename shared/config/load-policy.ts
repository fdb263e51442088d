import { createHash } from "node:crypto";
import { microUsdOf } from "../domain/money.ts";
import type { OverrideRules } from "../domain/override-rules.ts";
import type { AskTimeout, Budget, GroupBudget, Limits, Mode, Policy } from "../domain/policy.ts";
import type { Schedule } from "../domain/schedule.ts";
import { accountingOf } from "./accounting-schema.ts";
import { alertsOf } from "./alerts-schema.ts";
import { explainIssue } from "./explain-issue.ts";
import { namespaceBudgetName } from "./group-schema.ts";
import { parseCron } from "./parse-cron.ts";
import { parseYaml } from "./parse-yaml.ts";
import { type PolicyProblem, wholeFileProblem } from "./policy-problem.ts";
import { type PolicyFile, policySchema } from "./policy-schema.ts";

export { formatProblems } from "./policy-problem.ts";

/** Far above any real policy, far below what would stall a parser. */
const largestPolicyBytes = 2 * 1024 * 1024;
/** A file with more is not a policy with typing errors but another kind of file. */
const mostProblems = 20;
const minuteMs = 60_000;
const secondMs = 1_000;
const dayMs = 86_400_000;

export type LoadedPolicy =
	| { readonly ok: true; readonly policy: Policy; readonly file: PolicyFile }
	| { readonly ok: false; readonly problems: readonly PolicyProblem[] };

export type LoadOptions = {
	/** How the file is called in problems. */
	readonly file: string;
	/** Mode of a file that names none. */
	readonly defaultMode: Mode;
};

/** Parses `guardrail.yml`. Never throws: whatever is wrong with the text comes back as problems. */
export function loadPolicy(text: string, options: LoadOptions): LoadedPolicy {
	const refuse = (problems: readonly PolicyProblem[]): LoadedPolicy => ({ ok: false, problems });
	if (Buffer.byteLength(text) > largestPolicyBytes) {
		return refuse([wholeFileProblem(options.file, "the file is larger than 2 MB")]);
	}
	const yaml = parseYaml(text, options.file);
	if (!yaml.ok) return refuse(yaml.problems);
	const parsed = policySchema.safeParse(yaml.value);
	if (!parsed.success) {
		const source = { ...yaml, file: options.file };
		const issues = parsed.error.issues.slice(0, mostProblems);
		const problems = issues.flatMap((issue) => explainIssue(issue, source));
		return refuse(problems.sort(byPlace).slice(0, mostProblems));
	}
	const policy = policyOf(parsed.data, options.defaultMode, sha256(text));
	return { ok: true, policy, file: parsed.data };
}

function byPlace(a: PolicyProblem, b: PolicyProblem): number {
	return a.line - b.line || a.column - b.column;
}

function sha256(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

function policyOf(file: PolicyFile, defaultMode: Mode, hash: string): Policy {
	const budget = budgetOf(file, defaultMode);
	return {
		budget,
		groups: file.groups.map((group) => groupOf(group, budget)),
		limits: limitsOf(file.limits),
		defaults: file.defaults,
		overrides: overrideRulesOf(file.overrides),
		...escalationOf(file),
		...digestOf(file),
		rules: file.endpoints.map(({ floor, ...rule }) => ({ ...rule, floorReplicas: floor })),
		schedules: file.schedules.map((schedule) => scheduleOf(schedule, file.zone)),
		hash,
		accounting: accountingOf(file),
		alerts: alertsOf(file.alerts),
	};
}

function budgetOf(file: PolicyFile, defaultMode: Mode): Budget {
	return {
		name: namespaceBudgetName,
		zone: file.zone,
		dailyMicroUsd: microUsdOf(file.dailyBudgetUsd),
		mode: file.mode ?? defaultMode,
		enforce: file.enforce,
		thresholds: file.tiers,
		preempt: file.preempt,
		envelope: file.envelope,
		scope: file.scope,
		criticalAtShutdown: file.criticalAtShutdown,
		askTimeout: askTimeoutOf(file.askTimeout),
		expensivePerHourMicroUsd: microUsdOf(file.expensivePerHourUsd),
	};
}

function askTimeoutOf({ minutes, ...answers }: PolicyFile["askTimeout"]): AskTimeout {
	return { ...answers, afterMs: minutes * minuteMs };
}

/** What a group does not say itself is as it is for the namespace. */
function groupOf(group: PolicyFile["groups"][number], budget: Budget): GroupBudget {
	return {
		...budget,
		name: group.name,
		zone: group.zone ?? budget.zone,
		dailyMicroUsd: microUsdOf(group.dailyBudgetUsd),
		envelope: group.envelope,
		thresholds: { ...budget.thresholds, ceiling: group.ceiling ?? budget.thresholds.ceiling },
		hasCeiling: group.ceiling !== undefined,
		members: group.endpoints,
	};
}

function escalationOf({ notify }: PolicyFile): Pick<Policy, "escalateAfterMs"> {
	const { escalateAfterMinutes: after } = notify;
	return after === undefined ? {} : { escalateAfterMs: after * minuteMs };
}

function digestOf({ notify }: PolicyFile): Pick<Policy, "digest"> {
	return notify.digest === "daily" ? {} : { digest: notify.digest };
}

function overrideRulesOf({ slack, ...rules }: PolicyFile["overrides"]): OverrideRules {
	return { ...rules, slack: slack === undefined ? null : { ...slack, app: slack.app ?? null } };
}

/** The schema has refused what is no cron entry. */
function scheduleOf(schedule: PolicyFile["schedules"][number], zone: string): Schedule {
	const entries = schedule.entries.flatMap(({ cron, replicas }) => {
		const parsed = parseCron(cron);
		return parsed.ok ? [{ cron: parsed.cron, replicas }] : [];
	});
	return { members: schedule.endpoints, zone: schedule.zone ?? zone, entries };
}

function limitsOf(limits: PolicyFile["limits"]): Limits {
	const minutes = (count: number) => Math.round(count * minuteMs);
	return {
		endpointsPerPassRatio: limits.endpointsPerPassRatio,
		replicasPerPassRatio: limits.replicasPerPassRatio,
		staleAfterMs: limits.staleAfterSeconds * secondMs,
		cooldownMs: minutes(limits.cooldownMinutes),
		personHoldMs: minutes(limits.personHoldMinutes),
		restoreDelayMs: minutes(limits.restoreDelayMinutes),
		callsPerFiveMinutes: limits.callsPerFiveMinutes,
		restoreRecordMaxAgeMs: Math.round(limits.restoreRecordMaxAgeDays * dayMs),
		restoreRetryMs: limits.restoreRetryMinutes.map(minutes),
		verifyPasses: limits.verifyPasses,
		capsMayRoll: limits.capsMayRoll,
		settleMs: minutes(limits.settleMinutes),
		uncertainPageAfterMs: minutes(limits.uncertainPageAfterMinutes),
		intentGraceMs: limits.intentGraceSeconds * secondMs,
		correctionExitRatio: limits.correctionExitRatio,
		correctionExitMs: minutes(limits.correctionExitMinutes),
		hourExitRatio: limits.hourExitRatio,
		hourExitMs: minutes(limits.hourExitMinutes),
		hourTimesMost: limits.hourTimesMost,
		preemptRatio: limits.preemptRatio,
		preemptExitRatio: limits.preemptExitRatio,
	};
}
