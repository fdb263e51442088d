import { guardStore } from "../app/store/guard-store.ts";
import { readFunctionSettings } from "../config/function-settings.ts";
import { type Instant, secondMs } from "../domain/instant.ts";
import type { Basics } from "./compose/aws-basics.ts";

/** Namespace of both metrics; the alarms of serverless.yml look there. */
export const metricNamespace = "HfBudgetGuardrail";

/**
 * Said at the end of a good pass and never else: a pass that runs but cannot read, decide and write
 * must look dead. The line is in CloudWatch's embedded metric format; no call is made for it.
 */
export async function heartbeat(
	deps: Basics,
	outcome: "quiet" | "acted",
	write: (line: string) => void,
): Promise<void> {
	const { STACK } = readFunctionSettings(["STACK"]);
	// A pass is quiet only with an empty outbox, so the quiet minute reads nothing more for this.
	const outboxAgeMs = outcome === "quiet" ? 0 : await readOutboxAge(deps);
	write(metricLine({ stack: STACK, at: deps.clock.now(), outboxAgeMs }));
}

async function readOutboxAge({ table, namespace, clock }: Basics): Promise<number> {
	const { value } = await guardStore(table, namespace).readControl();
	const created = (value?.outbox ?? []).map((notice) => notice.createdAt);
	const now = clock.now();
	return now - Math.min(now, ...created);
}

/** `OutboxAge`: how long the oldest notice has been waiting to be sent. */
export function metricLine(beat: {
	readonly stack: string;
	readonly at: Instant;
	readonly outboxAgeMs: number;
}): string {
	const metrics = [
		{ Name: "Heartbeat", Unit: "Count" },
		{ Name: "OutboxAge", Unit: "Seconds" },
	];
	const directive = { Namespace: metricNamespace, Dimensions: [["Stack"]], Metrics: metrics };
	const line = {
		_aws: { Timestamp: beat.at, CloudWatchMetrics: [directive] },
		Stack: beat.stack,
		Heartbeat: 1,
		OutboxAge: Math.floor(beat.outboxAgeMs / secondMs),
	};
	return `${JSON.stringify(line)}\n`;
}
