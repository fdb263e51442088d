import type { OverrideCommand } from "../../../shared/app/apply-override.ts";
import { guardStore } from "../../../shared/app/store/guard-store.ts";
import type { TierEvent } from "../../../shared/domain/control.ts";
import { hourMs } from "../../../shared/domain/instant.ts";
import type { Notice } from "../../../shared/domain/notice.ts";
import { type RunningDemo, runDemo } from "../../../shared/local/demo.ts";
import { isGuardChange } from "../../../shared/local/demo-report.ts";
import type { JournalEntry } from "../../../shared/simulator/journal.ts";
import type { Scenario } from "../../../shared/simulator/scenarios/scenario.ts";

export type LocalTwin = {
	readonly changes: readonly JournalEntry[];
	readonly history: readonly TierEvent[];
	readonly notices: readonly Notice[];
};

export type LocalTwinOptions = {
	readonly scenario: Scenario;
	readonly seed: number;
	/** What is seen at or after this instant is left out. */
	readonly end: number;
	readonly override: OverrideCommand;
	readonly overrideAt: number;
};

/** The same days in one process, as `guardrail demo` runs them, with the same override. */
export async function runLocalTwin(options: LocalTwinOptions): Promise<LocalTwin> {
	const { scenario, seed, end, override, overrideAt } = options;
	const log = { info: ignore, warn: ignore, error: ignore };
	let demo: RunningDemo | undefined;
	await runDemo({
		scenario: scenario.name,
		days: Math.ceil((end - scenario.start) / hourMs) / 24,
		seed,
		log,
		onStart: (running) => {
			demo = running;
			const { clock, guardrail } = running;
			void clock
				.sleep(overrideAt - clock.now())
				.then(() => guardrail.applyOverride(override))
				.catch(ignore);
		},
	});
	if (demo === undefined) throw new Error("The demo was never started.");
	const control = await guardStore(demo.table, scenario.namespace).readControl();
	const changes = demo.started.account.truth.journal().filter(isGuardChange);
	return {
		changes: changes.filter(({ at }) => at < end),
		history: (control.value?.history ?? []).filter(({ at }) => at < end),
		notices: demo.notices.filter(({ createdAt }) => createdAt < end),
	};
}

function ignore(): void {
	// What the twin logs is told by its notices and its changes.
}
