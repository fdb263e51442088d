import type { Instant } from "../../shared/domain/instant.ts";
import { EventQueue } from "../../shared/simulator/event-queue.ts";

type Action = () => void | Promise<void>;
/** `isSilent`: no coroutine goes on because of it, so there is nothing to wait for. */
type Item = { readonly action: Action; readonly isSilent: boolean };

/**
 * Virtual time for coroutines: one action happens, then every promise that it settled is followed to its
 * next port call, then time moves to the next action. Nothing else decides who runs when.
 */
export class Scheduler {
	readonly #queue = new EventQueue<Item>();
	now: Instant;

	constructor(start: Instant) {
		this.now = start;
	}

	at(instant: Instant, action: Action): void {
		this.#queue.add(Math.max(instant, this.now), { action, isSilent: false });
	}

	/** An effect on the account or the store: whoever waits for it hears of it later, by its own action. */
	silentlyAt(instant: Instant, action: Action): void {
		this.#queue.add(Math.max(instant, this.now), { action, isSilent: true });
	}

	/** Everything that is due by then has happened after this. */
	async runUntil(instant: Instant, isOver: () => boolean): Promise<void> {
		while (this.#queue.nextAt() <= instant && !isOver()) {
			const { at, item } = this.#queue.take();
			this.now = Math.max(this.now, at);
			await item.action();
			if (!item.isSilent) await settled();
		}
		this.now = Math.max(this.now, instant);
	}
}

/** A tick comes when no promise is left to be followed. */
function settled(): Promise<void> {
	return new Promise((resolve) => {
		process.nextTick(resolve);
	});
}
