import { create, disturb, pause, remove, resume, scaleToZero, update } from "./changes.ts";
import { hardwareKey } from "./endpoint.ts";
import type { TimelineChange } from "./scenarios/scenario.ts";
import type { World } from "./world.ts";

const microUsdPerUsd = 1_000_000;

/** Does what a timeline says. A refused change is simply refused, as it would be in the console. */
export function carryOut(world: World, change: TimelineChange, actor: string): void {
	switch (change.kind) {
		case "create":
			create(world, change.body, actor);
			return;
		case "update":
			update(world, change.endpoint, change.body, actor);
			return;
		case "pause":
			pause(world, change.endpoint, actor);
			return;
		case "resume":
			resume(world, change.endpoint, actor);
			return;
		case "scaleToZero":
			scaleToZero(world, change.endpoint, actor);
			return;
		case "remove":
			remove(world, change.endpoint, actor);
			return;
		case "disturb":
			disturb(world, change.endpoint, change.disturbance);
			return;
		case "setQuota":
			world.quotas.set(`${change.vendor}/${change.instanceType}`, change.maxAccelerators);
			return;
		case "setPrice": {
			const price = Math.round(change.pricePerHour * microUsdPerUsd);
			world.books.prices.set(hardwareKey(change.hardware), world.now, price);
		}
	}
}
