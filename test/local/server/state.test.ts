import { expect, test } from "vitest";
import { stateOf } from "../../../shared/local/server/state.ts";
import { quietModel } from "../../dashboard/fixture.ts";

test("what a harder line does to what is held goes out, so that the command line can say it", () => {
	const next = { tier: "shutdown", ratio: 2, method: "pause", maxReplica: null } as const;
	const heldNext = [{ endpoint: "chat", ...next, isSure: true }];
	expect(stateOf({ ...quietModel(), heldNext }).heldNext).toEqual(heldNext);
});
