import type { TimelineEntry } from "../../../shared/simulator/scenarios/scenario.ts";
import { minuteMs, type WatchedOptions } from "./watched-account.ts";

export type Story = WatchedOptions & {
	readonly severity: "page" | "warn" | "info";
	/** null: the budget as a whole. */
	readonly on: string | null;
	/** Minutes after the beginning between which it must fire. */
	readonly fires: readonly [number, number];
	readonly evidence: Readonly<Record<string, unknown>>;
};

export function scaled(minute: number, scalingChange: object): TimelineEntry {
	return updated(minute, { compute: { scaling: scalingChange } });
}

export function updated(minute: number, body: object): TimelineEntry {
	const change = { kind: "update" as const, endpoint: "chat", body };
	return { at: minute * minuteMs, actor: "ann", change };
}

export function instance(
	minute: number,
	instanceType: string,
	instanceSize: string,
): TimelineEntry {
	return updated(minute, { compute: { accelerator: "gpu", instanceType, instanceSize } });
}
