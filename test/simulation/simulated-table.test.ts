import { expect, test } from "vitest";
import { createTableClock } from "../contract/table-clock.ts";
import { expectModelAgreement } from "../contract/table-model.ts";
import { createSimulatedTable } from "./simulated-table.ts";

test("the table of the simulation ends random histories as the model of all tables does", async () => {
	const clock = createTableClock();
	const table = createSimulatedTable(clock);
	let partitions = 0;
	const fresh = () => {
		partitions += 1;
		return { table, pk: `partition-${partitions}`, clock };
	};
	await expectModelAgreement(fresh, 100);
});

test("nobody can change what is stored by changing what was read", async () => {
	const table = createSimulatedTable(createTableClock());
	await table.put({ pk: "a", sk: "b", body: { list: [1] } }, 0);
	const item = await table.get({ pk: "a", sk: "b" });
	expect(() => Object.assign(item?.body ?? {}, { list: [] })).toThrow(TypeError);
});
