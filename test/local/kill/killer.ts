import type { Table } from "../../../shared/ports/table.ts";

/** The process ended here: nothing of it runs on. */
export class Killed extends Error {
	override readonly name = "Killed";
}

export type Phase = "before" | "after";

/**
 * Counts the port calls of one process and ends it at one of them, before or after its effect. Once dead,
 * every further call fails without an effect, as if the process were gone.
 */
export class Killer {
	readonly calls: string[] = [];
	#target: { index: number; phase: Phase } | null = null;
	#armed = false;
	isDead = false;

	/** Counting begins here; with a target, that call is the last. */
	arm(target: { index: number; phase: Phase } | null): void {
		this.#target = target;
		this.#armed = true;
	}

	async call<T>(name: string, effect: () => Promise<T>): Promise<T> {
		if (this.isDead) throw new Killed(name);
		const index = this.#armed ? this.calls.push(name) - 1 : -1;
		const isTarget = this.#target !== null && index === this.#target.index;
		if (isTarget && this.#target?.phase === "before") this.#die(name);
		const result = await effect();
		if (isTarget || this.isDead) this.#die(name);
		return result;
	}

	#die(name: string): never {
		this.isDead = true;
		throw new Killed(name);
	}
}

export function killableTable(table: Table, killer: Killer): Table {
	return {
		get: (key) => killer.call(`table.get ${key.sk}`, () => table.get(key)),
		query: (range) => killer.call(`table.query ${range.from}`, () => table.query(range)),
		put: (item, version) => killer.call(`table.put ${item.sk}`, () => table.put(item, version)),
		putAll: (items) => killer.call(`table.putAll ${items[0]?.sk}`, () => table.putAll(items)),
		delete: (key) => killer.call(`table.delete ${key.sk}`, () => table.delete(key)),
	};
}

export function killableFetch(send: typeof fetch, killer: Killer): typeof fetch {
	return (input, init) => {
		const path = new URL(String(input instanceof Request ? input.url : input)).pathname;
		return killer.call(`${init?.method ?? "GET"} ${path}`, () => send(input, init));
	};
}
