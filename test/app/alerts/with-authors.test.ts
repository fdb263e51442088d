import { expect, test } from "vitest";
import { withAuthors } from "../../../shared/app/alerts/with-authors.ts";
import { endpointOf, postureOf, recordOf } from "../../core/fixture.ts";

const guard = "guardrail-bot";

function authorsOf(updatedBy: string, records: readonly ReturnType<typeof recordOf>[]) {
	const posture = postureOf({ observed: { ...endpointOf({ name: "chat" }), updatedBy } });
	const own = records.map((record) => ({ ...record, createdAt: posture.createdAt }));
	return withAuthors([posture], own, guard)[0]?.observed.updatedBy;
}

test("what the guard put back is whoever's it had found it to be, by the newest record of a person", () => {
	const records = [
		recordOf({ generation: 1, updatedBy: "bob" }),
		recordOf({ generation: 2, updatedBy: "ann" }),
		recordOf({ generation: 3, updatedBy: guard }),
	];
	expect(authorsOf(guard, records)).toBe("ann");
});

test("what somebody else set last stays theirs, and without a record nobody else is named", () => {
	expect(authorsOf("cem", [recordOf({ updatedBy: "ann" })])).toBe("cem");
	expect(authorsOf(guard, [])).toBe(guard);
	expect(authorsOf(guard, [recordOf({ endpoint: "other", updatedBy: "ann" })])).toBe(guard);
});
