import { expect, test } from "vitest";
import { isSameEndpoint } from "../../../shared/domain/same-endpoint.ts";
import { everWritten, isOneOfScalings } from "../../../shared/domain/same-scaling.ts";
import { endpointOf, heldOf, postureOf } from "../fixture.ts";

test("an endpoint is the same by name and creation, whatever speaks of it", () => {
	const held = heldOf();
	expect(isSameEndpoint(held, endpointOf())).toBe(true);
	expect(isSameEndpoint(postureOf(), held)).toBe(true);
	expect(isSameEndpoint(held, endpointOf({ name: "embed" }))).toBe(false);
	expect(isSameEndpoint(held, endpointOf({ createdAt: held.createdAt + 1 }))).toBe(false);
});

test("what the guard wrote is any of its writes, each by minimum and maximum together", () => {
	const formerly = [
		{ minReplica: 0, maxReplica: 4 },
		{ minReplica: 2, maxReplica: 8 },
	];
	const { written } = heldOf();
	const isWritten = (minReplica: number, maxReplica: number) =>
		isOneOfScalings({ minReplica, maxReplica }, everWritten({ ...written, formerly }));
	expect([isWritten(1, 1), isWritten(0, 4), isWritten(2, 8)]).toEqual([true, true, true]);
	expect([isWritten(0, 8), isWritten(2, 4), isWritten(1, 2)]).toEqual([false, false, false]);
	expect(everWritten(written)).toEqual([written]);
});
