import type { Item, Key, NewItem, PutResult, Table } from "../../../shared/ports/table.ts";

/**
 * A `Table` that keeps bodies as they are, without their text, and finds them by the first part of their key:
 * a month of passes makes millions of calls.
 */
export class BenchTable implements Table {
	readonly #groups = new Map<string, Map<string, Item>>();

	get({ sk }: Key): Promise<Item | null> {
		return Promise.resolve(this.#groups.get(groupOf(sk))?.get(sk) ?? null);
	}

	query({ from, to }: { pk: string; from: string; to: string }): Promise<readonly Item[]> {
		const group = this.#groups.get(groupOf(from));
		if (group === undefined) return Promise.resolve([]);
		const found = [...group.values()].filter(({ sk }) => from <= sk && sk <= to);
		return Promise.resolve(found.sort((a, b) => (a.sk < b.sk ? -1 : 1)));
	}

	put(item: NewItem, expectedVersion: number): Promise<PutResult> {
		const stored = this.#groups.get(groupOf(item.sk))?.get(item.sk)?.version ?? 0;
		if (stored !== expectedVersion) return Promise.resolve({ ok: false, reason: "conflict" });
		this.#store(item, stored + 1);
		return Promise.resolve({ ok: true, version: stored + 1 });
	}

	putAll(items: readonly NewItem[]): Promise<void> {
		for (const item of items) this.#store(item, 1);
		return Promise.resolve();
	}

	delete({ sk }: Key): Promise<void> {
		this.#groups.get(groupOf(sk))?.delete(sk);
		return Promise.resolve();
	}

	/** Bodies of the group whose keys begin with `prefix`, which is the whole first part of them. */
	bodies(prefix: string): unknown[] {
		return [...(this.#groups.get(groupOf(prefix))?.values() ?? [])].map(({ body }) => body);
	}

	forget(prefix: string): void {
		this.#groups.delete(groupOf(prefix));
	}

	#store(item: NewItem, version: number): void {
		const name = groupOf(item.sk);
		const group = this.#groups.get(name) ?? new Map<string, Item>();
		this.#groups.set(name, group);
		group.set(item.sk, { ...item, version });
	}
}

/** `hour#0000494000#chat@5` and everything of that hour: `hour#0000494000`; `posture#chat@5`: `posture`. */
function groupOf(sk: string): string {
	const [kind = "", hour = ""] = sk.split("#", 2);
	return kind === "hour" ? `${kind}#${hour}` : kind;
}
