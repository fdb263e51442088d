import type { ModelSize } from "../../domain/hidden-costs.ts";
import type { Table } from "../../ports/table.ts";
import { keysOf } from "./keys.ts";
import { asJson, readPrefix } from "./record.ts";

/** What is known of the models that endpoints run. */
export function modelStore(table: Table, namespace: string) {
	const keys = keysOf(namespace);
	return {
		readSizes: async (): Promise<(ModelSize & { readonly version: number })[]> => {
			const records = await readPrefix<ModelSize>(table, keys.pk, keys.modelPrefix);
			return records.map(({ value, version }) => ({ ...value, version }));
		},
		/** Who wrote meanwhile asked the same Hub: its answer is as good. */
		writeSize: async (size: ModelSize, expectedVersion: number): Promise<void> => {
			await table.put({ ...keys.model(size.model), body: asJson(size) }, expectedVersion);
		},
	};
}
