import type { Item, Table } from "../../ports/table.ts";

export type TableCallName = keyof Table;

/** `index` counts all calls of the wrapped table from 0. */
export type TableCall = { readonly index: number; readonly name: TableCallName };

/**
 * What goes wrong in one call. `error-before` and `throttle`: nothing happens, then an error.
 * `error-after`: the whole effect, then an error, so the caller cannot tell. `partial`: `putAll`
 * writes the first half of its items, then an error; elsewhere the same as `error-before`.
 */
export type TableFault = "error-before" | "throttle" | "error-after" | "partial";

export type FaultyTableOptions = {
	readonly table: Table;
	/** null: the call goes well. Without it every call does. */
	readonly faultOf?: (call: TableCall) => TableFault | null;
	/**
	 * Called around the effect of each call. What it throws is the death of the process that holds
	 * this table: that call and all later ones reject with it.
	 */
	readonly onCall?: (index: number, name: TableCallName, phase: "before" | "after") => void;
};

/** A table that fails where it is told to; its index of calls makes a failure repeatable. */
export function createFaultyTable(options: FaultyTableOptions): Table {
	const { table } = options;
	const run = createRunner(options);
	return {
		get: (key) => run("get", { whole: () => table.get(key) }),
		query: (range) => run<readonly Item[]>("query", { whole: () => table.query(range) }),
		put: (item, version) => run("put", { whole: () => table.put(item, version) }),
		putAll: (items) =>
			run("putAll", {
				whole: () => table.putAll(items),
				half: () => table.putAll(items.slice(0, Math.floor(items.length / 2))),
			}),
		delete: (key) => run("delete", { whole: () => table.delete(key) }),
	};
}

/** The error of an injected fault. Like a store's own, it does not say whether the write happened. */
export class TableFaultError extends Error {
	override readonly name = "TableFaultError";
	readonly throttled: boolean;

	constructor(call: TableCall, throttled: boolean) {
		const happened = throttled ? "throttled" : "failed";
		super(`The table ${happened} call ${call.index} (${call.name}).`);
		this.throttled = throttled;
	}
}

type Effect<T> = { readonly whole: () => Promise<T>; readonly half?: () => Promise<T> };

function createRunner(options: FaultyTableOptions) {
	const { faultOf, onCall } = options;
	let calls = 0;
	let death: { readonly error: unknown } | null = null;
	const mark = (call: TableCall, phase: "before" | "after"): void => {
		try {
			onCall?.(call.index, call.name, phase);
		} catch (error) {
			death ??= { error };
		}
		if (death !== null) throw death.error;
	};
	return async <T>(name: TableCallName, effect: Effect<T>): Promise<T> => {
		if (death !== null) throw death.error;
		const call: TableCall = { index: calls, name };
		calls += 1;
		mark(call, "before");
		const result = await applyFault(call, faultOf?.(call) ?? null, effect);
		mark(call, "after");
		return result;
	};
}

async function applyFault<T>(
	call: TableCall,
	fault: TableFault | null,
	effect: Effect<T>,
): Promise<T> {
	if (fault === null) return effect.whole();
	if (fault === "error-after") await effect.whole();
	if (fault === "partial") await effect.half?.();
	throw new TableFaultError(call, fault === "throttle");
}
